"""Feeds whose ids cannot be trusted: no post is lost, and none comes twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.dedup.judge import Judge
from aggregator.extract.registry import Registry
from aggregator.ingest import Ingest
from aggregator.model import Answer, Document, Validators
from aggregator.remembering import Remembering

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor
    from datetime import datetime

    from aggregator.model import Extraction, Ledger, Source
    from aggregator.store.unit import Store

SAYINGS = (
    "The bridge at Orm is closed to lorries until the wind has dropped",
    "A roof was torn off the school in Lisk, and nobody was hurt",
    "The ferry to Tarn stays in its harbour for the whole of the night",
    "Power is back in most streets of Holm, the grid operator said",
)


def item(n: int, guid: str | None, link: str | None = None) -> str:
    stated = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    stated += f"<link>{link}</link>" if link else ""
    return (
        f"<item>{stated}<title>{SAYINGS[n]}</title><description>{SAYINGS[n]}, "
        f"and more is to come.</description>"
        f"<pubDate>Sun, 01 Mar 2026 0{n}:00:00 GMT</pubDate></item>"
    )


class Feed:
    """A feed that is looked at again and again."""

    def __init__(self, source: Source, ingest: Ingest, noon: datetime) -> None:
        self._source = source
        self._ingest = ingest
        self._now = noon

    def look(self, *items: str) -> Ledger:
        self._now += timedelta(hours=1)
        self.body = f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>"
        return asyncio.run(self._looked())

    async def fetch(self, source: Source, _: Validators, now: datetime) -> Answer:
        document = Document(
            source=source.id, url=source.url, body=self.body.encode(), fetched=now
        )
        return Answer(status=200, document=document, validators=Validators())

    async def _looked(self) -> Ledger:
        due = await self._ingest.take([self._source], self._now)
        (report,) = await self._ingest.refresh_all(due, self._now)
        assert report.error is None
        return report.ledger


@pytest.fixture
def feed(
    store: Store,
    lane: ThreadPoolExecutor,
    make_source: Callable[..., Source],
    noon: datetime,
) -> Feed:
    async def read(document: Document, source: Source) -> Extraction:
        return Registry({}).read(document, source)

    async def fetch(source: Source, known: Validators, now: datetime) -> Answer:
        return await found.fetch(source, known, now)

    source = make_source(url="https://gazette.example/rss", kind="feed")
    ingest = Ingest(
        fetch=fetch,
        read=Remembering(read).read,
        judge=Judge(),
        store=store,
        lane=lane,
    )
    found = Feed(source, ingest, noon)
    return found


def balanced(told: Ledger, *, new: int, same: int) -> bool:
    assert told.extracted == told.new + told.echoes + told.revisions + told.same
    return (told.new, told.same) == (new, same)


def test_ids_that_change_at_every_look_flood_nothing(feed: Feed) -> None:
    told = feed.look(*(item(n, f"a{n}") for n in range(3)))
    assert balanced(told, new=3, same=0)
    for look in "bcd":
        told = feed.look(*(item(n, f"{look}{n}") for n in range(3)))
        assert balanced(told, new=0, same=3)
    told = feed.look(*(item(n, f"e{n}") for n in range(4)))
    assert balanced(told, new=1, same=3)


def test_posts_that_were_not_read_again_count_as_the_same(feed: Feed) -> None:
    feed.look(item(0, "0"), item(1, "1"))
    told = feed.look(item(2, "2"), item(0, "0"), item(1, "1"))
    assert balanced(told, new=1, same=2)
    told = feed.look(item(2, "2"), item(0, "0"), item(1, "1"), "<!-- later -->")
    assert balanced(told, new=0, same=3)


def test_one_id_for_all_loses_nothing(feed: Feed) -> None:
    told = feed.look(*(item(n, "same") for n in range(3)))
    assert balanced(told, new=3, same=0)
    told = feed.look(*(item(n, "same") for n in range(4)))
    assert balanced(told, new=1, same=3)


def test_items_without_ids_are_known_by_their_addresses_or_words(feed: Feed) -> None:
    items = item(0, None), item(1, None, "https://gazette.example/1")
    assert balanced(feed.look(*items), new=2, same=0)
    assert balanced(feed.look(*items, item(2, None)), new=1, same=2)
    assert balanced(feed.look(*items[::-1]), new=0, same=2)
