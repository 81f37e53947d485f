"""Hosts that want rest get it, and none gives more than it may be asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch import budget
from aggregator.fetch.budget import AMPLE, Budget, RestingError
from aggregator.manners import Host

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOST = Host(name="wire.example")
MINUTE = timedelta(minutes=1)


def is_open(host: Host, allowed: Budget, now: datetime) -> bool:
    try:
        budget.check(host, allowed, now)
    except RestingError as error:
        return error.until <= now
    return True


def test_a_host_rests_for_as_long_as_it_says() -> None:
    host = budget.refused(HOST, MINUTE, NOON)
    assert not is_open(host, AMPLE, NOON + MINUTE - timedelta(seconds=1))
    assert is_open(host, AMPLE, NOON + MINUTE)


def test_a_rest_is_never_cut_short() -> None:
    host = budget.refused(HOST, timedelta(hours=2), NOON)
    host = budget.refused(host, MINUTE, NOON)
    assert host.rest_until == NOON + timedelta(hours=2)


def test_without_a_word_the_rest_doubles_up_to_an_hour() -> None:
    host, rests = HOST, []
    for _ in range(9):
        host = budget.refused(host, None, NOON)
        assert host.rest_until is not None
        rests.append((host.rest_until - NOON).total_seconds())
    assert rests == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert budget.answered(host).refusals == 0
    assert budget.answered(HOST) is HOST


def test_a_304_changes_nothing() -> None:
    assert budget.paid(HOST, 0, NOON) is HOST


def test_what_was_given_more_than_an_hour_ago_is_forgotten() -> None:
    host = budget.paid(HOST, 1, NOON)
    host = budget.paid(host, 2, NOON)
    host = budget.paid(host, 3, NOON + MINUTE)
    assert [each.amount for each in host.spent] == [3, 3]
    host = budget.paid(host, 4, NOON + 62 * MINUTE)
    assert [each.amount for each in host.spent] == [4]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 500)), max_size=40),
    st.integers(1, 2_000),
)
def test_no_hour_begins_another_request_beyond_the_budget(
    gifts: list[tuple[int, int]], hourly: int
) -> None:
    host, now = HOST, NOON
    given: list[tuple[datetime, int]] = []
    for pause, amount in gifts:
        now += timedelta(seconds=pause)
        if is_open(host, Budget(hourly=hourly), now):
            hour = now - timedelta(hours=1)
            assert sum(size for when, size in given if when > hour) < hourly
            given.append((now, amount))
            host = budget.paid(host, amount, now)


def test_a_budget_that_is_spent_is_free_again_in_time() -> None:
    host = budget.paid(HOST, 10, NOON)
    with pytest.raises(RestingError, match="has given 10 bytes") as caught:
        budget.check(host, Budget(hourly=10), NOON)
    assert caught.value.until == NOON + 61 * MINUTE
    assert is_open(host, Budget(hourly=10), caught.value.until)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1)), st.text())
def test_the_spread_is_small(pause: timedelta, name: str) -> None:
    more = budget.spread(pause, name.encode("utf-8", "replace").decode())
    assert timedelta(0) <= more <= min(pause / 10, MINUTE)
