"""Whether two looks join."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.follow.overlap import (
    Bounds,
    core,
    gap_between,
    is_ordered,
    reaches,
    run,
)

if TYPE_CHECKING:
    from aggregator.model import Post

Page: TypeAlias = "Callable[[str], tuple[list[Post], set[str]]]"
At: TypeAlias = Callable[[str], datetime]

shared_fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def clocks(posts: list[Post]) -> str:
    return " ".join(
        each.published.strftime("%H:%M") if each.published else "-" for each in posts
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", ""),
        ("12:03", "12:03"),
        ("12:03 12:02 12:01", "12:01 12:02 12:03"),
        ("12:01 12:02 12:03", "12:01 12:02 12:03"),
        ("08:00 12:03 12:02 12:01", "12:01 12:02 12:03"),  # pinned on top
        ("12:03 12:02 09:00 12:01", "12:01 12:02 12:03"),  # backdated
        ("12:02 12:02 12:01 12:01", "12:01 12:01 12:02 12:02"),
        ("12:03 - 12:01", "12:01 - 12:03"),
        ("- -", "- -"),
        ("08:00 12:02 12:01", "12:01 12:02"),  # of two as long, newest on top
    ],
)
def test_the_run_is_what_stands_in_order(told: str, expected: str, page: Page) -> None:
    assert clocks(run(page(told)[0])) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("08:00 12:01 12:02 12:03 12:04", "12:02 12:03 12:04"),
        ("12:04 12:03 12:02 12:01 12:00", "12:00 12:01 12:02"),
        ("12:02 12:01 12:00", "12:00 12:01 12:02"),  # too few to leave any out
        ("12:02 12:09 12:01 12:08", "12:02 12:09 12:01 12:08"),  # in no order
    ],
)
def test_the_head_of_a_page_may_be_pinned(told: str, expected: str, page: Page) -> None:
    assert clocks(core(page(told)[0])) == expected


def test_a_page_is_in_order_if_most_of_it_is(page: Page) -> None:
    assert is_ordered(page("08:00 12:03 12:02 12:01")[0])
    assert not is_ordered(page("12:02 12:09 12:01 12:08")[0])


NEWEST = "12:00"


@pytest.mark.parametrize(
    "told",
    [
        "",
        "12:00!",
        "12:05 12:00!",
        "12:00! 12:05",  # oldest first
        "12:05 12:04 12:00! 11:50!",
        "11:50! 12:00! 12:04 12:05 12:06 12:07",
        "12:00! 12:04 12:05 12:06 12:07 12:08",  # oldest first, joins by one
        "12:08 12:07 12:06 12:05 12:00!",
        "11:59! 11:58!",  # the newest was deleted
        "12:09 12:08 12:07 11:59! 11:58! 11:57!",
        "12:05 12:04 12:03 11:40 11:59!",  # one was backdated
        "12:05 12:04 11:59 11:58",  # all have new ids, but it reaches back
        "11:59 11:58 11:57",  # of older posts: nothing is missing between
        "12:00",  # one post, under another id
        "12:03! 12:02! 11:58!",  # relative times are told a little otherwise
        "12:05 12:03 12:01! 11:58!",
        "- - -!",
        "12:05 -!",
        "12:02! 12:09 11:00 12:08 11:30",  # in no order of time
    ],
)
def test_a_page_that_joins_what_is_held_has_no_gap(
    told: str, page: Page, at: At
) -> None:
    posts, held = page(told)
    assert gap_between(posts, held=held, newest=at(NEWEST)) is None


@pytest.mark.parametrize(
    ("told", "before"),
    [
        ("12:05", "12:05"),
        ("12:05 12:04 12:03", "12:03"),
        ("12:06 12:05 09:00 12:03", "12:03"),  # backdated, as far as can be told
        ("12:03 12:04 12:05", "12:03"),
        ("08:00! 12:05 12:04 12:03", "12:03"),  # pinned, held and proving nothing
        ("08:00! 12:03 12:04 12:05 12:06", "12:03"),  # the same, oldest first
        ("08:00 12:03 12:04 12:05 12:06", "12:03"),  # pinned before we ever looked
        ("08:00! 09:00! 12:03 12:04 12:05", "12:03"),
        ("12:09! 12:08 12:07 12:06 12:05", "12:05"),  # pinned, its time moved
        ("12:02 12:01 12:00:40", "12:00:40"),  # in one minute there may be a third
        ("12:05 - 12:03", "12:03"),
    ],
)
def test_a_page_of_new_posts_alone_leaves_a_gap(
    told: str, before: str, page: Page, at: At
) -> None:
    posts, held = page(told)
    newest = at(NEWEST)
    found = gap_between(posts, held=held, newest=newest)
    assert found == Bounds(after=newest, before=at(before))


def test_the_first_look_has_no_gap(page: Page) -> None:
    posts, held = page("12:05 12:04")
    assert gap_between(posts, held=held, newest=None) is None


def test_posts_without_times_join_by_themselves(page: Page, at: At) -> None:
    posts, held = page("- -!")
    assert gap_between(posts, held=held, newest=None) is None
    strange = gap_between(posts[:1], held=held, newest=None)
    assert strange == Bounds(after=None, before=None)
    new = gap_between(posts[:1], held=set(), newest=at(NEWEST))
    assert new == Bounds(after=at(NEWEST), before=None)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", "goes on"),
        ("12:20 12:10", "goes on"),
        ("12:20! 12:10!", "goes on"),  # held, but of the time after the gap
        ("12:10 12:00!", "closed"),
        ("12:10 12:00", "goes on"),  # another post of that minute
        ("12:10 11:59", "closed"),  # goes further back than what is held
        ("12:10 12:05 12:02 12:00! 11:50!", "closed"),
        ("08:00! 12:10 12:05 12:04", "goes on"),  # pinned on older pages too
        ("08:00! 12:01 12:02 12:03 12:04", "goes on"),
        ("11:50! 11:40!", "closed"),
        ("12:10 -!", "closed"),
    ],
)
def test_an_older_page_closes_a_gap_if_it_goes_back_far_enough(
    told: str, expected: str, page: Page, at: At
) -> None:
    posts, held = page(told)
    found = reaches(posts, held=held, after=at(NEWEST))
    assert ("closed" if found else "goes on") == expected


def test_a_gap_without_a_time_is_closed_by_what_is_held(page: Page) -> None:
    posts, held = page("12:10 12:00!")
    assert reaches(posts, held=held, after=None)
    assert not reaches(posts[:1], held=held, after=None)


@shared_fixtures
@given(
    minutes=st.lists(st.integers(0, 900), min_size=2, max_size=40),
    known=st.integers(1, 40),
    window=st.integers(1, 40),
    oldest_first=st.booleans(),
)
def test_a_rolling_window_has_a_gap_exactly_if_posts_are_missing(
    *,
    minutes: list[int],
    known: int,
    window: int,
    oldest_first: bool,
    noon: datetime,
    make_post: Callable[..., Post],
) -> None:
    blog = [
        make_post(published=noon + timedelta(minutes=each, seconds=place))
        for place, each in enumerate(sorted(minutes))
    ]
    known = min(known, len(blog) - 1)
    shown = blog[-window:]
    held = {each.id for each in blog[:known]}
    posts = shown if oldest_first else shown[::-1]
    newest = blog[known - 1].published
    found = gap_between(posts, held=held, newest=newest)
    lost = blog[known : max(len(blog) - window, 0)]
    if lost and len(shown) > 1:
        assert found == Bounds(after=newest, before=shown[0].published)
    if held & {each.id for each in shown}:
        assert found is None


@shared_fixtures
@given(places=st.lists(st.integers(0, 9) | st.none(), max_size=12))
def test_no_row_in_order_is_longer_than_the_run(
    places: list[int | None], noon: datetime, make_post: Callable[..., Post]
) -> None:
    posts = [
        make_post(published=None if each is None else noon + timedelta(minutes=each))
        for each in places
    ]
    times = [each.published for each in run(posts) if each.published]
    assert times == sorted(times)
    rows = [0]
    timed = [each for each in places if each is not None]
    for order in (timed, timed[::-1]):
        best = [1] * len(order)
        for last, value in enumerate(order):
            best[last] += max(
                (best[n] for n in range(last) if order[n] <= value), default=0
            )
        rows += best
    assert len(times) == max(rows)
