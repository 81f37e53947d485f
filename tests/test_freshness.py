"""Fresh to the second, and nothing that thunders: in compressed time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.store import schema
from aggregator.store.engine import open_store
from benchmarks.freshness import (
    HALF,
    LATE,
    START,
    WHOLE,
    Outlet,
    outlets,
    percentile,
    run,
)

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.store.unit import Store

MINUTES = 8
NIGHT = timedelta(hours=8)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("freshness") / "a.db"
    schema.upgrade(f"sqlite:///{path}")
    return open_store(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def played(store: Store) -> list[Outlet]:
    """Return 60 outlets that were followed for some minutes."""
    made = outlets(60, MINUTES * 60, size=12)
    run(made, store, MINUTES * 60)
    return made


def test_looks_come_as_they_were_planned(played: list[Outlet]) -> None:
    late = [each for outlet in played for each in outlet.lateness()]
    assert len(late) > 100
    assert percentile(late, 99) <= LATE
    assert min(late) >= 0


def test_posts_are_merged_within_the_pause_of_their_source(
    played: list[Outlet],
) -> None:
    delays = [each for outlet in played for each in outlet.delays()]
    assert len(delays) > 50
    assert percentile((each.ours for each in delays), 50) <= HALF
    assert percentile((each.total - each.pause for each in delays), 99) <= WHOLE


def test_who_posts_twice_a_minute_is_looked_at_every_10_to_20_seconds(
    played: list[Outlet],
) -> None:
    lively = [each for each in played if each.gap == 30]
    assert len(lively) == 3
    for outlet in lively:
        pauses = [
            planned - asked
            for planned, asked in zip(outlet.planned, outlet.asked, strict=False)
        ]
        assert min(pauses) >= 10
        assert percentile(pauses, 50) <= 20


def test_the_others_are_asked_far_less_often(played: list[Outlet]) -> None:
    quiet = [each for each in played if each.gap > 300]
    assert max(len(each.asked) for each in quiet) <= 3


def test_after_a_night_asleep_no_second_sees_more_than_twenty_of_the_late(
    played: list[Outlet], store: Store
) -> None:
    before = {each.source.id: len(each.asked) for each in played}
    run(played, store, 30, START + NIGHT)
    first = [each.asked[before[each.source.id]] for each in played]
    assert min(first) >= NIGHT.total_seconds()
    assert max(Counter(map(int, first)).values()) <= 20
    assert max(first) < NIGHT.total_seconds() + 10
