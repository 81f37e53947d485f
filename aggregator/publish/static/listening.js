// The rest of the script that begins in `arrival.js`: where what arrives comes from.

const SLOWEST = 60_000; // ms between two attempts to reach the server again
const RENEWED = 300_000; // ms: a connection that broke unnoticed must not stay so for long

const pause = byId("pause");
const wire = { stream: null, retry: 0, paused: false };

/** Read the page again: for what came between two connections, and what has left. */
async function catchUp() {
  const before = new Map(articles().map((each) => [each.id, each]));
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fetched = parsed(await answer.text());
  steadily(() => compare(before, fetched));
}

/** Make the page that of the server, but for what has come since that was read. */
function compare(before, fetched) {
  const there = [...fetched.querySelectorAll("#timeline article")];
  leave(before, there, fetched.getElementById("older"));
  // From the last to the first, so that those of one moment keep their order.
  for (const section of [...fetched.querySelectorAll("#timeline section[data-day]")].reverse()) {
    for (const article of [...section.querySelectorAll("article")].reverse()) {
      if (byId(article.id) !== (before.get(article.id) ?? null)) continue; // came since
      const alone = section.cloneNode(false);
      alone.append(section.querySelector(".date").cloneNode(true), article);
      take(alone, () => true);
    }
  }
  sweep();
  date(fetched);
}

/** Remove what has left. Posts below the server's first page stay, unless so many came
 * meanwhile that some between them and it would be missing without a word. */
function leave(before, there, older) {
  const ids = new Set(there.map((each) => each.id));
  const joined = older && there.some((each) => before.has(each.id));
  const oldest = joined ? there.at(-1).dataset.place : "";
  for (const [id, each] of before) {
    if (!ids.has(id) && each.dataset.place > oldest) each.remove();
  }
  if (older && !joined) lead(older.querySelector("a").getAttribute("href"));
}

/** Say of the days what they are by now, unless a new one has begun meanwhile. */
function date(fetched) {
  const days = (page) => [...page.querySelectorAll("#timeline section[data-day]")];
  const words = (day) => day.querySelector("h2 time").textContent;
  const names = new Map(days(fetched).map((each) => [each.dataset.day, words(each)]));
  const shown = days(document);
  if (!names.has(shown[0]?.dataset.day)) return;
  for (const day of shown) entitle(day, names.get(day.dataset.day) ?? words(day));
}

function state(words) {
  if (live.textContent === words) return;
  live.parentElement.hidden = false;
  live.textContent = words;
  live.parentElement.classList.toggle("lost", words !== "Live");
}

/** Listen for what is published; the browser itself connects again, and says how far
 * it got. A server that answers otherwise is asked again, less and less often. */
function listen(wait = 1_000) {
  hush();
  const stream = (wire.stream = new EventSource(line.dataset.events));
  const again = () => catchUp().catch(() => {}); // the next connection will
  stream.addEventListener("open", () => {
    wait = 1_000;
    state("Live");
    again();
  });
  stream.addEventListener("entry", ({ data }) => {
    const sections = parsed(data).querySelectorAll("section[data-day]");
    steadily(() => sections.forEach((each) => take(each)));
  });
  stream.addEventListener("gone", ({ data }) => {
    const gone = articles().find((each) => each.dataset.id === data);
    steadily(() => gone?.remove());
    sweep();
  });
  stream.addEventListener("missed", again);
  stream.addEventListener("error", () => {
    state("Reconnecting");
    if (stream.readyState !== EventSource.CLOSED) return;
    const next = Math.min(2 * wait, SLOWEST);
    wire.retry = setTimeout(() => listen(next), wait * (0.5 + Math.random()));
  });
}

function hush() {
  wire.stream?.close();
  clearTimeout(wire.retry);
}

/** Whoever is about to read or click may have the page stand still (WCAG 2.2, 2.2.2). */
function halt() {
  wire.paused = !wire.paused;
  pause.textContent = wire.paused ? "Resume" : "Pause";
  if (!wire.paused) return listen();
  hush();
  return state("Paused");
}

function renew() {
  if (wire.stream.readyState === EventSource.OPEN) listen();
}

addEventListener("scroll", remind, { passive: true });
document.addEventListener("visibilitychange", remind);
if (line.dataset.events) {
  listen();
  setInterval(renew, RENEWED);
  pause.addEventListener("click", halt);
  addEventListener("pagehide", hush);
  addEventListener("pageshow", ({ persisted }) => persisted && !wire.paused && listen()); // by "back"
}
