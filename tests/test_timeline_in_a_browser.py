"""The timeline in a real browser: it fills while it is open, and all can read it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from starlette.responses import PlainTextResponse

from aggregator.history import History, Joined, Version
from aggregator.model import (
    Activity,
    Echoed,
    Entry,
    FeedInfo,
    Ledger,
    SourceState,
    Standing,
    Timeline,
)
from aggregator.outputs import Filters
from aggregator.publish.pages import (
    article,
    entry_page,
    script,
    sources_page,
    stylesheet,
    timeline_page,
)
from aggregator.publish.site import Site, query_of
from aggregator.server import Event, Stream, make_app
from aggregator.serving import served_aside
from tests.browsing import CHROMIUM, WHERE_FROM, chromium
from tests.inert.outlets import WAYS
from tests.inert.payloads import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from aggregator.model import Post, Rendition, Source
    from tests.browsing import Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WHERE_FROM)

MINUTE = timedelta(minutes=1)
INFO = FeedInfo(
    id="tag:news.example,2026:merged",
    title="Merged",
    url="https://news.example/feed.atom",
    page="https://news.example/",
    language="en",
)
SITE = Site(
    served=frozenset(("events", "script.js", "search.atom", "sources.opml")),
    sources={"gazette": "The Gazette", "post": "The Post"},
    topics=("War", "Economy"),
    languages=("en", "de"),
)
HEADLINES = "[...document.querySelectorAll('h3')].map((each) => each.innerText)"


@dataclass(slots=True)
class Wall:
    """A timeline that is served, and what is put into it."""

    noon: datetime
    entries: list[Entry] = field(default_factory=list)  # newest first
    stream: Stream = field(default_factory=Stream)
    refusals: int = 0  # of those who want to listen
    base: str = ""
    _loop: list[asyncio.AbstractEventLoop] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new(self, post: Post, **fields: Any) -> Entry:
        """Return an entry, a minute younger than the one before."""
        number = next(self._numbers)
        then = self.noon + number * MINUTE
        times = dict.fromkeys(("published", "updated", "first_seen", "surfaced"), then)
        return Entry(id=UUID(int=number).urn, post=post, **{**times, **fields})

    def hang(self, *entries: Entry) -> None:
        """Have them on the page, before anybody looks at it."""
        self.entries[:0] = reversed(entries)

    def tell(self, *entries: Entry) -> None:
        """Tell all who have the page open."""
        for each in entries:
            self.say("entry", article(each, now=self.noon))

    def say(self, name: str, data: str) -> None:
        event = Event(id=str(next(self._numbers)), name=name, data=data)
        self._loop[0].call_soon_threadsafe(self.stream.push, event)

    def timeline(self, query: Mapping[str, str]) -> Rendition:
        filters = Filters(source=query.get("source", ""), words=query.get("q", ""))
        shown = [
            each
            for each in self.entries
            if filters.source in ("", each.post.source)
            and filters.words in each.post.text
        ]
        older = query_of(filters, before=shown[-1].id) if shown else None
        return timeline_page(
            Timeline(entries=tuple(shown), updated=self.noon),
            INFO,
            now=self.noon,
            older=older,
            filters=filters,
            site=SITE,
        )

    def entry(self, query: Mapping[str, str]) -> Rendition:
        (entry,) = (each for each in self.entries if each.id.endswith(query["entry"]))
        before = Version(
            number=1,
            title="Four hurt",
            html="<p>Four people were hurt.</p>",
            text="Four people were hurt.",
            author=None,
            url=entry.post.url,
            replaced_at=self.noon,
            change="correction",
        )
        joined = (
            Joined(echoed=each, id="urn:uuid:0-3", lag=MINUTE) for each in entry.echoes
        )
        told = History(entry=entry, versions=(before,), joined=tuple(joined))
        return entry_page(told, INFO, now=self.noon, rulings="ruling", site=SITE)

    def sources(self, source: Source) -> Rendition:
        state = SourceState(source=source.id, last_look=self.noon, error="HTTP 503")
        standing = Standing(
            source=source, state=state, ledger=Ledger(), posts=3, posts_per_day=1.5
        )
        activity = {source.id: Activity(hours=(0, 2, 5), lag=90.0, first=2, echoes=3)}
        return sources_page(
            [standing], INFO, now=self.noon, activity=activity, site=SITE
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._loop = self._loop or [asyncio.get_running_loop()]
        if scope["path"] == "/events" and self.refusals:
            self.refusals -= 1
            await PlainTextResponse("later", 503)(scope, receive, send)
        else:
            await self.door(scope, receive, send)

    door: Any = None


@pytest.fixture
def wall(make_source: Callable[..., Source], noon: datetime) -> Iterator[Wall]:
    wall = Wall(noon)
    wall.door = make_app(
        {
            "/": wall.timeline,
            "/entry/{entry}": wall.entry,
            "/sources": lambda _: wall.sources(make_source()),
            "/style.css": lambda _: stylesheet(),
            "/script.js": lambda _: script(),
        },
        health=dict,
        report=lambda path, error: pytest.fail(f"{path}: {error}"),
        stream=wall.stream,
    )
    with served_aside(wall) as wall.base:
        yield wall


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with chromium(tmp_path) as opened:
        yield opened


def until(browser: Browser, script: str, *, seconds: float = 10) -> None:
    """Wait until a script comes to something true."""
    end = time.monotonic() + seconds
    while not browser.evaluate(script):
        assert time.monotonic() < end, browser.evaluate("document.body.innerText")
        time.sleep(0.05)


def look(browser: Browser, wall: Wall, query: str = "") -> None:
    """Open the timeline, and wait until news can arrive."""
    browser.open(f"{wall.base}/{query}")
    until(browser, "document.getElementById('live').textContent === 'Live'")
    until(browser, f"{wall.stream.listeners} > 0")


def press(browser: Browser, key: str) -> None:
    for kind in ("keyDown", "keyUp"):
        browser.ask("Input.dispatchKeyEvent", type=kind, key=key, text=key)


def assert_that_nothing_was_amiss(browser: Browser, wall: Wall) -> None:
    assert browser.complaints == []
    elsewhere = [
        url
        for _, url in browser.requests
        if not url.startswith((wall.base, "data:image/svg+xml,"))
    ]
    assert elsewhere == []


def test_the_timeline_fills_while_it_is_open_and_an_edit_appears(
    browser: Browser, wall: Wall, make_post: Callable[..., Post], noon: datetime
) -> None:
    old = wall.new(make_post(title="Polls close"))
    wall.hang(old)
    look(browser, wall)
    second, third = (wall.new(make_post(title=each)) for each in ("Second", "Third"))
    wall.tell(second, third)
    until(browser, f"{HEADLINES}.join() === 'Third,Second,Polls close'")
    until(browser, "document.getElementById('said').textContent === '2 new posts'")

    words = replace(old.post, title="Polls stay open")
    edited = replace(old, post=words, revisions=1, updated=noon + 9 * MINUTE)
    wall.tell(edited)
    until(browser, f"{HEADLINES}.join() === 'Third,Second,Polls stay open'")
    until(browser, "document.getElementById('said').textContent === '1 edited post'")
    assert "edited" in browser.evaluate(
        "document.querySelector('article:last-of-type .mark').textContent"
    )
    assert browser.evaluate("document.querySelector('.date p').innerText") == (
        "last change 12:09"
    )

    late = Echoed(post=make_post(outlet="Late"), first_seen=noon, likeness=1)
    wall.tell(replace(second, echoes=(late,)))
    until(browser, "document.querySelector('.also')?.innerText.includes('Late')")
    wall.say("gone", third.id)
    until(browser, f"{HEADLINES}.join() === 'Second,Polls stay open'")
    assert_that_nothing_was_amiss(browser, wall)


def test_a_new_day_begins_under_a_heading_of_its_own(
    browser: Browser, wall: Wall, make_post: Callable[..., Post], noon: datetime
) -> None:
    wall.hang(wall.new(make_post()))
    look(browser, wall)
    wall.noon = noon + timedelta(days=1)
    wall.tell(wall.new(make_post(title="Morning")))
    days = "[...document.querySelectorAll('h2 time')].map((each) => each.innerText)"
    until(browser, f"{days}.length === 2")
    assert browser.evaluate(days) == [
        "Today, Monday 2 March",
        "Yesterday, Sunday 1 March",
    ]


def test_days_without_a_post_are_no_yesterday(
    browser: Browser, wall: Wall, make_post: Callable[..., Post], noon: datetime
) -> None:
    wall.hang(wall.new(make_post()))
    look(browser, wall)
    wall.noon = noon + timedelta(days=3)
    wall.tell(wall.new(make_post(title="Long after")))
    days = "[...document.querySelectorAll('h2 time')].map((each) => each.innerText)"
    until(browser, f"{days}.length === 2")
    assert browser.evaluate(days) == ["Today, Wednesday 4 March", "Sunday 1 March"]


def test_who_comes_back_late_finds_no_hole_in_the_line(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(*(wall.new(make_post(title=f"Old {n}")) for n in range(3)))
    look(browser, wall)
    wall.entries.clear()  # off the first page by now, and others between
    wall.hang(*(wall.new(make_post(title=f"New {n}")) for n in range(2)))
    wall.say("missed", "")
    until(browser, f"{HEADLINES}.join() === 'New 1,New 0'")
    older = browser.evaluate("document.querySelector('#older a').search")
    assert older == query_of(Filters(), before=wall.entries[-1].id)


def test_the_page_can_be_made_to_stand_still(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(wall.new(make_post(title="First")))
    look(browser, wall)
    browser.evaluate("document.getElementById('pause').click()")
    assert browser.evaluate("document.querySelector('.live').innerText") == (
        "Paused Resume"
    )
    second = wall.new(make_post(title="Second"))
    wall.hang(second)
    wall.tell(second)
    time.sleep(0.3)
    assert browser.evaluate(HEADLINES) == ["First"]
    browser.evaluate("document.getElementById('pause').click()")
    until(browser, f"{HEADLINES}.join() === 'Second,First'")
    until(browser, "document.getElementById('live').textContent === 'Live'")
    assert_that_nothing_was_amiss(browser, wall)


def test_where_a_browser_does_not_hold_the_place_the_script_does(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(*(wall.new(make_post(title=f"Number {n}")) for n in range(40)))
    browser.ask(
        "Page.addScriptToEvaluateOnNewDocument",
        source="CSS.supports = () => false; addEventListener('load', () => {"
        " document.documentElement.style.overflowAnchor = 'none'; });",
    )
    look(browser, wall)
    browser.evaluate("window.scrollTo({ top: 1500, behavior: 'instant' })")
    high = "document.querySelectorAll('article')[{}].getBoundingClientRect().top"
    before = browser.evaluate(high.format(20))
    wall.tell(wall.new(make_post(title="New")))
    until(browser, f"{HEADLINES}.length === 41")
    assert abs(browser.evaluate(high.format(21)) - before) < 1


def test_who_reads_further_down_is_not_moved_and_is_told(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(*(wall.new(make_post(title=f"Number {n}")) for n in range(40)))
    look(browser, wall)
    browser.evaluate("window.scrollTo(0, 1500)")
    seen = "document.elementFromPoint(300, 300).closest('article').id"
    before = browser.evaluate(seen)
    wall.tell(wall.new(make_post(title="New")))
    until(browser, "!document.getElementById('pill').hidden")
    assert browser.evaluate(seen) == before
    assert browser.evaluate("document.title") == "(1) Merged"
    browser.evaluate("document.getElementById('pill').click()")
    until(browser, "window.scrollY === 0 && document.title === 'Merged'")
    assert browser.evaluate("document.activeElement.innerText.includes('New')")


def test_a_page_that_was_not_told_reads_what_it_missed(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    first, gone = wall.new(make_post(title="First")), wall.new(make_post(title="Gone"))
    wall.hang(first, gone)
    wall.refusals = 1
    browser.open(f"{wall.base}/")
    until(browser, "document.getElementById('live').textContent === 'Reconnecting'")
    wall.entries.remove(gone)
    wall.hang(wall.new(make_post(title="Second")), wall.new(make_post(title="Third")))
    until(browser, f"{HEADLINES}.join() === 'Third,Second,First'")
    until(browser, "document.getElementById('live').textContent === 'Live'")
    wall.hang(wall.new(make_post(title="Fourth")))
    wall.say("missed", "")
    until(browser, f"{HEADLINES}.join() === 'Fourth,Third,Second,First'")


def test_a_filter_is_an_address_and_holds_for_what_arrives(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(wall.new(make_post(text="Harbour open again.")), wall.new(make_post()))
    look(browser, wall)
    browser.do(
        "document.getElementById('q').value = 'Harbour';"
        "document.getElementById('by-source').value = 'gazette';"
        "document.querySelector('#filter button').click()"
    )
    assert browser.address == f"{wall.base}/?source=gazette&q=Harbour"
    assert browser.evaluate(HEADLINES) == ["Harbour open again."]
    look(browser, wall, "?source=gazette&q=Harbour")
    other = make_post(source="post", text="A harbour elsewhere.")
    words = ("Harbours are many.", "No ship yet.", "The hárbour is shut.")
    wall.tell(
        wall.new(other), *(wall.new(make_post(title=None, text=each)) for each in words)
    )
    until(browser, f"{HEADLINES}.length === 2")
    assert browser.evaluate(HEADLINES) == [words[-1], "Harbour open again."]

    # What was corrected stands there no more, although it is not asked for any more.
    old = wall.entries[1]
    post = replace(old.post, title="Docks shut", text="Docks shut.", html="")
    wall.tell(replace(old, post=post, revisions=1))
    until(browser, f"{HEADLINES}.includes('Docks shut')")
    # And the server finds more than its words tell, by what others said of it.
    wall.hang(wall.new(make_post(title="The quay", text="Harbour")))
    wall.say("missed", "")
    until(browser, f"{HEADLINES}.includes('The quay')")
    assert_that_nothing_was_amiss(browser, wall)


def test_keys_walk_through_the_posts(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(*(wall.new(make_post(title=f"Number {n}")) for n in range(20)))
    look(browser, wall)
    at = "document.activeElement.querySelector('h3')?.innerText ?? ''"
    for key, title in (("j", "19"), ("j", "18"), ("j", "17"), ("k", "18"), (".", "19")):
        press(browser, key)
        assert browser.evaluate(at) == f"Number {title}"
    press(browser, "/")
    assert browser.evaluate("document.activeElement.id") == "q"
    press(browser, "j")
    assert browser.evaluate("document.activeElement.value") == "j"
    browser.evaluate("document.activeElement.blur()")
    press(browser, "?")
    assert browser.evaluate("document.getElementById('keys').open")
    browser.evaluate("document.getElementById('keys').close()")
    opened = "window.open = (url) => { window.opened = url; }"
    browser.evaluate(opened)
    press(browser, "j")
    press(browser, "o")
    assert browser.evaluate("window.opened").startswith("https://gazette.example/")
    press(browser, "e")
    until(browser, "location.pathname.startsWith('/entry/')")
    assert_that_nothing_was_amiss(browser, wall)


def test_whoever_speaks_to_the_machine_turns_the_keys_off_for_good(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(wall.new(make_post()))
    look(browser, wall)
    browser.evaluate("document.getElementById('listens').click()")
    look(browser, wall)
    press(browser, "j")
    assert not browser.evaluate("document.activeElement.matches('article')")
    browser.evaluate("document.getElementById('listens').click()")
    press(browser, "j")
    assert browser.evaluate("document.activeElement.matches('article')")


def test_all_can_be_read_where_no_script_runs(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(wall.new(make_post(title="Harbour", text="Harbour open. " * 60)))
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(f"{wall.base}/?q=Harbour")
    shown = (
        "[...document.querySelectorAll({})].filter((each) => each.checkVisibility())"
    )
    assert (
        browser.evaluate(f"{shown.format(repr('article, form, footer'))}.length") == 3
    )
    idle = repr(".live, .pill, .keys, dialog")
    assert browser.evaluate(f"{shown.format(idle)}.length") == 0
    assert browser.evaluate("document.querySelectorAll('#older a').length") == 1


@pytest.mark.parametrize("way", WAYS)
def test_hostile_posts_that_arrive_run_nothing(
    way: str, browser: Browser, wall: Wall, noon: datetime
) -> None:
    look(browser, wall)
    browser.evaluate("window.alert = () => { window.ran = true; }")
    posts = WAYS[way](OURS, noon)
    wall.tell(*(wall.new(each) for each in posts))
    until(browser, f"document.querySelectorAll('article').length === {len(posts)}")
    assert not browser.evaluate("window.ran")
    strange = "main ~ *:not(footer, .unseen, .pill, dialog), iframe, main script"
    assert browser.evaluate(f"document.querySelectorAll('{strange}').length") == 0
    assert browser.dialogs == []
    assert {url.partition("?")[0] for url in browser.scripts} == {
        f"{wall.base}/script.js"
    }
    assert not [each for each in browser.complaints if "Policy" in each]


# What a checker of accessibility looks at: contrast of all words (WCAG 2.2, 1.4.3),
# names of all that can be used, ids, landmarks, the order of tabs, and the width.
_FAULTS = """
(() => {
  const faults = [];
  const painter = document.createElement("canvas").getContext("2d");
  const rgba = (colour) => {
    painter.clearRect(0, 0, 1, 1);
    painter.fillStyle = colour;
    painter.fillRect(0, 0, 1, 1);
    return painter.getImageData(0, 0, 1, 1).data;
  };
  const light = ([...channels]) => channels.slice(0, 3)
    .map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const own = (each) => [...each.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const seen = [...document.body.querySelectorAll("*")].filter(
    (each) => each.checkVisibility());
  for (const each of seen.filter((one) => own(one) || one.placeholder)) {
    const [a, b] = [light(rgba(getComputedStyle(each).color)), light(ground(each))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faults.push(`${contrast.toFixed(2)}: ${each.outerHTML}`);
  }
  for (const each of seen.filter((one) => one.matches("a, button, summary"))) {
    if (!each.innerText.trim()) faults.push(`without words: ${each.outerHTML}`);
  }
  for (const each of seen.filter((one) => one.matches("input, select"))) {
    if (!each.labels.length) faults.push(`without label: ${each.outerHTML}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  if (new Set(ids).size < ids.length) faults.push(`ids: ${ids}`);
  for (const each of ["header", "nav", "main", "footer", "h1"]) {
    if (!document.querySelector(each)) faults.push(`no ${each}`);
  }
  for (const each of document.querySelectorAll("[tabindex]")) {
    if (each.tabIndex > 0) faults.push(`tabs are moved: ${each.outerHTML}`);
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`${wide} pixels wide`);
  if (!document.documentElement.lang) faults.push("no language");
  return faults;
})()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_can_be_read_by_anybody(
    scheme: str,
    width: int,
    browser: Browser,
    wall: Wall,
    make_post: Callable[..., Post],
    noon: datetime,
) -> None:
    media = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.ask("Emulation.setEmulatedMedia", features=media)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.ask("Emulation.setDeviceMetricsOverride", **size)
    echo = Echoed(post=make_post(outlet="Late"), first_seen=noon, likeness=1)
    post = make_post(title="Six hurt", text="Six people were hurt. " * 40, author="Jo")
    marks = {"revisions": 2, "withdrawn": noon, "independent": 3}
    wall.hang(wall.new(post, echoes=(echo,), **marks), wall.new(make_post()))
    look(browser, wall, "?source=gazette")
    wall.tell(wall.new(make_post(title="Fresh")))
    until(browser, "document.querySelector('.fresh') !== null")
    assert browser.evaluate(_FAULTS) == []
    browser.evaluate("document.getElementById('keys').showModal()")
    assert browser.evaluate(_FAULTS) == []
    for path in (f"entry/{wall.entries[1].id.rpartition(':')[2]}", "sources"):
        browser.open(f"{wall.base}/{path}")
        assert browser.evaluate(_FAULTS) == []


def test_the_longest_of_words_and_the_widest_of_tables_fit_on_a_phone(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    size = {"width": 320, "height": 700, "deviceScaleFactor": 1, "mobile": False}
    browser.ask("Emulation.setDeviceMetricsOverride", **size)
    long = "W" * 299
    cells = "<td>Votes</td>" * 40
    wide = (
        f"<table><tr>{cells}</tr></table><pre>{long}</pre><p>{long}</p><h1>{long}</h1>"
        f"<blockquote><ul><li>{long}</li></ul></blockquote>"
        f'<p><a href="https://{long[:60]}.example/">{long}</a></p>'
        '<img src="data:," width="3000" height="200" alt="">'
    )
    post = make_post(outlet=long, title=long, html=wide, text="Votes.", author=long)
    echo = Echoed(post=post, first_seen=wall.noon, likeness=1, reasons=(long,))
    entry = wall.new(post, echoes=(echo,), revisions=1)
    wall.hang(entry)
    for path in ("", f"entry/{entry.id.rpartition(':')[2]}"):
        browser.open(f"{wall.base}/{path}")
        assert browser.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_runs_from_right_to_left_is_shown_so(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    words = "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER MEM}"
    text = {"text": f"{words}. 100", "html": f"<p>{words}. 100</p>"}
    entry = wall.new(make_post(outlet=words, title=words, **text), revisions=1)
    wall.hang(entry, wall.new(make_post(title="Polls close")))
    browser.open(f"{wall.base}/")
    runs = (
        "[...document.querySelectorAll('h1:not(.unseen), h3, .body')]"
        ".map((each) => getComputedStyle(each).direction)"
    )
    assert browser.evaluate(runs) == ["ltr", "ltr", "rtl", "rtl"]
    browser.open(f"{wall.base}/entry/{entry.id.rpartition(':')[2]}")
    assert browser.evaluate(runs)[:2] == ["rtl", "rtl"]


def test_an_entrys_page_shows_what_was_there_before(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    post = make_post(title="Six hurt", text="Six people were hurt.")
    wall.hang(wall.new(post, revisions=1))
    browser.open(f"{wall.base}/")
    browser.do("document.querySelector('.when a').click()")
    diff = "[...document.querySelectorAll('del, ins')].map((each) => each.outerHTML)"
    assert browser.evaluate(diff) == [
        f"<{tag}>{word}</{tag}>"
        for _ in ("title", "text")
        for tag, word in (("del", "Four"), ("ins", "Six"))
    ]
    assert_that_nothing_was_amiss(browser, wall)


def test_tabs_lead_first_to_the_content_then_through_pages_filter_and_posts(
    browser: Browser, wall: Wall, make_post: Callable[..., Post]
) -> None:
    wall.hang(wall.new(make_post(title="Harbour")))
    look(browser, wall)
    stops = []
    for _ in range(13):
        for kind in ("rawKeyDown", "keyUp"):
            code = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
            browser.ask("Input.dispatchKeyEvent", type=kind, **code)
        stops.append(
            browser.evaluate(
                "document.activeElement.id || document.activeElement.innerText.trim()"
            )
        )
    assert stops == [
        "Skip to the content", "Merged", "pause", "Timeline", "Sources", "Feeds",
        "by-source", "by-topic", "by-language", "q", "Show", "12:01", "Harbour",
    ]  # fmt: skip
