"""A live blog that shows its newest twenty posts, followed through failures."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx
import pytest

from aggregator.dedup.judge import Judge
from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher, Limits
from aggregator.ingest import Ingest

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

    from aggregator.liveblog import Gap
    from aggregator.model import Document, Extraction, Report, Source
    from aggregator.store.unit import Store

WINDOW = 20  # posts on a page
PACE = timedelta(seconds=20)  # three posts a minute
HOUR = timedelta(hours=1)
TICK = timedelta(seconds=30)

PAGE = """<!doctype html><html lang="en"><head><title>Storm over Velden: live</title>
</head><body><main><h1>Storm over Velden: live</h1>
<article id="post-0" class="post pinned"><time datetime="{start}">first</time>
<h2>What we know of the storm</h2><p>The storm came in from the sea at night.</p>
</article>
{posts}{pager}</main></body></html>"""
POST = """<article id="post-{number}" class="post"><time datetime="{when}">{when}</time>
<h2>{title}</h2><p>{text}</p></article>"""
PLACES = ("Velden", "Orm", "Lisk", "Tarn", "Holm", "Vesper", "Quay", "Marl", "Brae")
EVENTS = (
    "the bridge is closed to lorries",
    "a roof was torn off the school",
    "the ferry stays in the harbour",
    "power is back in most streets",
    "the river has risen to the wall",
    "trains stop at the border",
    "firemen pump out the cellars",
)


@dataclass
class Outlet:
    """A live blog that begins at `start`, and how it answers."""

    start: datetime
    clock: datetime
    posts: int = 105  # in all; then it falls silent
    down: Callable[[datetime, httpx.Request], bool] = lambda _when, _request: False
    window: int = WINDOW
    answer: httpx.Response = field(
        default_factory=lambda: httpx.Response(HTTPStatus.SERVICE_UNAVAILABLE)
    )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down(self.clock, request):
            return self.answer
        page = int(request.url.params.get("page", "1"))
        return httpx.Response(
            HTTPStatus.OK, html=self.page(page), headers={"Cache-Control": "no-cache"}
        )

    def page(self, number: int) -> str:
        newest = min(int((self.clock - self.start) / PACE), self.posts)
        top = newest - (number - 1) * self.window
        shown = range(top, max(top - self.window, 0), -1)
        older = f'<nav><a rel="next" href="?page={number + 1}">Older posts</a></nav>'
        return PAGE.format(
            start=self.start.isoformat(),
            posts="\n".join(map(self.post, shown)),
            pager=older if top > self.window else "",
        )

    def post(self, number: int) -> str:
        place = PLACES[number % len(PLACES)]
        event = EVENTS[number % len(EVENTS)]
        return POST.format(
            number=number,
            when=self.published(number).isoformat(),
            title=f"{place}, report {number}: {event}",
            text=f"In {place} {event}, says report {number} of the fire brigade.",
        )

    def published(self, number: int) -> datetime:
        return self.start + number * PACE


@pytest.fixture
def source(make_source: Callable[..., Source]) -> Source:
    return make_source(kind="live", every=timedelta(seconds=30))


def follow(
    outlet: Outlet,
    source: Source,
    store: Store,
    lane: ThreadPoolExecutor,
    *,
    until: datetime,
) -> list[Report]:
    """Look whenever it is due, from the outlet's first post to a time."""

    async def extract(document: Document, source: Source) -> Extraction:
        return read(document, source, None)

    async def followed() -> list[Report]:
        fetcher = Fetcher(
            Limits(spacing=timedelta(0)),
            user_agent="test",
            transport=httpx.MockTransport(outlet),
        )
        ingest = Ingest(
            fetch=fetcher.fetch,
            read=extract,
            judge=Judge(window=48 * HOUR),
            store=store,
            lane=lane,
        )
        reports = []
        while outlet.clock < until:
            outlet.clock += TICK
            due = await ingest.take_due([source], outlet.clock)
            reports += await ingest.refresh_all(due, outlet.clock)
        return reports

    return asyncio.run(followed())


def held(store: Store, source: Source) -> set[str]:
    with store.reading() as unit:
        ever = datetime(2000, 1, 1, tzinfo=UTC)
        keys = {each.post.key for each in unit.posts.recent(ever)}
        return keys | {f"{unit.posts.count(source.id)} posts"}


def gaps(store: Store, source: Source, now: datetime) -> tuple[Gap, ...]:
    with store.reading() as unit:
        (standing,) = unit.sources.standings([source], now)
        return standing.gaps


def all_of(outlet: Outlet) -> set[str]:
    keys = {f"post-{number}" for number in range(outlet.posts + 1)}
    return keys | {f"{outlet.posts + 1} posts"}


