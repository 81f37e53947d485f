"""The write and the read story over one database, stopped and begun again at will."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeAlias

from aggregator.catalogue import Catalogue
from aggregator.dedup.judge import Judge
from aggregator.extract.registry import read
from aggregator.ingest import Ingest
from aggregator.model import Answer, Document, Source, Validators
from aggregator.remembering import Remembering
from aggregator.settings.output import Feed
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from aggregator.feeds import Form
    from aggregator.model import Extraction
    from tests.readers import outlets as made_up

    Read: TypeAlias = Callable[[Document, Source], Extraction]


class Outlet(Protocol):
    """Who answers at one address."""

    @property
    def url(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    def body(self, now: datetime, /) -> bytes:
        """Return what it answers at a moment."""
        ...

    def says(self, now: datetime, /) -> Mapping[str, int]:
        """Return which version of which post is in that, by the post's address."""
        ...


class Network(Protocol):
    """What lies between the house and all outlets."""

    @property
    def seen(self) -> Mapping[str, int]:
        """Which version of which post was shown to us last, by the post's address."""
        ...

    @property
    def troubled(self) -> Collection[str]:
        """The sources that may fail."""
        ...

    async def fetch(
        self, source: Source, known: Validators, now: datetime, /
    ) -> Answer:
        """Ask an outlet."""
        ...


class Answering:
    """Outlets that answer, whatever happens."""

    troubled: Collection[str] = ()

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self.seen: dict[str, int] = {}
        self._outlets = {each.url: each for each in outlets}

    async def fetch(self, source: Source, _: Validators, now: datetime, /) -> Answer:
        """Return what the outlet says, as if it had changed."""
        outlet = self._outlets[source.url]
        self.seen.update(outlet.says(now))
        document = Document(
            source=source.id,
            url=source.url,
            body=outlet.body(now),
            media_type=outlet.media_type,
            fetched=now,
        )
        return Answer(status=200, document=document, validators=Validators())


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What an operator may change between two starts."""

    sources: tuple[Source, ...]
    base: str = "https://news.example"
    feeds: tuple[Feed, ...] = (Feed(),)


def sources(outlets: Iterable[made_up.Outlet]) -> tuple[Source, ...]:
    """Return how outlets are configured."""
    return tuple(
        Source(
            id=each.name,
            url=each.url,
            outlet=each.name.title(),
            kind="live" if each.form == "live" else "feed",
            every=timedelta(minutes=10),
            topics=("news",),
        )
        for each in outlets
    )


def real(document: Document, source: Source) -> Extraction:
    return read(document, source, None)


class House:
    """One life of the process; only the network and the clock are played.

    Args:
        url: of a database with its schema at head.
        config: as it is in this life.
        network: by which it reaches outlets.
        lane: of one worker.
        clock: tells the time.
        read: reads a document; another than the real one may remember what it read.
    """

    def __init__(
        self,
        url: str,
        config: Config,
        network: Network,
        *,
        lane: Executor,
        clock: Callable[[], datetime],
        read: Read = real,
    ) -> None:
        async def extract(document: Document, source: Source) -> Extraction:
            return read(document, source)

        self.store = open_store(url)
        self._config = config
        self.network = network
        self._clock = clock
        self._runner = asyncio.Runner()
        self._ingest = Ingest(
            fetch=network.fetch,
            read=Remembering(extract).read,
            judge=Judge(window=timedelta(hours=48)),
            store=self.store,
            lane=lane,
        )
        self._runner.run(self._ingest.begin(clock(), config.sources))
        self._catalogue = Catalogue(
            self.store,
            config.feeds,
            base=config.base,
            sources=config.sources,
            clock=clock,
        )

    def look(self, names: Sequence[str] = ()) -> None:
        """Look at sources in that order, all at once; without names, at all of them."""
        by_id = {each.id: each for each in self._config.sources}
        self._runner.run(self._look([by_id[each] for each in names or by_id]))

    def feed(self, name: str = "feed", form: Form = "atom") -> bytes:
        """Return a feed as it is published now."""
        if name == "corrections":
            return self._catalogue.corrections("atom", {}).body
        if name.startswith("source/"):
            return self._of_source(name.removeprefix("source/"), form)
        return self._catalogue.feeds[name].document(form).body

    def close(self) -> None:
        """End this life."""
        self._runner.close()
        self.store.close()

    def _of_source(self, name: str, form: Form) -> bytes:
        found = self._catalogue.of_source(form, {"source": name})
        assert found is not None, name
        return found.body

    async def _look(self, asked: Sequence[Source]) -> None:
        due = await self._ingest.take(asked, self._clock())
        reports = await self._ingest.refresh_all(due, self._clock())
        errors = {each.source: each.error for each in reports if each.error}
        assert errors.keys() <= set(self.network.troubled), errors
