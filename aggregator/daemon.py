"""The only room that knows how the parts are made: starts them, stops them."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from aggregator import meaning, network, serving, websub
from aggregator.dedup.judge import Judge
from aggregator.errors import AggregatorError, SourceError
from aggregator.extract.outlet import load_outlets, require_profiles
from aggregator.ingest import Ingest
from aggregator.looks.by_hand import ByHand
from aggregator.model import Document, FeedInfo, Report, Source
from aggregator.publish.pages import stylesheet
from aggregator.remembering import Remembering
from aggregator.schedule import Schedule
from aggregator.server import Forms, Hook, make_app
from aggregator.store.engine import open_store
from aggregator.store.files import replace_file
from aggregator.timeline import Reading, Span
from aggregator.workers import Workers

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from aggregator.fetch.client import Fetcher
    from aggregator.settings import Settings
    from aggregator.store.unit import Store

log = structlog.get_logger("daemon")

_TICK = timedelta(seconds=1)


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """All parts, made and joined."""

    settings: Settings
    sources: Sequence[Source]
    store: Store
    ingest: Ingest
    lane: Executor
    fetcher: Fetcher


@asynccontextmanager
async def opened(settings: Settings, sources: Sequence[Source]) -> AsyncIterator[House]:
    """Make every part once; at the end, let the lane finish and close all.

    Args:
        settings: as loaded.
        sources: what is followed; most often those of the settings.

    Raises:
        ConfigError: an outlet profile cannot be used, or is not there; or the extra
            that the settings ask for is not installed.
        StoreError: the database cannot be used.
    """
    require_profiles(load_outlets(settings.extract.outlets), sources)
    store = open_store(settings.database.url)
    fetcher = network.fetcher(settings.fetch)
    workers = Workers(
        count=settings.extract.workers,
        time_limit=settings.extract.timeout,
        outlets=settings.extract.outlets,
    )
    lane = ThreadPoolExecutor(1, "lane")
    ingest = Ingest(
        fetch=fetcher.fetch,
        read=Remembering(workers.read).read,
        judge=Judge(
            window=settings.dedup.window,
            meaning=meaning.load() if settings.dedup.semantic else None,
        ),
        store=store,
        lane=lane,
        older_pages=settings.fetch.older_pages,
    )
    try:
        await ingest.begin(now(), settings.sources, fetcher.hosts)
        yield House(
            settings=settings,
            sources=sources,
            store=store,
            ingest=ingest,
            lane=lane,
            fetcher=fetcher,
        )
    finally:
        workers.close()
        lane.shutdown()
        await fetcher.aclose()
        store.close()


async def run(
    settings: Settings,
    sources: Sequence[Source],
    listener: socket.socket,
    *,
    announce: Callable[[str], None],
) -> None:
    """Follow the sources and serve the timeline until SIGINT or SIGTERM.

    Args:
        settings: as loaded.
        sources: what is followed.
        listener: where readers are answered; see `serving.listening`.
        announce: told, in sentences, what a person at the terminal wants to know.

    Raises:
        StoreError: the database cannot be used.
    """
    base = settings.server.public_url or serving.url(*listener.getsockname()[:2])
    async with opened(settings, sources) as house:
        story = read_story(house, base)
        news = _News(house, story, announce)
        await news.publish()
        hubs = _hubs(news)
        done = news.absorb if hubs is None else hubs.looked
        schedule = Schedule(house.ingest, sources, tick=_TICK, done=done)
        announce(f"The feed:  {base}/feed.atom\nThe page:  {base}/")
        async with hubs or nullcontext():
            schedule.start()
            try:
                await _serve(news, listener, hubs.hook if hubs else None)
            finally:
                await schedule.stop()


async def refresh(settings: Settings, sources: Sequence[Source]) -> list[Report]:
    """Look at `sources` once, now, whether they are due or not; and at what they find.

    Raises:
        StoreError: the database cannot be used.
    """
    async with opened(settings, sources) as house:
        due = await house.ingest.take(sources, now())
        reports = await house.ingest.refresh_all(due, now())
        known = {each.source.id for each in due}
        every = await house.ingest.take(sources, now())
        found = [each for each in every if each.source.id not in known]
        reports += await house.ingest.refresh_all(found, now())
        await _publish_once(house)
        return reports


async def take_in(
    settings: Settings, source: Source, documents: Sequence[Document]
) -> list[Report]:
    """Take in documents that are at hand, each as one look at `source`.

    Raises:
        StoreError: the database cannot be used.
    """
    async with opened(settings, settings.sources) as house:
        reports = [await _taken_in(house, source, each) for each in documents]
        await _publish_once(house)
        return reports


async def _taken_in(house: House, source: Source, document: Document) -> Report:
    try:
        return await house.ingest.absorb(document, source, document.fetched)
    except SourceError as error:
        return Report(source=source.id, error=error.reason)


@dataclass(slots=True)
class _News:
    """What follows from a report, beyond the store."""

    house: House
    story: Reading
    announce: Callable[[str], None]
    written: str = ""  # the ETag of the file, as last written
    silent: set[str] = field(default_factory=set)  # sources that gave nothing so far
    settled: bool = False  # one has given something, or that none does was said

    async def absorb(self, report: Report) -> None:
        self.settled = self.settled or report.error is None
        if not self.settled:
            self._despair(report)
        await self.publish()

    async def publish(self) -> None:
        """Write the feed's file, where one is configured, on the lane: in order."""
        path = self.house.settings.feed.file
        if path is not None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.house.lane, self._write, path)

    def _write(self, path: Path) -> None:
        try:
            feed = self.story.feed()
            if feed.etag != self.written:
                replace_file(path, feed.body)
                self.written = feed.etag
        except AggregatorError as error:
            log.error("feed file", error=str(error))  # noqa: TRY400  (no bug)

    def _despair(self, report: Report) -> None:
        self.silent.add(report.source)
        if len(self.silent) == len(self.house.sources):
            self.settled = True
            self.announce(
                "No configured source could be reached and read; the log says why. "
                "They are asked again and again. To see the whole job without a "
                "network, stop this (Ctrl-C) and run `make demo`."
            )