@pytest.mark.parametrize("seed", range(2))
def test_every_post_is_stored_through_failures_and_an_outage(
    store: Store, lane: ThreadPoolExecutor, source: Source, noon: datetime, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (it plays the network)

    def down(when: datetime, _: httpx.Request) -> bool:
        outage = timedelta(minutes=12) <= when - noon < timedelta(minutes=25)
        return outage or chance.random() < 0.2

    outlet = Outlet(start=noon, clock=noon + 5 * PACE, down=down)
    follow(outlet, source, store, lane, until=noon + HOUR)
    assert held(store, source) == all_of(outlet)
    assert all(each.filled for each in gaps(store, source, outlet.clock))


def test_a_blog_that_is_long_under_way_is_read_from_its_beginning(
    store: Store, lane: ThreadPoolExecutor, source: Source, noon: datetime
) -> None:
    outlet = Outlet(start=noon - HOUR, clock=noon, posts=150)
    follow(outlet, source, store, lane, until=noon + timedelta(minutes=1))
    assert held(store, source) == all_of(outlet)


def test_a_gap_that_the_pager_does_not_fill_is_told_with_its_bounds(
    store: Store, lane: ThreadPoolExecutor, source: Source, noon: datetime
) -> None:
    def down(when: datetime, request: httpx.Request) -> bool:
        outage = timedelta(minutes=8) <= when - noon < timedelta(minutes=22)
        return outage or "page" in request.url.params

    outlet = Outlet(start=noon, clock=noon + 5 * PACE, down=down)
    reports = follow(
        outlet, source, store, lane, until=noon + 75 * timedelta(minutes=1)
    )
    (gap,) = gaps(store, source, outlet.clock)
    assert [each.gap for each in reports if each.gap] == [gap]
    assert gap.filled is None
    assert "503" in gap.reason
    assert gap.after
    assert gap.before
    missing = all_of(outlet) - held(store, source)
    lost = {int(each.removeprefix("post-")) for each in missing if "posts" not in each}
    assert lost
    assert gap.after == outlet.published(min(lost) - 1)
    assert gap.before == outlet.published(max(lost) + 1)
    assert lost == set(range(min(lost), max(lost) + 1))


def test_a_gap_is_filled_when_the_pager_is_well_again(
    store: Store, lane: ThreadPoolExecutor, source: Source, noon: datetime
) -> None:
    def down(when: datetime, request: httpx.Request) -> bool:
        outage = timedelta(minutes=8) <= when - noon < timedelta(minutes=22)
        return outage or (
            "page" in request.url.params and when - noon < timedelta(minutes=34)
        )

    outlet = Outlet(start=noon, clock=noon + 5 * PACE, down=down)
    follow(outlet, source, store, lane, until=noon + timedelta(minutes=70))
    assert held(store, source) == all_of(outlet)
    (gap,) = gaps(store, source, outlet.clock)
    assert gap.filled


def test_what_the_first_look_could_not_read_back_is_read_later_and_floods_no_feed(
    store: Store, lane: ThreadPoolExecutor, source: Source, noon: datetime
) -> None:
    def down(when: datetime, request: httpx.Request) -> bool:
        cut = when < noon + timedelta(minutes=2)
        return cut and request.url.params.get("page") == "2"

    outlet = Outlet(start=noon - HOUR, clock=noon, posts=70, down=down)
    follow(outlet, source, store, lane, until=noon + timedelta(minutes=8))
    assert held(store, source) == all_of(outlet)
    (gap,) = gaps(store, source, outlet.clock)
    assert (gap.after, bool(gap.filled)) == (None, True)
    with store.reading() as unit:
        entries = unit.entries.latest(limit=200).entries
        assert all(each.surfaced == each.published for each in entries)
        assert unit.sources.state(source.id).last_post == noon + TICK


def test_a_gap_is_filled_when_the_page_itself_goes_back_so_far_again(
    store: Store, lane: ThreadPoolExecutor, source: Source, noon: datetime
) -> None:
    outlet = Outlet(start=noon, clock=noon + 5 * PACE, window=10, posts=60)
    outlet.down = lambda _, request: "page" in request.url.params
    follow(outlet, source, store, lane, until=noon + timedelta(minutes=4))
    outlet.clock += timedelta(minutes=10)
    follow(outlet, source, store, lane, until=outlet.clock + TICK)
    (gap,) = gaps(store, source, outlet.clock)
    assert gap.filled is None
    outlet.window = 100
    follow(outlet, source, store, lane, until=outlet.clock + timedelta(minutes=9))
    assert held(store, source) == all_of(outlet)
    assert all(each.filled for each in gaps(store, source, outlet.clock))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(HTTPStatus.NOT_FOUND),
        httpx.Response(HTTPStatus.OK, html="<p>There are no older posts.</p>"),
    ],
)
def test_a_pager_that_leads_beyond_its_last_page_leaves_no_gap_at_the_first_look(
    store: Store,
    lane: ThreadPoolExecutor,
    source: Source,
    noon: datetime,
    answer: httpx.Response,
) -> None:
    outlet = Outlet(start=noon - HOUR, clock=noon, posts=50, answer=answer)
    outlet.down = lambda _, request: request.url.params.get("page") == "3"
    follow(outlet, source, store, lane, until=noon + timedelta(minutes=3))
    assert gaps(store, source, outlet.clock) == ()
    assert len(held(store, source)) == 2 * WINDOW + 2


def test_a_gap_of_more_pages_than_are_fetched_stays_and_says_so(
    store: Store, lane: ThreadPoolExecutor, source: Source, noon: datetime
) -> None:
    outlet = Outlet(start=noon, clock=noon + 8 * PACE, posts=90, window=4)
    follow(outlet, source, store, lane, until=noon + timedelta(minutes=4))
    outlet.clock += timedelta(minutes=25)
    follow(outlet, source, store, lane, until=outlet.clock + TICK)
    (gap,) = gaps(store, source, outlet.clock)
    assert gap.reason == "more than 10 older pages"
