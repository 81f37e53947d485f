from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.liveblog import Gap

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.store.unit import Store

HOUR = timedelta(hours=1)


@pytest.fixture
def gap(noon: datetime) -> Gap:
    return Gap(
        after=noon - 2 * HOUR,
        before=noon - HOUR,
        noticed=noon,
        reason="it has no older page",
    )


def test_a_gap_comes_back_as_it_went_in(store: Store, gap: Gap) -> None:
    boundless = replace(gap, after=None, before=None, noticed=gap.noticed + HOUR)
    with store.begin() as unit:
        for each in (gap, boundless):
            unit.gaps.note("gazette", each)
        unit.gaps.note("herald", gap)
    with store.reading() as unit:
        found = unit.gaps.open("gazette", gap.noticed)
        assert unit.gaps.open("nobody", gap.noticed) == []
    assert [each.gap for each in found] == [boundless, gap]
    assert [each.attempts for each in found] == [0, 0]


def test_old_gaps_are_left_alone(store: Store, gap: Gap) -> None:
    with store.begin() as unit:
        unit.gaps.note("gazette", gap)
        assert unit.gaps.open("gazette", gap.noticed + HOUR) == []


def test_an_attempt_counts_and_leaves_its_reason(store: Store, gap: Gap) -> None:
    with store.begin() as unit:
        for _ in range(2):
            unit.gaps.note("gazette", gap)
        second, first = unit.gaps.open("gazette", gap.noticed)
        for reason in ("status 503", "more than 10 older pages"):
            unit.gaps.attempted(first.number, reason)
    with store.reading() as unit:
        untouched, tried = unit.gaps.open("gazette", gap.noticed)
    assert untouched == second
    assert tried.attempts == 2
    assert tried.gap == replace(gap, reason="more than 10 older pages")


def test_a_gap_that_is_filled_is_open_no_more(store: Store, gap: Gap) -> None:
    with store.begin() as unit:
        for _ in range(2):
            unit.gaps.note("gazette", gap)
        second, first = unit.gaps.open("gazette", gap.noticed)
        unit.gaps.fill(first.number, gap.noticed + HOUR)
        assert unit.gaps.open("gazette", gap.noticed) == [second]
