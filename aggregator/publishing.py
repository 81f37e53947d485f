"""What follows from a change of the timeline: files, live feeds, listeners, the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from aggregator.catalogue import FORMS
from aggregator.errors import AggregatorError
from aggregator.publish.pages import article
from aggregator.server import Event, Live, Stream
from aggregator.store.files import replace_file
from aggregator.timeline import PAGE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime
    from pathlib import Path

    from aggregator.catalogue import Catalogue, Page
    from aggregator.feeds import Form, OutputFeed
    from aggregator.model import Entry, Rendition
    from aggregator.timeline import Reading

Tell: TypeAlias = Callable[..., Any]
"""Takes an event and its facts, for the operator."""

Documents: TypeAlias = Mapping[str, "Rendition"]
"""Address, as readers know it -> the document that is there now."""

_TICK = 1.0  # seconds; what others change in the store is heard of as soon


class Herald(Protocol):
    """Who tells the world of feeds that have changed."""

    async def published(self, documents: Documents) -> None:
        """Hear how feeds are now; return at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What publishing needs."""

    story: Reading
    catalogue: Catalogue
    clock: Callable[[], datetime]
    tell: Tell
    files: Mapping[str, Path]  # to write a feed to, by its name
    herald: Herald | None = None  # told of the feeds that are open to all


class Publishing:
    """Tells everybody of what has changed; belongs to one event loop.

    Args:
        parts: what it needs.
    """

    def __init__(self, parts: Parts) -> None:
        self.stream = Stream()
        self._parts = parts
        self._feeds = dict(_feeds(parts.catalogue))
        self._live = {
            path: Live(_page(feed, form)) for path, (feed, form) in self._feeds.items()
        }
        self._turn = asyncio.Lock()
        self._mark: object = None
        self._shown: tuple[Entry, ...] | None = None  # on the first page
        self._written: dict[str, str] = {}  # the ETags of files, by the feed's name
        self._events = 0
        self._well = True

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Publish now, and until the end whatever changes, whoever changes it."""
        await self.publish()
        watch = asyncio.create_task(self._watching())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    def pages(self) -> dict[str, Page | Live]:
        """Return all feeds and lists, by path."""
        return {**self._live, **self._parts.catalogue.pages()}

    async def publish(self) -> None:
        """Tell what has changed since the last time, if anything has."""
        async with self._turn:
            try:
                await self._publish()
            except AggregatorError as error:
                if self._well:
                    self._parts.tell("feeds not published", error=str(error))
                self._well = False
            else:
                self._well = True

    async def _publish(self) -> None:
        mark = await asyncio.to_thread(self._parts.catalogue.mark)
        if mark == self._mark:
            return
        for each in self._live.values():
            each.outdated()
        documents = await asyncio.to_thread(self._documents)
        for path, document in documents.items():
            self._live[path].put(document)
        if self._parts.herald is not None:
            told = {self._address(path): each for path, each in documents.items()}
            await self._parts.herald.published(told)
        await asyncio.to_thread(self._write_files)
        self._tell_listeners(await asyncio.to_thread(self._parts.story.newest))
        self._mark = mark

    def _documents(self) -> dict[str, Rendition]:
        """Return what somebody waits for; all else is written when it is asked for."""
        if self._parts.herald is None:
            return {}
        return {
            path: feed.document(form)
            for path, (feed, form) in self._feeds.items()
            if self._address(path) in self._parts.catalogue.topics
        }

    def _address(self, path: str) -> str:
        return f"{self._parts.catalogue.base}{path}"

    def _write_files(self) -> None:
        for name, file in self._parts.files.items():
            self._write(name, file)

    def _write(self, name: str, file: Path) -> None:
        form = file.suffix.removeprefix(".")
        feed = self._parts.catalogue.feeds[name]
        document = feed.document(form if form in FORMS else "atom")
        if document.etag == self._written.get(name):
            return
        try:
            replace_file(file, document.body)
            self._written[name] = document.etag
        except AggregatorError as error:
            self._parts.tell("feed file", error=str(error))

    def _tell_listeners(self, entries: tuple[Entry, ...]) -> None:
        if self._shown is not None:
            for name, data in self._news(self._shown, entries):
                self._events += 1
                began = f"{self._parts.clock():%Y%m%d%H%M%S}"
                event = Event(id=f"{began}-{self._events}", name=name, data=data)
                self.stream.push(event)
        self._shown = entries

    def _news(
        self, before: tuple[Entry, ...], entries: tuple[Entry, ...]
    ) -> Iterator[tuple[str, str]]:
        """Yield what is to be done on a page that was loaded before: the oldest first.

        What has but moved off the first page is nothing that its reader must be told.
        """
        known, there = {each.id: each for each in before}, {each.id for each in entries}
        end = entries[-1].surfaced if len(entries) == PAGE else None
        for each in before:
            if each.id not in there and (end is None or each.surfaced > end):
                yield "gone", each.id
        for entry in reversed(entries):
            if known.get(entry.id) != entry:
                yield "entry", article(entry, now=self._parts.clock())

    async def _watching(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            await self.publish()


def _feeds(catalogue: Catalogue) -> Iterator[tuple[str, tuple[OutputFeed, Form]]]:
    for name, feed in catalogue.feeds.items():
        for form in FORMS:
            yield f"/{name}.{form}", (feed, form)


def _page(feed: OutputFeed, form: Form) -> Page:
    return partial(_document, feed, form)


def _document(feed: OutputFeed, form: Form, _: Mapping[str, str]) -> Rendition:
    return feed.document(form)
