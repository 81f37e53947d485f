"""A whole day at seven outlets, played faster than any clock: what becomes of it."""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import httpx

from aggregator.dedup.judge import Judge
from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher, Limits
from aggregator.ingest import Ingest
from aggregator.simulator.app import PROFILES, make_outlets, sources
from aggregator.simulator.script import day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.model import Document, Entry, Extraction, Post, Source
    from aggregator.store.unit import Store

START = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
WINDOW = timedelta(hours=48)
Told: TypeAlias = "list[tuple[Entry, ...]]"


def played(store: Store, *, minutes: float) -> Told:
    """Play the day for so long, a look at each outlet every 20 seconds of it.

    Returns:
        the timeline after each round of looks.
    """
    now = [START]
    outlets = make_outlets(clock=lambda: now[0], start=START)

    async def extract(document: Document, source: Source) -> Extraction:
        return read(document, source, PROFILES)

    async def play() -> Told:
        fetcher = Fetcher(
            Limits(spacing=timedelta(0)),
            user_agent="test",
            transport=httpx.ASGITransport(outlets),
        )
        with ThreadPoolExecutor(1) as lane:
            ingest = Ingest(
                fetch=fetcher.fetch,
                read=extract,
                judge=Judge(window=WINDOW),
                store=store,
                lane=lane,
            )
            told = []
            for second in range(0, round(minutes * 60), 20):
                now[0] = START + timedelta(seconds=second)
                due = await ingest.take(sources("http://127.0.0.1:8000"), now[0])
                await ingest.refresh_all(due, now[0])
                with store.reading() as unit:
                    told.append(unit.entries.latest(limit=300).entries)
            return told

    return asyncio.run(play())


def news_in(entry: Entry) -> set[str]:
    """Return the news that the posts of an entry brought, as the script labels them."""
    return {NEWS[name_of(each)] for each in (entry.post, *posts_of(entry))}


def posts_of(entry: Entry) -> tuple[Post, ...]:
    return tuple(each.post for each in entry.echoes)


def name_of(post: Post) -> tuple[str, str]:
    """Return what names a scripted post: its outlet, and the end of its address."""
    return post.source, post.url.replace("#", "/").rpartition("/")[2]


NEWS = {
    (post.outlet, post.key): news.label for news in day().news for post in news.posts
}


def assert_that_nothing_published_was_moved(told: Told) -> None:
    """Ids and times stay; `updated` moves with each edit, and never back."""
    for before, after in itertools.pairwise(told):
        later = {each.id: each for each in after}
        for entry in before:
            now = later[entry.id]
            assert now.published == entry.published
            assert now.updated >= entry.updated
            assert (now.updated > entry.updated) == (now.revisions > entry.revisions)


def assert_that_no_news_was_merged_with_other(entries: Iterable[Entry]) -> None:
    mixed = [news_in(each) for each in entries if len(news_in(each)) > 1]
    assert mixed == []


def assert_that_every_post_is_there_once(
    entries: Iterable[Entry], *, until: float
) -> None:
    held = sorted(
        name_of(post) for each in entries for post in (each.post, *posts_of(each))
    )
    shown = sorted((post.outlet, post.key) for post in day().posts if post.at <= until)
    assert held == shown


def test_the_first_ten_minutes_merge_edit_and_deny(store: Store) -> None:
    told = played(store, minutes=10)
    entries = told[-1]
    assert_that_nothing_published_was_moved(told)
    assert_that_no_news_was_merged_with_other(entries)
    by_news = {label: each for each in entries for label in news_in(each)}
    assert {each.post.outlet for each in by_news["air-alert"].echoes}
    denial = by_news["call-denial"].follows
    assert denial is not None
    assert denial.id == by_news["call-report"].id
    assert any(each.revisions for each in entries)


def test_the_whole_day_loses_doubles_and_moves_nothing(store: Store) -> None:
    told = played(store, minutes=50)
    entries = told[-1]
    assert_that_nothing_published_was_moved(told)
    assert_that_no_news_was_merged_with_other(entries)
    assert_that_every_post_is_there_once(entries, until=50 * 60)
    echoes = sum(len(each.posts) - 1 for each in day().news)
    found = sum(len(each.echoes) for each in entries)
    assert found >= 0.85 * echoes
