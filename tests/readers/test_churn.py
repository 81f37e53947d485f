"""Unread churn is nil: a day is played, and every document given to all readers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.settings.output import Feed
from tests.readers.drawn import Plan, day
from tests.readers.house import Answering, Config, sources
from tests.readers.player import Day, Player, changed
from tests.readers.public import each_page_has_one_id, times_never_go_back

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import ThreadPoolExecutor
    from datetime import datetime

    from tests.readers.house import House
    from tests.readers.player import Place
    from tests.readers.public import Public

EVERY: tuple[Place, ...] = (
    ("feed", "atom"),
    ("feed", "json"),
    ("feed", "rss"),
    ("broad", "atom"),
    ("each", "atom"),
    ("anew", "atom"),
    ("known", "atom"),
    ("own", "atom"),
    ("hours", "atom"),
    ("source/outlet3", "atom"),
    ("source/outlet4", "json"),
)
FEEDS = (
    Feed(),
    Feed(name="broad", outlets=2, block=("re:^Breaking", "ferry")),
    Feed(name="each", dedup="off"),
    Feed(name="anew", edits="reissue"),
    Feed(name="known", outlets=2, edits="reissue"),
    Feed(name="own", id_scope="feed"),
    Feed(name="hours", digest=("outlet1", "outlet2", "outlet3")),
)


REISSUED = {each.name for each in FEEDS if each.edits == "reissue"}


def drawn(plan: Plan, seed: int) -> Day:
    """Return a day that chance makes up, looked at each half hour."""
    outlets = day(plan, seed)
    return Day(
        start=plan.start,
        pause=timedelta(minutes=30),
        network=lambda _: Answering(outlets),
        config=Config(sources=sources(outlets), feeds=FEEDS),
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
    player = Player(empty_sqlite, drawn(Plan(start=noon), seed=1), lane)
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
    plan = Plan(start=noon, length=timedelta(hours=6), outlets=6, posts=160, edited=0.4)
    player = Player(store_url, drawn(plan, seed=2), lane, EVERY)
    lived_through(player, 12)
    corrected = corrections_seen(player.house)
    player.house.close()
    for (name, _), public in player.publics.items():
        times_never_go_back(public.documents)
        if name in REISSUED:
            each_correction_comes_as_new(public, corrected)
        elif name != "hours":  # which are many of one page
            each_page_has_one_id(public.documents)
        assert public.noticed > 5
        assert public.edits > 0


def corrections_seen(house: House) -> dict[str, set[datetime]]:
    """Return when each post was corrected or retracted, by its address."""
    found: dict[str, set[datetime]] = defaultdict(set)
    with house.store.reading() as unit:
        for each in unit.entries.corrections(limit=5_000):
            if each.change != "withdrawal":
                found[each.entry.post.url].add(each.at)
    assert len(found) > 10
    return found


def each_correction_comes_as_new(
    public: Public, corrected: Mapping[str, set[datetime]]
) -> None:
    """Tell that what stood in a feed came anew with each of these, and only then."""
    for page, ids in public.issued.items():
        first, *again = ids.values()
        due = {each for each in corrected.get(page, ()) if each > first}
        assert sorted(again) == sorted(due)


def test_what_the_corrections_feed_has_said_is_never_said_again_or_otherwise(
    empty_sqlite: str, lane: ThreadPoolExecutor, noon: datetime
) -> None:
    plan = Plan(start=noon, length=timedelta(hours=6), outlets=6, posts=160, edited=0.5)
    corrections: Place = ("corrections", "atom")
    player = Player(empty_sqlite, drawn(plan, seed=3), lane, [corrections])
    player.play(4)
    player.again(changed(player.config, title="All the news"))
    player.play(4)
    player.move()
    player.play(4)
    player.house.close()
    public = player.publics[corrections]
    times_never_go_back(public.documents)
    assert public.noticed > 5


def test_a_language_that_is_configured_later_changes_nothing_that_is_published(
    empty_sqlite: str, lane: ThreadPoolExecutor, noon: datetime
) -> None:
    plan = Plan(start=noon, length=timedelta(hours=2), outlets=6, posts=60)
    player = Player(
        empty_sqlite, drawn(plan, seed=5), lane, [("source/outlet1", "atom")]
    )
    player.play(2)
    named = [replace(each, language="en-GB") for each in player.config.sources]
    try:
        player.again(replace(player.config, sources=tuple(named)))
    finally:
        player.house.close()


@pytest.fixture
def empty_sqlite(request: pytest.FixtureRequest) -> str:
    build: Callable[[], str] = request.getfixturevalue("_sqlite")
    return build()
