"""What follows from a change of the timeline: files, live feeds, listeners, the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
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
    from collections.abc import AsyncIterator, Collection, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from aggregator.catalogue import Catalogue, Page
    from aggregator.feeds import Form, OutputFeed
    from aggregator.model import Entry, Rendition
    from aggregator.timeline import Reading

Tell: TypeAlias = Callable[..., Any]
"""Takes an event and its facts, for the operator."""

Step: TypeAlias = Callable[[], Awaitable[None]]

Documents: TypeAlias = Mapping[str, "Rendition"]
"""Address, as readers know it -> the document that is there now."""

_TICK = 1.0  # seconds; what others change in the store is heard of as soon


class Herald(Protocol):
    """Who tells the world of feeds that have changed."""

    def wanted(self) -> Collection[str]:
        """Return the addresses of the feeds of which somebody waits to hear."""

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
        self._mark: object = None  # of what everybody has been told,
        self._begun: object = None  # and of what somebody has
        self._handed: set[str] = set()  # what the herald has heard since that began
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
        """Tell what has changed since the last time, if anything has.

        Whatever cannot be told is told the operator, and tried again the next time; all
        else goes on.
        """
        async with self._turn:
            try:
                mark = await asyncio.to_thread(self._parts.catalogue.mark)
            except AggregatorError as error:
                self._say([error])
            else:
                await self._publish(mark)

    async def refresh(self, address: str) -> None:
        """Let the herald hear how a feed is now, in turn with all that is published.

        Args:
            address: of a feed that is open to all.
        """
        async with self._turn:
            path = address.removeprefix(self._parts.catalogue.base)
            failure = await _failure(partial(self._hand_over, path))
            if failure is not None:
                self._say([failure])

    async def _publish(self, mark: object) -> None:
        if mark != self._begun:
            self._begun = mark
            self._handed.clear()
            for live in self._live.values():
                live.outdated()
        steps: list[Step] = [partial(self._hand_over, each) for each in self._awaited()]
        if mark != self._mark:
            steps += (self._write_files, self._tell_listeners)
        failures = [each for step in steps if (each := await _failure(step))]
        self._say(failures)
        if not failures:
            self._mark = mark

    def _awaited(self) -> list[str]:
        """Return the paths of what somebody waits to hear of, and has not heard.

        All else is written when it is asked for. At first all are told, so that who
        subscribes has something to go by.
        """
        herald, topics = self._parts.herald, self._parts.catalogue.topics
        if herald is None:
            return []
        wanted = topics if self._mark is None else topics & {*herald.wanted()}
        missing = wanted - self._handed
        return [path for path in self._feeds if self._address(path) in missing]

    async def _hand_over(self, path: str) -> None:
        """Tell of one feed, before the next is written: that may take its time."""
        feed, form = self._feeds[path]
        document = await asyncio.to_thread(feed.document, form)
        self._live[path].put(document)
        if self._parts.herald is not None:
            await self._parts.herald.published({self._address(path): document})
        self._handed.add(self._address(path))

    def _say(self, failures: Sequence[Exception]) -> None:
        """Tell the operator, once for as long as it lasts; of a bug, where it is."""
        for each in failures if self._well else ():
            bug = None if isinstance(each, AggregatorError) else each
            facts = {} if bug is None else {"exc_info": bug}
            self._parts.tell("feeds not published", error=str(each), **facts)
        self._well = not failures

    def _address(self, path: str) -> str:
        return f"{self._parts.catalogue.base}{path}"

    async def _write_files(self) -> None:
        for name, file in self._parts.files.items():
            await asyncio.to_thread(self._write, name, file)

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

    async def _tell_listeners(self) -> None:
        entries = await asyncio.to_thread(self._parts.story.newest)
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


async def _failure(step: Step) -> Exception | None:
    try:
        await step()
    except Exception as error:  # noqa: BLE001  (whatever fails stops nothing else)
        return error
    return None


def _feeds(catalogue: Catalogue) -> Iterator[tuple[str, tuple[OutputFeed, Form]]]:
    for name, feed in catalogue.feeds.items():
        for form in FORMS:
            yield f"/{name}.{form}", (feed, form)


def _page(feed: OutputFeed, form: Form) -> Page:
    return partial(_document, feed, form)


def _document(feed: OutputFeed, form: Form, _: Mapping[str, str]) -> Rendition:
    return feed.document(form)
