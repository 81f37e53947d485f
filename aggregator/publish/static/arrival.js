// The timeline while it is open: posts arrive by themselves. The page needs none of this.
// What arrives is markup that the server has made safe; it is parsed into a document of
// its own, where nothing runs. `listening.js` and `keys.js` follow in the same script.
"use strict";

const MOST = 100; // posts on the page, as on the server's: of older ones nothing is told
const FRESH = 12_000; // ms for which a post that has just come is marked
const GATHER = 1_500; // ms in which several are announced as one
const NEAR_TOP = 160; // pixels: whoever reads further down is not to be moved
const DAY = 86_400_000; // ms
const HOLDS = CSS.supports("overflow-anchor", "auto"); // the browser keeps the place itself

// Scripts that put no space between words.
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff]/;

const line = document.getElementById("timeline");
const live = document.getElementById("live");
const pill = document.getElementById("pill");
const title = document.title;
const arrived = { fresh: new Set(), edited: new Set(), unseen: new Set(), timer: 0 };

const byId = (id) => document.getElementById(id);
const articles = () => [...line.querySelectorAll("article")];
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const headline = (article) => article.querySelector("h3").textContent.trim();
const count = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;

/* What arrives */

/** Whether a post is one that the filter of this page asks for. */
function wanted(article) {
  const { source, topic, language, words } = line.dataset;
  const its = article.dataset;
  const [tongue, asked] = [its.language, language].map((each) => each.toLowerCase());
  const topics = its.topics.toLowerCase().split("\n");
  const said = [...article.querySelectorAll("h3, .body")].map((each) => each.textContent).join(" ");
  return (
    (!source || its.source === source || its.source.startsWith(`${source}/`)) &&
    (!topic || topics.includes(topic.toLowerCase())) &&
    (!language || tongue === asked || tongue.startsWith(`${asked}-`)) &&
    (words.match(/"[^"]*"|\S+/g) ?? []).every((term) => says(said, term))
  );
}

/** Whether a text has a word, or words in quotation marks, much as the server's search. */
function says(text, term) {
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  if (UNSPACED.test(term)) return fold(text).includes(fold(term));
  const row = (words) => ` ${(fold(words).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
  return row(text).includes(term.endsWith("*") ? row(term).trimEnd() : row(term));
}

/** Give an outlet the colour that it has on this page already. */
function paint(article) {
  const known = new Map(
    [...line.querySelectorAll(".outlet")].map((each) => [each.textContent, each.className]),
  );
  for (const each of article.querySelectorAll(".outlet")) {
    each.className = known.get(each.textContent) ?? each.className;
  }
}

/** The section of a day; a new one stands before all that are older. */
function sectionOf(section) {
  const day = section.dataset.day;
  const days = [...line.querySelectorAll("section[data-day]")];
  const known = days.find((each) => each.dataset.day === day);
  if (known) return known;
  const made = section.cloneNode(false);
  made.append(section.querySelector(".date").cloneNode(true));
  const next = days.find((each) => each.dataset.day < day);
  if (next && next === days[0]) midnight(days, section);
  if (next) next.before(made);
  else line.append(made);
  byId("nothing")?.remove();
  return made;
}

/** A new day has begun: what was today is yesterday, if no day passed without a post. */
function midnight(days, section) {
  const today = /^Today, /.test(section.querySelector("h2 time").textContent);
  const before = new Date(Date.parse(section.dataset.day) - DAY).toISOString().slice(0, 10);
  for (const day of days) {
    const bare = day.querySelector("h2 time").textContent.replace(/^(Today|Yesterday), /, "");
    entitle(day, today && day.dataset.day === before ? `Yesterday, ${bare}` : bare);
    day.querySelector(".date p")?.remove();
  }
}

function entitle(day, words) {
  day.querySelector("h2 time").textContent = words;
  day.setAttribute("aria-label", words);
}

/** Tell, beside the newest day, when something last changed. */
function changed(section) {
  const told = section.querySelector(".date p");
  const shown = line.querySelector(".date p");
  const when = (each) => each.querySelector("time").dateTime;
  if (!told || (shown && when(shown) >= when(told))) return;
  shown?.remove();
  line.querySelector(".date")?.append(told.cloneNode(true));
}

/** Put the posts of a section of the server's where they belong. What is on the page
 * is replaced even if its new words are none that were asked for: nobody is to go on
 * reading what was corrected. */
function take(section, chosen = wanted) {
  for (const article of section.querySelectorAll("article")) {
    const old = byId(article.id);
    if (old ? old.dataset.version === article.dataset.version : !chosen(article)) continue;
    paint(article);
    if (old) replace(old, article);
    else place(article, section);
  }
  if (line.querySelector("article")) changed(section);
}

function place(article, section) {
  const day = sectionOf(section);
  const next = [...day.querySelectorAll("article")].find(
    (each) => each.dataset.place <= article.dataset.place,
  );
  if (next) next.before(article);
  else day.append(article);
  mark(article, "fresh");
  arrived.unseen.add(article.id);
}

function replace(old, article) {
  const open = old.querySelector("details[open]") !== null;
  const focused = old.contains(document.activeElement);
  const edited = article.dataset.edits !== old.dataset.edits;
  old.replaceWith(article);
  if (open) article.querySelector("details")?.setAttribute("open", "");
  if (focused) article.focus({ preventScroll: true });
  if (edited) mark(article, "edited");
}

/** Mark a post for a while, and have it announced. */
function mark(article, how) {
  article.classList.add(how);
  setTimeout(() => article.classList.remove(how), FRESH);
  arrived[how].add(article.id);
  arrived.timer ||= setTimeout(announce, GATHER);
}

function announce() {
  arrived.timer = 0;
  const { fresh, edited } = arrived;
  const said = [];
  const only = fresh.size === 1 ? byId([...fresh][0]) : null;
  if (fresh.size) said.push(count(fresh.size, "new post") + (only ? `: ${headline(only)}` : ""));
  if (edited.size) said.push(count(edited.size, "edited post"));
  byId("said").textContent = said.join("; ");
  fresh.clear();
  edited.clear();
  shorten();
  remind();
}

/** Keep the page to a bearable length; what falls off is on the older pages. */
function shorten() {
  const all = articles();
  if (all.length <= MOST || window.scrollY > NEAR_TOP) return;
  for (const each of all.slice(MOST)) each.remove();
  sweep();
  const query = new URLSearchParams(location.search);
  query.set("before", all[MOST - 1].dataset.id);
  lead(`?${query}`);
}

/** Take away the headings of days that have no posts any more. */
function sweep() {
  for (const day of line.querySelectorAll("section[data-day]")) {
    if (!day.querySelector("article")) day.remove();
  }
}

/** Have the foot of the page lead to older posts. */
function lead(href) {
  const older = byId("older") ?? line.parentNode.appendChild(document.createElement("nav"));
  older.id = "older";
  older.className = "paging";
  older.setAttribute("aria-label", "Older posts");
  const link = older.querySelector("a") ?? older.appendChild(document.createElement("a"));
  link.textContent = "Older posts";
  link.rel = "next";
  link.href = href;
}

/** Change what is above without moving what is being read, where the browser would. */
function steadily(change) {
  const high = (each) => each.getBoundingClientRect().top;
  const moves = !HOLDS && window.scrollY > NEAR_TOP;
  const read = moves ? articles().find((each) => each.getBoundingClientRect().bottom > 0) : null;
  const before = read && high(read);
  change();
  const now = read && byId(read.id);
  if (now) window.scrollBy({ top: high(now) - before, behavior: "instant" });
}

/** Tell whoever does not see the top of the page how much has come there. */
function remind() {
  if (window.scrollY <= NEAR_TOP && !document.hidden) arrived.unseen.clear();
  const n = arrived.unseen.size;
  pill.hidden = n === 0 || window.scrollY <= NEAR_TOP;
  pill.textContent = `${count(n, "new post")} ↑`;
  document.title = n ? `(${n}) ${title}` : title;
}
