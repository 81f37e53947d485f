"""How soon a source is looked at again, by how often it posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.follow import cadence
from aggregator.model import Paces, Rhythm, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.liveblog import Stage

SECOND, MINUTE, HOUR = (
    timedelta(**{each: 1}) for each in ("seconds", "minutes", "hours")
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOUNDS = Paces(fastest=10 * SECOND, slowest=HOUR)
AUTO = Source(id="a", url="https://a.example/", outlet="A", paces=BOUNDS)
SILENT = cadence.begun(5 * MINUTE, [], NOON)


def followed(
    posts: Sequence[datetime], until: timedelta, stage: Stage | None = None
) -> list[tuple[datetime, timedelta]]:
    """Look from noon on as the cadence says; return each look and the pause after."""
    now, known, rhythm, looks = NOON, 0, SILENT, []
    while now < NOON + until:
        pause = cadence.pace(AUTO, rhythm, stage)
        looks.append((now, pause))
        now += pause
        there = sum(each <= now for each in posts)
        rhythm, known = cadence.heard(rhythm, there - known, pause), there
    return looks


def every(gap: timedelta, until: timedelta) -> list[datetime]:
    return [NOON + each * gap for each in range(1, until // gap)]


def test_one_that_posts_twice_a_minute_is_looked_at_every_10_to_20_seconds() -> None:
    looks = followed(every(30 * SECOND, HOUR), HOUR)
    settled = [pause for now, pause in looks if now > NOON + 15 * MINUTE]
    assert min(settled) >= 10 * SECOND
    assert max(settled) <= 20 * SECOND


def test_a_quiet_feed_is_looked_at_less_and_less_down_to_the_slowest_pace() -> None:
    pauses = [pause for _, pause in followed([], 24 * HOUR)]
    assert pauses[0] == 5 * MINUTE
    assert pauses == sorted(pauses)
    assert pauses[-1] == HOUR
    assert len(pauses) < 40


def test_a_feed_of_a_post_an_hour_is_looked_at_twice_an_hour() -> None:
    looks = followed(every(HOUR, 72 * HOUR), 72 * HOUR)
    settled = [pause for now, pause in looks if now > NOON + 24 * HOUR]
    assert 20 * MINUTE < sum(settled, timedelta()) / len(settled) < 40 * MINUTE


def test_a_live_blog_that_wakes_up_is_followed_within_two_looks() -> None:
    looks = followed(every(20 * SECOND, HOUR), HOUR)
    third = looks[2][0]
    assert third < NOON + 7 * MINUTE
    assert looks[2][1] <= 30 * SECOND


def test_one_that_falls_silent_is_asked_ever_less_but_while_live_as_at_first() -> None:
    posts = every(30 * SECOND, HOUR)
    later = [pause for _, pause in followed(posts, 72 * HOUR)]
    assert max(later) == HOUR
    live = [pause for _, pause in followed(posts, 8 * HOUR, "live")]
    assert max(live) == AUTO.every


@pytest.mark.parametrize("stage", ["cooling", "closed"])
def test_one_that_ends_may_be_asked_less_often_than_at_first(stage: Stage) -> None:
    rhythm = cadence.heard(SILENT, 0, 4 * HOUR)
    assert cadence.pace(AUTO, rhythm, stage) == HOUR
    assert cadence.pace(AUTO, rhythm, "reopened") == AUTO.every


def test_the_times_on_the_first_page_tell_its_pace() -> None:
    times = [NOON - each * 30 * SECOND for each in range(20)]
    rhythm = cadence.begun(5 * MINUTE, [None, *times, NOON + HOUR], NOON)
    assert cadence.pace(AUTO, rhythm, None) < 20 * SECOND


def test_a_backlog_after_a_night_is_no_burst() -> None:
    rhythm = cadence.heard(SILENT, 12, 12 * HOUR)
    assert cadence.pace(AUTO, rhythm, None) > 20 * MINUTE


def test_what_is_not_known_keeps_the_pace_to_begin_with() -> None:
    assert cadence.pace(AUTO, None, None) == AUTO.every


def test_a_pace_without_bounds_is_kept_to_the_second() -> None:
    exact = Source(id="a", url="https://a.example/", outlet="A", every=MINUTE)
    busy = Rhythm(minutes=99.0)
    assert cadence.pace(exact, busy, "live") == MINUTE
    assert cadence.spread(exact, MINUTE, NOON) == MINUTE


def test_a_clock_that_was_set_back_changes_nothing() -> None:
    assert cadence.heard(SILENT, 0, -HOUR) == SILENT


def test_a_look_comes_before_a_page_of_a_burst_can_have_rolled_over() -> None:
    """Ten posts in a quarter of an hour, once a day, on a page of twenty."""
    burst = [NOON - 20 * HOUR + each * 100 * SECOND for each in range(10)]
    rest = [NOON - each * HOUR for each in range(9)]
    half = cadence.turnover([*burst, *rest, None])
    assert half == (9 * 100)
    quiet = Rhythm(days=1.0, turnover=half)
    assert cadence.pace(AUTO, quiet, None) == 15 * MINUTE


def test_times_that_are_all_the_same_are_no_reason_to_hurry() -> None:
    half = cadence.turnover([NOON] * 30)
    assert half == 0
    assert cadence.pace(AUTO, Rhythm(turnover=half), None) == AUTO.every


def test_a_page_of_two_posts_tells_nothing_of_its_turnover() -> None:
    assert cadence.turnover([NOON, NOON + HOUR, None]) is None


@given(
    numbers=st.tuples(*[st.floats(0, 1e9)] * 3),
    half=st.none() | st.floats(0, 1e12),
    fresh=st.integers(0, 10_000),
    pause=st.timedeltas(-30 * HOUR, 10_000 * HOUR),
    stage=st.sampled_from([None, "found", "live", "cooling", "closed", "reopened"]),
)
def test_no_rhythm_leaves_the_bounds(
    numbers: tuple[float, float, float],
    half: float | None,
    fresh: int,
    pause: timedelta,
    stage: Stage | None,
) -> None:
    minutes, hours, days = numbers
    before = Rhythm(minutes=minutes, hours=hours, days=days, turnover=half)
    pace = cadence.pace(AUTO, cadence.heard(before, fresh, pause), stage)
    assert BOUNDS.fastest <= pace <= BOUNDS.slowest


def test_a_thousand_sources_that_begin_together_do_not_stay_in_step() -> None:
    """Their first looks are of one second; their tenth are spread over minutes."""
    times = []
    for number in range(1000):
        source = Source(
            id=f"s{number}", url="https://a.example/", outlet="A", paces=BOUNDS
        )
        now = NOON
        for _ in range(10):
            now += cadence.spread(source, 5 * MINUTE, now)
        times.append(now)
    seconds = [int((each - min(times)).total_seconds()) for each in times]
    assert max(seconds) > 60
    assert max(seconds.count(each) for each in set(seconds)) < 40


@given(st.timedeltas(SECOND, 24 * HOUR), st.datetimes(datetime(2000, 1, 1)))  # noqa: DTZ001  (it only seeds)
def test_a_pause_is_never_cut_short_and_grows_by_a_tenth_at_most(
    pause: timedelta, now: datetime
) -> None:
    assert pause <= cadence.spread(AUTO, pause, now) <= pause * 1.1


def test_a_hub_that_tells_of_news_spares_looks_within_the_bounds() -> None:
    exact = Source(id="a", url="https://a.example/", outlet="A")
    assert cadence.spared(AUTO, 5 * MINUTE) == 20 * MINUTE
    assert cadence.spared(AUTO, 30 * MINUTE) == HOUR
    assert cadence.spared(AUTO, 2 * HOUR) == 2 * HOUR
    assert cadence.spared(exact, 5 * MINUTE) == 5 * MINUTE
