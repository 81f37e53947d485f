"""A whole day at seven outlets, played faster than any clock: what becomes of it."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from aggregator.settings.output import Feed
from aggregator.simulator.app import sources
from aggregator.simulator.script import day
from tests.readers.house import Config
from tests.readers.player import Day, Player, changed
from tests.readers.public import Public, each_page_has_one_id, times_never_go_back
from tests.readers.stage import BASE, Stage, as_scripted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.model import Entry, Post
    from tests.readers.player import Place

START = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
MINUTES = 50
LOOKS = 3  # in a minute of the script
Told: TypeAlias = "list[tuple[Entry, ...]]"

PLACES: tuple[Place, ...] = (
    ("feed", "atom"),
    ("feed", "json"),
    ("feed", "rss"),
    ("known", "atom"),
    ("anew", "atom"),
    ("source/harbour-courier", "atom"),
    ("source/border-post", "rss"),
)
FEEDS = (
    Feed(),
    Feed(name="known", outlets=2),
    Feed(name="anew", edits="reissue"),
)


@dataclass(frozen=True, slots=True)
class Played:
    """What became of the day."""

    told: Told  # the timeline after each round of looks
    publics: dict[Place, Public]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest) -> Played:
    """Play the day once, a look at each outlet every 20 seconds of it."""
    url = request.getfixturevalue(f"_{request.param}")()
    script = Day(
        start=START,
        pause=timedelta(minutes=1) / LOOKS,
        network=lambda clock: Stage(clock, START),
        config=Config(sources=sources(BASE), feeds=FEEDS),
        read=as_scripted,
    )
    told: Told = []
    with ThreadPoolExecutor(1) as lane:
        player = Player(url, script, lane, PLACES)
        for minute in range(MINUTES):
            interrupt(player, minute)
            for _ in range(LOOKS):
                player.play(1)
                told.append(timeline(player))
        player.house.close()
    return Played(told, player.publics)


def interrupt(player: Player, minute: int) -> None:
    """Do what an operator does at some minutes of the day."""
    if minute == 8:  # amid the trouble of an outlet
        player.again()
    elif minute == 20:
        player.again(changed(player.config, title="All the news"))
    elif minute == 30:
        player.move()
    elif minute == 40:
        player.again(replace(player.config, base="https://elsewhere.example/news"))


def timeline(player: Player) -> tuple[Entry, ...]:
    with player.house.store.reading() as unit:
        return unit.entries.latest(limit=300).entries


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


def test_the_first_ten_minutes_merge_edit_and_deny(played: Played) -> None:
    entries = played.told[10 * LOOKS - 1]
    by_news = {label: each for each in entries for label in news_in(each)}
    assert {each.post.outlet for each in by_news["air-alert"].echoes}
    denial = by_news["call-denial"].follows
    assert denial is not None
    assert denial.id == by_news["call-report"].id
    assert any(each.revisions for each in entries)


def test_the_whole_day_loses_doubles_and_moves_nothing(played: Played) -> None:
    entries = played.told[-1]
    assert_that_nothing_published_was_moved(played.told)
    for some in played.told[:: 10 * LOOKS]:
        assert_that_no_news_was_merged_with_other(some)
    assert_that_no_news_was_merged_with_other(entries)
    assert_that_every_post_is_there_once(entries, until=MINUTES * 60)
    echoes = sum(len(each.posts) - 1 for each in day().news)
    found = sum(len(each.echoes) for each in entries)
    assert found >= 0.85 * echoes


def test_no_reader_of_the_day_saw_an_entry_twice_or_changed_in_silence(
    played: Played,
) -> None:
    """As long as it was played, all of them polled; here is what is left to hold."""
    for (name, _), public in played.publics.items():
        times_never_go_back(public.documents)
        if name != "anew":
            each_page_has_one_id(public.documents)
        assert public.noticed > 5
    assert played.publics["feed", "atom"].edits > 1
    again = [len(each) for each in played.publics["anew", "atom"].issued.values()]
    assert max(again) == 2  # corrected once
