"""Live blogs that are played to the whole house: real readers, judge and store."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from aggregator.dedup.judge import Judge
from aggregator.extract.registry import read
from aggregator.ingest import Ingest
from aggregator.model import Answer, Document, Source, Validators
from tests.generated.blog import page
from tests.generated.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    from aggregator.model import Entry, Extraction, Held, PostId, Report, SourceId
    from aggregator.store.posts import Version
    from aggregator.store.unit import Store
    from tests.generated.blog import Blog

    Read: TypeAlias = Callable[[Document, Source], Extraction]

_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_ALL = 10_000


def real(document: Document, source: Source) -> Extraction:
    return read(document, source, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that the store holds at one moment."""

    posts: Mapping[PostId, Held]
    entries: Mapping[PostId, Entry]  # by the post that leads
    versions: Mapping[PostId, tuple[Version, ...]]


def source(blog: Blog) -> Source:
    return Source(
        id=blog.name,
        url=blog.url,
        outlet=blog.name.title(),
        kind="live",
        every=timedelta(minutes=1),
    )


def document(blog: Blog, look: int) -> Document:
    """Return what the outlet answers at a look."""
    family = FAMILIES[blog.family]
    return Document(
        source=blog.name,
        url=blog.url,
        body=family.printer(page(blog, look)).encode(),
        media_type=family.media_type,
        fetched=blog.looks[look],
    )


class House:
    """The real readers, judge and store; only the network and the clock are played.

    Args:
        store: an open one.
        lane: of one worker.
        read: reads a document; another than the real one may remember what it read.
    """

    def __init__(self, store: Store, lane: Executor, read: Read = real) -> None:
        self.store = store
        self._answers: dict[SourceId, Document] = {}

        async def extract(document: Document, source: Source) -> Extraction:
            return read(document, source)

        self._ingest = Ingest(
            fetch=self._fetch, read=extract, judge=Judge(), store=store, lane=lane
        )

    def look(self, document: Document, source: Source, now: datetime) -> Report:
        """Let an outlet answer with a document, and look at it."""
        self._answers[source.id] = document

        async def look() -> Report:
            (due,) = await self._ingest.take([source], now)
            return await self._ingest.refresh(due, now)

        return asyncio.run(look())

    async def _fetch(self, source: Source, _: Validators, __: datetime) -> Answer:
        answer = self._answers[source.id]
        return Answer(status=200, document=answer, validators=Validators())


def kept(store: Store) -> Kept:
    with store.reading() as unit:
        posts = unit.posts.held(each.post.id for each in unit.posts.recent(_EVER))
        entries = unit.entries.latest(limit=_ALL).entries
        return Kept(
            posts=posts,
            entries={each.post.id: each for each in entries},
            versions={
                each.post.id: tuple(unit.posts.versions(each.post.id))
                for each in entries
                if each.revisions
            },
        )
