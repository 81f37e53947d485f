"""However often we are restarted, nobody is asked again for what we hold."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx

from aggregator.dedup.judge import Judge
from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher, Limits
from aggregator.ingest import Ingest
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aggregator.model import Document, Extraction, Source

EVERY = timedelta(minutes=5)
LIFE = timedelta(seconds=37)
FEED = (
    "<rss version='2.0'><channel><title>W</title><item><guid>1</guid>"
    "<title>Roof of {} collapses in Velden</title></item></channel></rss>"
)
THEN = "Wed, 01 Jan 2025 00:00:01 GMT"
VALIDATORS = {
    "/strong": {"ETag": '"abc"'},
    "/weak": {"ETag": 'W/"x y"'},
    "/odd": {"ETag": r'"a\"b,c;=*"'},
    "/unquoted": {"ETag": "abc"},
    "/dated": {"Last-Modified": THEN},
    "/both": {"ETag": '"b"', "Last-Modified": THEN},
}
MOVED = {"/moved": (301, "/strong"), "/away": (302, "/dated")}


@dataclass(slots=True)
class Outlet:
    """Serves feeds that can be confirmed, and counts who asks for them whole."""

    now: datetime
    whole: Counter[str] = field(default_factory=Counter)
    asked: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked[path].append(self.now)
        if path in MOVED:
            status, where = MOVED[path]
            return httpx.Response(status, headers={"Location": where})
        told = VALIDATORS[path]
        wanted = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
        known = [request.headers.get(wanted[name]) for name in told]
        if known == [*told.values()]:
            return httpx.Response(304, headers=told)
        self.whole[path] += 1
        return httpx.Response(200, headers=told, text=FEED.format(path))


async def extract(document: Document, source: Source) -> Extraction:
    return read(document, source, None)


async def live(store_url: str, outlet: Outlet, sources: Sequence[Source]) -> None:
    """One life of the process: begin, look at what is due, end."""
    fetcher = Fetcher(
        Limits(spacing=timedelta(0)),
        user_agent="test",
        transport=httpx.MockTransport(outlet),
    )
    store = open_store(store_url)
    with ThreadPoolExecutor(1) as lane:
        ingest = Ingest(
            fetch=fetcher.fetch,
            read=extract,
            judge=Judge(window=timedelta(hours=48)),
            store=store,
            lane=lane,
        )
        await ingest.begin(outlet.now, sources, fetcher.hosts)
        due = await ingest.take_due(sources, outlet.now)
        await ingest.refresh_all(due, outlet.now)
    await fetcher.aclose()
    store.close()


def test_each_feed_is_asked_for_whole_once_over_a_hundred_restarts(
    store_url: str, make_source: Callable[..., Source], noon: datetime
) -> None:
    outlet = Outlet(noon)
    sources = [
        make_source(id=path[1:], url=f"https://wire.example{path}", every=EVERY)
        for path in (*VALIDATORS, *MOVED)
    ]
    for _ in range(100):
        asyncio.run(live(store_url, outlet, sources))
        outlet.now += LIFE
    assert outlet.whole == Counter(dict.fromkeys(VALIDATORS, 1))
    for path in {*VALIDATORS, *MOVED} - {"/strong", "/dated"}:  # which two lead to
        times = outlet.asked[path]
        assert len(times) > 10
        assert all(after - before >= EVERY for before, after in pairwise(times))


def test_a_host_that_wanted_rest_gets_it_after_a_restart(
    store_url: str, make_source: Callable[..., Source], noon: datetime
) -> None:
    asked: list[str] = []

    class Tired(Outlet):
        def __call__(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            return httpx.Response(429, headers={"Retry-After": "600"})

    outlet = Tired(noon)
    one, other = (
        make_source(id=name, url=f"https://wire.example/{name}", every=EVERY)
        for name in ("one", "other")
    )
    asyncio.run(live(store_url, outlet, [one]))
    outlet.now += timedelta(seconds=590)
    asyncio.run(live(store_url, outlet, [one, other]))
    assert asked == ["/one"]
    outlet.now += timedelta(minutes=2)
    asyncio.run(live(store_url, outlet, [other]))
    assert asked == ["/one", "/other"]
