"""The life of live blogs, look after look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.follow.life import Seen, lived, pause
from aggregator.liveblog import Life, Sign, Stage, Weight

NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

TITLE = Sign(ended=True, weight="words", reason='the title says "as it happened"')
LAST = Sign(ended=True, weight="words", reason='the last post says "that is all"')
FLAG = Sign(ended=True, weight="state", reason="isLive is false")
DATE = Sign(ended=True, weight="planned", reason="coverageEndTime is past")
ON = Sign(ended=False, weight="state", reason="isLive is true")
LIVE_NOW = Sign(ended=False, weight="words", reason='the title says "live now"')

MOVES: dict[Stage | None, set[Stage]] = {
    None: {"found", "live", "cooling", "closed"},
    "found": {"live", "cooling", "closed"},
    "live": {"cooling", "closed"},
    "cooling": {"live", "closed"},
    "closed": {"reopened"},
    "reopened": {"cooling", "closed"},
}


def life(stage: Stage, since: datetime = NOON - DAY) -> Life:
    return Life(stage=stage, since=since, reason="as before")


def quiet(silence: timedelta, *signs: Sign) -> Seen:
    return Seen(newest=NOON - silence, signs=signs)


def test_the_first_look_tells_a_live_blog_from_one_that_is_over() -> None:
    for silence, signs, stage in (
        (3 * MINUTE, (), "live"),
        (2 * HOUR, (), "cooling"),
        (2 * HOUR, (TITLE,), "closed"),
        (3 * DAY, (), "closed"),
    ):
        seen = Seen(newest=NOON - silence, signs=signs, fresh=True)
        first = lived(None, seen, NOON)
        assert (first.stage, first.since) == (stage, NOON)
        assert lived(life("found"), seen, NOON).stage == stage


def test_one_without_posts_is_found_until_the_first_comes() -> None:
    found = lived(None, Seen(), NOON)
    assert found == Life(stage="found", since=NOON, reason="no post as yet")
    assert lived(found, Seen(), NOON + 8 * HOUR) is found
    live = lived(found, Seen(newest=NOON + 8 * HOUR, fresh=True), NOON + 8 * HOUR)
    assert (live.stage, live.reason) == ("live", "its newest post is 0 min old")


def test_one_that_never_had_a_post_is_closed_at_last() -> None:
    found = lived(None, Seen(), NOON)
    assert lived(found, Seen(signs=(FLAG,)), NOON + 11 * MINUTE).stage == "closed"
    over = lived(found, Seen(), NOON + 2 * DAY)
    assert (over.stage, over.reason) == ("closed", "nothing came for 2 d 0 h")


@pytest.mark.parametrize(
    ("signs", "enough"),
    [
        ((FLAG,), timedelta(minutes=10)),
        ((FLAG, LIVE_NOW), timedelta(minutes=10)),
        ((TITLE, LAST), timedelta(minutes=20)),
        ((TITLE,), timedelta(hours=1)),
        ((TITLE, TITLE), timedelta(hours=1)),
        ((TITLE, LAST, LIVE_NOW), timedelta(hours=1)),
        ((TITLE, LIVE_NOW), timedelta(hours=6)),
        ((DATE,), timedelta(hours=12)),
        ((), timedelta(hours=36)),
        ((ON, TITLE, LAST, FLAG), timedelta(days=3)),
    ],
)
def test_the_less_a_sign_proves_the_longer_must_nothing_come(
    signs: tuple[Sign, ...], enough: timedelta
) -> None:
    live = life("cooling")
    assert lived(live, quiet(enough, *signs), NOON).stage == "closed"
    assert lived(live, quiet(enough - MINUTE, *signs), NOON).stage != "closed"


def test_a_night_without_posts_is_no_end() -> None:
    for signs in ((), (ON,), (DATE,)):
        assert (
            lived(life("live"), quiet(8 * HOUR, *signs), NOON)
            == Life(stage="cooling", since=NOON, reason="nothing came for 8 h 0 min")
            or lived(life("live"), quiet(8 * HOUR, *signs), NOON).stage == "live"
        )


def test_every_change_tells_its_reason() -> None:
    cooling = life("cooling")
    told = {
        quiet(72 * MINUTE, TITLE): 'the title says "as it happened", and nothing came '
        "for 1 h 12 min",
        quiet(25 * MINUTE, TITLE, LAST): 'the title says "as it happened" and the last '
        'post says "that is all", and nothing came for 25 min',
        quiet(4 * DAY, ON): "nothing came for 4 d 0 h, though isLive is true",
        Seen(status=410): "the outlet answers with status 410",
    }
    for seen, reason in told.items():
        assert lived(cooling, seen, NOON) == Life(
            stage="closed", since=NOON, reason=reason
        )


def test_it_cools_when_nothing_comes_and_sooner_at_a_sign_of_the_end() -> None:
    live = life("live", NOON - HOUR)
    assert lived(live, quiet(29 * MINUTE), NOON) is live
    assert lived(live, Seen(newest=NOON - HOUR), NOON).stage == "cooling"
    waiting = lived(live, quiet(11 * MINUTE, TITLE), NOON)
    assert waiting.stage == "cooling"
    assert waiting.reason.startswith("the title says")
    assert lived(live, quiet(9 * MINUTE, TITLE), NOON) is live
    assert lived(live, quiet(11 * MINUTE, DATE), NOON) is live


def test_a_new_post_makes_it_live_again_whatever_the_signs() -> None:
    signs = (FLAG, TITLE, LAST)
    seen = Seen(newest=NOON - 5 * HOUR, fresh=True, signs=signs)
    assert lived(life("live"), seen, NOON) == life("live")
    live = lived(life("cooling"), seen, NOON)
    assert (live.stage, live.reason) == ("live", "a new post came")


def test_claimed_times_that_are_hours_old_do_not_close_it() -> None:
    """The Independent claims the times of its drafts."""
    live = lived(life("cooling"), Seen(newest=NOON - 5 * HOUR, fresh=True), NOON)
    later = Seen(newest=NOON - 5 * HOUR, last=NOON, signs=(TITLE,))
    assert lived(live, later, NOON + 9 * MINUTE) is live
    steady = life("live", NOON - DAY)
    assert lived(steady, later, NOON + 9 * MINUTE) is steady
    assert lived(steady, later, NOON + 2 * HOUR).stage == "closed"


def test_nor_does_a_pause_after_one_of_them() -> None:
    seen = Seen(newest=NOON - 5 * HOUR, last=NOON, signs=(TITLE,))
    cooling = lived(life("live"), seen, NOON + 31 * MINUTE)
    assert cooling.stage == "cooling"
    assert lived(cooling, seen, NOON + 34 * MINUTE) is cooling
    assert lived(cooling, seen, NOON + HOUR).stage == "closed"


def test_what_was_there_at_the_first_look_did_not_come() -> None:
    first = lived(None, Seen(newest=NOON - 2 * HOUR, last=NOON, fresh=True), NOON)
    later = Seen(newest=NOON - 2 * HOUR, last=NOON)
    assert lived(first, later, NOON + MINUTE) is first


def test_only_a_new_post_reopens_it() -> None:
    closed = life("closed")
    for seen in (
        Seen(),
        Seen(newest=NOON),
        Seen(newest=NOON, signs=(ON, LIVE_NOW)),
        Seen(status=404),
    ):
        assert lived(closed, seen, NOON) is closed
    reopened = lived(closed, Seen(newest=NOON, fresh=True, signs=(TITLE,)), NOON)
    assert reopened.stage == "reopened"
    again = Seen(newest=NOON + MINUTE, fresh=True)
    assert lived(reopened, again, NOON + MINUTE) is reopened
    over = lived(reopened, Seen(newest=NOON, signs=(TITLE,)), NOON + 2 * HOUR)
    assert over.stage == "closed"


def test_a_page_that_was_gone_and_is_back_reopens_it() -> None:
    gone = lived(life("live"), Seen(newest=NOON - HOUR, status=404), NOON)
    assert gone.stage == "closed"
    back = lived(gone, Seen(newest=NOON - HOUR), NOON + HOUR)
    assert (back.stage, back.reason) == ("reopened", "its page is there again")
    quiet_again = lived(back, Seen(newest=NOON - HOUR), NOON + HOUR + MINUTE)
    assert quiet_again.stage == "cooling"
    over = Seen(newest=NOON - HOUR, signs=(FLAG,))
    assert lived(gone, over, NOON + HOUR) is gone


def test_a_missing_page_closes_it_but_not_one_that_has_just_posted() -> None:
    mishap = Seen(newest=NOON - MINUTE, status=404)
    assert lived(life("live"), mishap, NOON).stage == "cooling"
    assert lived(life("live"), mishap, NOON + 10 * MINUTE).stage == "closed"
    assert lived(None, mishap, NOON).stage == "closed"
    assert lived(life("live"), Seen(newest=NOON, status=410), NOON).stage == "closed"


def test_it_is_looked_at_less_as_it_ends_but_never_no_more() -> None:
    minute, slow = timedelta(minutes=1), timedelta(hours=2)
    stages = get_args(Stage)
    assert {each: pause(minute, each) / minute for each in stages} == {
        "found": 1,
        "live": 1,
        "cooling": 3,
        "closed": 60,
        "reopened": 1,
    }
    assert pause(4 * minute, "cooling") == 5 * minute
    assert {pause(slow, each) for each in stages} == {slow}


signs = st.builds(
    Sign,
    ended=st.booleans(),
    weight=st.sampled_from(get_args(Weight)),
    reason=st.sampled_from("abc"),
)
times = st.integers(-4_000, 4_000).map(lambda minutes: NOON + minutes * MINUTE)
looks = st.builds(
    Seen,
    signs=st.lists(signs, max_size=3).map(tuple),
    newest=st.none() | times,
    last=st.none() | times,
    fresh=st.booleans(),
    status=st.sampled_from((None, None, None, 404, 410)),
)


@given(st.lists(st.tuples(looks, times), max_size=12))
def test_stages_move_along_the_edges_and_since_never_goes_back(
    seen: list[tuple[Seen, datetime]],
) -> None:
    before: Life | None = None
    for look, now in seen:
        after = lived(before, look, now)
        if after is not before:
            assert after.stage in MOVES[before.stage if before else None]
            assert after.reason
        if before is not None:
            assert after.since >= before.since
        before = after


@given(st.lists(st.tuples(looks, times), max_size=12, unique_by=itemgetter(1)))
def test_a_look_told_twice_changes_nothing(seen: list[tuple[Seen, datetime]]) -> None:
    before: Life | None = None
    newest = last = None
    for look, now in sorted(seen, key=itemgetter(1)):
        if look.fresh and look.status is None:
            newest, last = look.newest or now, now
        told = replace(look, newest=newest, last=last, fresh=last == now)
        before = lived(before, told, now)
        assert lived(before, told, now) is before