async def _publish_once(house: House) -> None:
    server = house.settings.server
    base = server.public_url or serving.url(server.host, server.port)
    await _News(house, read_story(house, base), print).publish()


def read_story(house: House, base: str) -> Reading:
    """Return the read story of this house, as readers know it by the address `base`."""
    feed = house.settings.feed
    with house.store.begin() as unit:
        feed_id = unit.entries.feed_id("feed")
    info = FeedInfo(
        id=feed_id,
        title=feed.title,
        url=f"{base}/feed.atom",
        page=f"{base}/",
        language=feed.language,
    )
    span = Span(entries=feed.entries, window=feed.window, mode=feed.dedup or None)
    return Reading(house.store, info, span=span, sources=house.sources, clock=now)


async def _serve(news: _News, listener: socket.socket, hook: Hook | None) -> None:
    story, forms = news.story, _forms(news)
    app = make_app(
        {
            "/": story.page,
            "/feed.atom": lambda _: story.feed(),
            "/entry/{entry}": partial(story.about, rulings="ruling" if forms else None),
            "/sources": lambda _: story.standings(),
            "/style.css": lambda _: stylesheet(),
        },
        health=story.health,
        report=lambda path, error: log.error("page", path=path, error=str(error)),
        not_found=story.nowhere(),
        forms=forms,
        hook=hook,
    )
    await serving.serve(app, listener)


def _hubs(news: _News) -> websub.Subscriber | None:
    """Return who subscribes to hubs; None, where none can reach us, or none shall."""
    house = news.house
    base = websub.callbacks(house.settings)
    parts = websub.House(
        ingest=house.ingest,
        store=house.store,
        lane=house.lane,
        send=house.fetcher.post,
        sources=house.sources,
        base=base or "",
        max_body=house.settings.fetch.max_body,
        clock=now,
        done=news.absorb,
        tell=log.info,
    )
    return websub.Subscriber(parts) if base else None


def _forms(news: _News) -> Forms | None:
    """Return what pages may send; None, as long as no token is set."""
    house, server = news.house, news.house.settings.server
    by_hand = ByHand(house.store, house.lane, clock=now, done=news.publish)
    takers = {"/entry/{entry}/ruling": by_hand.take}
    forms = Forms(takers=takers, token=server.token, public_url=server.public_url)
    return forms if server.token else None
