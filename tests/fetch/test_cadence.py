"""A source that fails is asked less and less, and never given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.cadence import pause_after

PACES = st.timedeltas(min_value=timedelta(microseconds=1))
FAILURES = st.integers(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 5), (1, 10), (2, 20), (3, 40), (4, 60), (5, 60)]
)
def test_each_failure_doubles_the_pause_up_to_an_hour(
    failures: int, minutes: int
) -> None:
    assert pause_after(timedelta(minutes=5), failures) == timedelta(minutes=minutes)


def test_a_source_slower_than_an_hour_keeps_its_pace() -> None:
    assert pause_after(timedelta(days=1), 7) == timedelta(days=1)


@given(PACES, FAILURES)
def test_the_pause_lies_between_the_pace_and_the_longest(
    every: timedelta, failures: int
) -> None:
    pause = pause_after(every, failures)
    assert every <= pause <= max(every, timedelta(hours=1))
    assert pause <= pause_after(every, failures + 1)
