"""Unread churn is nil: a day is played, and every document given to all readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from aggregator.settings.output import Feed
from tests.readers.copies import restored
from tests.readers.drawn import Plan, day
from tests.readers.house import Config, House, sources
from tests.readers.public import Public, each_page_has_one_id, times_never_go_back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import ThreadPoolExecutor

    from aggregator.feeds import Form
    from tests.readers.outlets import Outlet

    Place: TypeAlias = tuple[str, Form]

ROUND = timedelta(minutes=30)


EVERY: tuple[Place, ...] = (
    ("feed", "atom"),
    ("feed", "json"),
    ("feed", "rss"),
    ("broad", "atom"),
    ("each", "atom"),
    ("anew", "atom"),
)
FEEDS = (
    Feed(),
    Feed(name="broad", outlets=2, block=("re:^Breaking", "ferry")),
    Feed(name="each", dedup="off"),
    Feed(name="anew", edits="reissue"),
)


class Player:
    """Plays a day to one house after the other, all in one and the same database.

    Args:
        url: of that database.
        outlets: who is followed.
        lane: of one worker.
        start: when the first house is begun.
        read: the feeds that have readers, and in which form.
    """

    def __init__(
        self,
        url: str,
        outlets: tuple[Outlet, ...],
        lane: ThreadPoolExecutor,
        start: datetime,
        *,
        read: Sequence[Place] = (("feed", "atom"),),
    ) -> None:
        self.url = url
        self.config = Config(sources=sources(outlets), feeds=FEEDS)
        self.now = start
        self.publics = {each: Public() for each in read}
        self.said: dict[str, int] = {}
        self._outlets = outlets
        self._lane = lane
        self.house = self._begun()

    def play(self, rounds: int) -> None:
        """Look at all outlets so often, and publish after each round."""
        for _ in range(rounds):
            self.house.look()
            self.publish()
            self.now += ROUND

    def publish(self) -> None:
        self.said |= self.house.seen
        for (name, form), public in self.publics.items():
            body = self.house.feed(name, form)
            if name == "corrections":
                public.read_for_good(body, self.now)
            else:
                public.read(body, self.said, self.now)

    def again(self, config: Config | None = None) -> None:
        """End this life and begin another, perhaps with another configuration."""
        self.house.close()
        self.config = config or self.config
        self.house = self._begun()
        self.publish()

    def move(self) -> None:
        """Dump the database and go on with what was restored from that."""
        self.house.close()
        self.url = restored(self.url)
        self.house = self._begun()
        self.publish()

    def _begun(self) -> House:
        return House(
            self.url,
            self.config,
            self._outlets,
            lane=self._lane,
            clock=lambda: self.now,
        )


def reconfigured(config: Config) -> Config:
    """Change what has nothing to do with an entry that is published already."""
    first, *rest = config.sources
    other = replace(first, outlet="Renamed", topics=("other",), priority=7)
    eager = [replace(each, dedup="eager", language="en-GB") for each in rest[:2]]
    return replace(
        changed(config, title="All the news"),
        sources=(*reversed(rest[2:]), *eager, other),
    )


def changed(config: Config, **fields: object) -> Config:
    """Change all feeds alike."""
    feeds = tuple(each.model_copy(update=fields) for each in config.feeds)
    return replace(config, feeds=feeds)


def lived_through(player: Player, rounds: int) -> None:
    """Play a day of so many rounds with all that can happen to a daemon."""
    usual = player.config
    interruptions: list[Callable[[], None]] = [
        player.again,
        lambda: player.again(reconfigured(usual)),
        lambda: player.again(replace(player.config, base="https://x.example/news")),
        player.move,
        lambda: player.again(replace(usual, sources=usual.sources[1:])),
        lambda: player.again(changed(player.config, entries=150)),
        lambda: player.again(usual),
    ]
    share, rest = divmod(rounds, len(interruptions) + 1)
    for interrupt in interruptions:
        player.play(share)
        interrupt()
    player.play(share + rest)


def test_a_day_of_three_thousand_posts_brings_no_entry_twice_and_no_silent_change(
    empty_sqlite: str, lane: ThreadPoolExecutor, noon: datetime
) -> None:
    player = Player(empty_sqlite, day(Plan(start=noon), seed=1), lane, noon)
    lived_through(player, 48)
    (public,) = player.publics.values()
    times_never_go_back(public.documents)
    each_page_has_one_id(public.documents)
    with player.house.store.reading() as unit:
        entries = unit.entries.latest(limit=5_000).entries
    player.house.close()
    # What there was to stumble over:
    assert public.noticed > 1_500
    assert public.edits > 300
    assert sum(len(each.echoes) for each in entries) > 500
    assert sum(each.follows is not None for each in entries) > 100
    assert sum(each.withdrawn is not None for each in entries) > 5


def test_feeds_of_all_kinds_and_forms_go_through_a_short_day_on_both_databases(
    store_url: str, lane: ThreadPoolExecutor, noon: datetime
) -> None:
    plan = Plan(start=noon, length=timedelta(hours=6), outlets=6, posts=160)
    player = Player(store_url, day(plan, seed=2), lane, noon, read=EVERY)
    lived_through(player, 12)
    player.house.close()
    for (name, _), public in player.publics.items():
        times_never_go_back(public.documents)
        if name != "anew":
            each_page_has_one_id(public.documents)
        assert public.noticed > 5
        assert public.edits > 0


def test_what_the_corrections_feed_has_said_is_never_said_again_or_otherwise(
    empty_sqlite: str, lane: ThreadPoolExecutor, noon: datetime
) -> None:
    plan = Plan(start=noon, length=timedelta(hours=6), outlets=6, posts=160, edited=0.5)
    corrections: Place = ("corrections", "atom")
    player = Player(empty_sqlite, day(plan, seed=3), lane, noon, read=[corrections])
    player.play(4)
    player.again(changed(player.config, title="All the news"))
    player.play(4)
    player.move()
    player.play(4)
    player.house.close()
    public = player.publics[corrections]
    times_never_go_back(public.documents)
    assert public.noticed > 5


@pytest.fixture
def empty_sqlite(request: pytest.FixtureRequest) -> str:
    build: Callable[[], str] = request.getfixturevalue("_sqlite")
    return build()
