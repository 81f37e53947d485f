"""The only room that knows how the parts are made: starts them, stops them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import structlog

from aggregator import meaning, network, serving, websub
from aggregator.dedup.judge import Judge
from aggregator.errors import SourceError
from aggregator.extract.outlet import load_outlets, require_profiles
from aggregator.house import House
from aggregator.ingest import Ingest
from aggregator.looks.by_hand import ByHand
from aggregator.model import Document, Report, Source
from aggregator.offering import (
    SCRIPT,
    STYLE,
    Offering,
    catalogue_of,
    offering_of,
    story_of,
)
from aggregator.publish.pages import script, stylesheet
from aggregator.remembering import Remembering
from aggregator.schedule import Schedule
from aggregator.server import Forms, Hook, make_app
from aggregator.store.engine import open_store
from aggregator.timeline import COSTLY
from aggregator.workers import Workers

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Sequence

    from aggregator.fetch.courier import Courier
    from aggregator.settings import Settings
    from aggregator.timeline import Reading

log = structlog.get_logger("daemon")

_TICK = timedelta(seconds=1)


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


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
    async with (
        opened(settings, sources) as house,
        _carrying(settings) as courier,
    ):
        offering = _offering(house, base, courier)
        news = _News(house, offering, announce)
        hubs = _hubs(news)
        done = news.absorb if hubs is None else hubs.looked
        schedule = Schedule(house.ingest, sources, tick=_TICK, done=done)
        announce(f"The feed:  {base}/{settings.feed[0].name}.atom\nThe page:  {base}/")
        async with offering.kept(), hubs or nullcontext():
            schedule.start()
            try:
                await _serve(news, listener, hubs.hook if hubs else None)
            finally:
                await schedule.stop()


@asynccontextmanager
async def _carrying(settings: Settings) -> AsyncIterator[Courier]:
    courier = network.courier(settings.fetch, settings.server)
    try:
        yield courier
    finally:
        await courier.aclose()


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
    offering: Offering
    announce: Callable[[str], None]
    silent: set[str] = field(default_factory=set)  # sources that gave nothing so far
    settled: bool = False  # one has given something, or that none does was said

    async def absorb(self, report: Report) -> None:
        self.settled = self.settled or report.error is None
        if not self.settled:
            self._despair(report)
        await self.offering.publishing.publish()

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
    offering = _offering(house, base)
    await offering.publishing.publish()


def _offering(house: House, base: str, courier: Courier | None = None) -> Offering:
    return offering_of(
        house, base, clock=now, report=log.error, tell=log.info, courier=courier
    )


def read_story(house: House, base: str) -> Reading:
    """Return the read story of this house, as readers know it by the address `base`."""
    return story_of(house, catalogue_of(house, base, clock=now), clock=now)


async def _serve(news: _News, listener: socket.socket, hook: Hook | None) -> None:
    offering, forms = news.offering, _forms(news)
    story = offering.story
    app = make_app(
        {
            **offering.publishing.pages(),
            "/": story.page,
            "/entry/{entry}": partial(story.about, rulings="ruling" if forms else None),
            "/sources": story.standings,
            STYLE: lambda _: stylesheet(),
            SCRIPT: lambda _: script(),
        },
        health=story.health,
        report=lambda path, error: log.error("page", path=path, error=str(error)),
        not_found=story.nowhere(),
        forms=forms,
        hook=hook,
        desk=offering.desk,
        stream=offering.publishing.stream,
        access=offering.access,
        links=offering.links,
        costly=COSTLY,
        prefix=unquote(urlsplit(news.house.settings.server.public_url).path),
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
    by_hand = ByHand(
        house.store, house.lane, clock=now, done=news.offering.publishing.publish
    )
    takers = {"/entry/{entry}/ruling": by_hand.take}
    forms = Forms(takers=takers, token=server.token, public_url=server.public_url)
    return forms if server.token else None
