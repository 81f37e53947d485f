"""What an outlet took back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.follow.withdrawal import doubt, vanished

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Post

shared_fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
Blog: TypeAlias = "Callable[[int], list[Post]]"


@pytest.fixture
def blog(make_post: Callable[..., Post], noon: datetime) -> Blog:
    """Return a builder of so many posts, one each minute, newest first."""

    def build(count: int) -> list[Post]:
        minutes = reversed(range(count))
        return [make_post(published=noon + timedelta(minutes=n)) for n in minutes]

    return build


def stored(posts: list[Post]) -> list[tuple[str, datetime]]:
    return [(each.id, each.published) for each in posts if each.published]


def test_a_post_that_is_gone_from_the_middle_is_withdrawn(blog: Blog) -> None:
    posts = blog(10)
    for page in ([*posts[:4], *posts[5:]], [*posts[5:][::-1], *posts[:4][::-1]]):
        assert vanished(page, stored(posts)) == (posts[4].id,)
        assert vanished(page, stored(posts[1:-1])) == (posts[4].id,)
        assert doubt(page, stored(posts)) is None


def test_what_has_rolled_off_is_not(blog: Blog) -> None:
    posts = blog(30)
    assert vanished(posts[:20], stored(posts)) == ()


def test_nor_what_is_newest_or_of_the_minute_of_an_edge(blog: Blog) -> None:
    posts = blog(10)
    assert vanished(posts[1:], stored(posts)) == ()
    twin = replace(posts[-2], key="twin", published=posts[-1].published)
    top = replace(posts[0], key="top")
    assert vanished(posts, [*stored(posts), *stored([twin, top])]) == ()


def test_a_deleted_newest_post_is_withdrawn_once_others_stand_above(blog: Blog) -> None:
    posts = blog(10)
    page = [*posts[:3], *posts[4:]]
    assert vanished(page, stored(posts[3:])) == (posts[3].id,)


def test_one_of_three_is(blog: Blog) -> None:
    posts = blog(3)
    assert vanished([posts[0], posts[2]], stored(posts)) == (posts[1].id,)


def test_what_stands_out_of_order_is_still_there(blog: Blog) -> None:
    posts = blog(10)
    page = [posts[6], *posts[:6], *posts[7:]]
    assert vanished(page, stored(posts)) == ()


def test_an_old_post_pinned_above_the_oldest_is_no_edge(blog: Blog) -> None:
    posts = blog(20)
    page = [posts[-1], *posts[:8][::-1]]  # oldest first
    assert vanished(page, stored(posts)) == ()


def test_a_page_that_changes_its_way_withdraws_nothing_and_says_so(blog: Blog) -> None:
    posts = blog(30)
    page = posts[::3]
    assert vanished(page, stored(posts)) == ()
    assert doubt(page, stored(posts)) == (
        "14 of 20 posts are gone from amid the page: none is withdrawn"
    )
    short = [posts[0], posts[4]]
    assert vanished(short, stored(posts)) == ()
    assert doubt(short, stored(posts))


def test_a_page_that_hides_its_middle_withdraws_nothing(blog: Blog) -> None:
    posts = blog(60)
    page = [*posts[:20], *posts[26:]]
    assert vanished(page, stored(posts)) == ()
    assert doubt(page, stored(posts)) == (
        "6 posts side by side are hidden on the page: none is withdrawn"
    )


def test_a_few_here_and_there_are_withdrawn(blog: Blog) -> None:
    posts = blog(60)
    page = [each for place, each in enumerate(posts) if place % 12 != 6]
    assert len(vanished(page, stored(posts))) == 5


def test_a_page_in_no_order_or_without_times_withdraws_nothing(
    blog: Blog, make_post: Callable[..., Post]
) -> None:
    posts = blog(6)
    mixed = [posts[place] for place in (3, 0, 5, 2)]
    assert vanished(mixed, stored(posts)) == ()
    assert vanished([make_post(published=None)], stored(posts)) == ()
    assert vanished([], stored(posts)) == ()


def test_times_told_otherwise_than_before_are_no_edge(blog: Blog) -> None:
    posts = blog(30)
    hour = timedelta(hours=1)
    rolled = [
        replace(each, published=each.published and each.published - hour)
        for each in posts[:20]
    ]
    assert vanished(rolled, stored(posts)) == ()


@shared_fixtures
@given(gone=st.sets(st.integers(0, 29), max_size=12), window=st.integers(1, 30))
def test_nothing_is_withdrawn_that_is_there_or_rolled_off(
    gone: set[int], window: int, blog: Blog
) -> None:
    posts = blog(30)
    page = [each for place, each in enumerate(posts) if place not in gone][:window]
    found = set(vanished(page, stored(posts)))
    assert not found & {each.id for each in page}
    assert found <= {posts[place].id for place in gone}
