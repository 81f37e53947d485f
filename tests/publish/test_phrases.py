from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from aggregator.publish.phrases import ago, clock, day_name, due, lag

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_clock_tells_the_date_only_of_another_day(noon: datetime) -> None:
    told = clock(noon, day=noon.date())
    assert told.words == "12:00"
    assert told.iso == "2026-03-01T12:00:00Z"
    assert told.full == "Sunday 1 March 2026, 12:00:00 UTC"
    assert clock(noon, day=(noon + DAY).date()).words == "1 Mar 12:00"


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (-timedelta(seconds=59), "just now"),
        (MINUTE, "1 min ago"),
        (119 * MINUTE, "119 min ago"),
        (2 * HOUR, "2 h ago"),
        (47 * HOUR, "47 h ago"),
        (2 * DAY, "2 days ago"),
        (-5 * MINUTE, "in 5 min"),
    ],
)
def test_a_distance_is_told_in_a_unit_that_fits(
    noon: datetime, distance: timedelta, words: str
) -> None:
    assert ago(noon - distance, now=noon).words == words


@pytest.mark.parametrize(
    ("wait", "words"),
    [(-HOUR, "due now"), (timedelta(), "due now"), (MINUTE, "in 1 min")],
)
def test_what_is_late_is_due_now(noon: datetime, wait: timedelta, words: str) -> None:
    assert due(noon + wait, now=noon).words == words


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-20), "same minute"),
        (3 * MINUTE, "+3 min"),
        (-3 * MINUTE, "−3 min"),  # noqa: RUF001  # a minus sign
        (5 * HOUR, "+5 h"),
    ],
)
def test_a_lag_has_a_sign(distance: timedelta, words: str) -> None:
    assert lag(distance) == words


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "Today, Sunday 1 March"),
        (1, "Yesterday, Saturday 28 February"),
        (2, "Friday 27 February 2026"),
    ],
)
def test_a_day_is_named_as_seen_from_today(
    noon: datetime, days: int, name: str
) -> None:
    today = noon.date()
    assert day_name(today - days * DAY, today=today) == name
