// The rest of the script that begins in `arrival.js`: keys that walk through the timeline,
// and the form of its filter.

function step(by) {
  const all = articles();
  const at = all.indexOf(document.activeElement?.closest("article"));
  const fallback = all.findIndex((each) => each.getBoundingClientRect().bottom > 60);
  const next = at < 0 ? all[Math.max(fallback, 0)] : all[at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

const chosen = (what) => document.activeElement?.closest("article")?.querySelector(what);

function toTop() {
  window.scrollTo({ top: 0 });
  articles()[0]?.focus({ preventScroll: true });
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => {
    const link = chosen("h3 a");
    if (link) window.open(link.href, "_blank", "noopener,noreferrer");
  },
  e: () => chosen(".when a")?.click(),
  ".": toTop,
  "/": () => byId("q").focus(),
  "?": () => byId("keys").showModal(),
};

const listens = byId("listens");

/** Whoever speaks to the machine may not want single keys to act (WCAG 2.2, 2.1.4). */
function heed(storing) {
  try {
    if (storing) localStorage.setItem("keys", listens.checked ? "on" : "off");
    listens.checked = localStorage.getItem("keys") !== "off";
  } catch {
    // nothing may be stored here: it holds for this page
  }
}

function pressed(event) {
  const typing = event.target.closest?.("input, select, textarea, dialog[open]");
  if (event.key === "Escape" && typing) return event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (!listens.checked || !Object.hasOwn(KEYS, event.key)) return undefined;
  event.preventDefault();
  return KEYS[event.key]();
}

/** Say languages by their names: "German" for "de". */
function nameLanguages() {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  for (const each of document.querySelectorAll("#by-language option[value]:not([value=''])")) {
    try {
      each.textContent = names.of(each.value);
    } catch {
      // an outlet states what is no language: it stays as stated
    }
  }
}

/** Empty fields do not belong into an address that is passed on. */
function tidy() {
  for (const each of byId("filter").elements) each.disabled = each.name !== "" && !each.value;
  setTimeout(() => [...byId("filter").elements].forEach((each) => (each.disabled = false)));
}

document.addEventListener("keydown", pressed);
byId("filter").addEventListener("submit", tidy);
byId("help").addEventListener("click", KEYS["?"]);
byId("help").parentElement.hidden = false;
pill.addEventListener("click", toTop);
listens.addEventListener("change", () => heed(true));
heed(false);
nameLanguages();
