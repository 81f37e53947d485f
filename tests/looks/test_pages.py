"""The pages of one look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.looks.pages import joined

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post

MINUTE = timedelta(minutes=1)
BRIDGE = "The bridge at Orm is closed to lorries until the wind has dropped"
ROOF = "A roof was torn off the school in Lisk, and nobody was hurt"
FERRY = "The ferry to Tarn stays in its harbour for the whole of the night"


def test_pages_that_number_their_posts_from_the_top_lose_none(
    make_post: Callable[..., Post], noon: datetime
) -> None:
    pages = [
        [make_post(key="1", text=text, published=noon - place * MINUTE)]
        for place, text in enumerate((BRIDGE, ROOF, FERRY))
    ]
    posts = joined(pages)
    assert [each.text for each in posts] == [BRIDGE, ROOF, FERRY]
    assert len({each.id for each in posts}) == 3
    assert posts == joined(pages)


def test_a_post_that_moves_to_the_next_page_meanwhile_is_one_whatever_its_id(
    make_post: Callable[..., Post], noon: datetime
) -> None:
    first = make_post(key="1", text=BRIDGE)
    second = make_post(key="2", text=ROOF, published=noon - MINUTE)
    moved = make_post(key="9", text=ROOF, published=noon - MINUTE)
    third = make_post(key="3", text=FERRY, published=noon - 2 * MINUTE)
    assert joined([[first, second], [moved, third]]) == [first, second, third]


def test_of_two_versions_the_newer_page_has_the_last_word(
    make_post: Callable[..., Post], noon: datetime
) -> None:
    new = make_post(key="1", text=f"{BRIDGE}, says the mayor")
    old = make_post(key="1", text=BRIDGE)
    rest = make_post(key="2", text=ROOF, published=noon - MINUTE)
    assert joined([[new], [old, rest]]) == [new, rest]


def test_posts_without_times_that_say_the_same_are_two(
    make_post: Callable[..., Post],
) -> None:
    posts = [make_post(key=key, text="Goal!", published=None) for key in "ab"]
    assert joined([posts[:1], posts[1:]]) == posts


def test_the_newest_comes_first_in_whatever_order_the_pages_are(
    make_post: Callable[..., Post], noon: datetime
) -> None:
    texts = (BRIDGE, ROOF, FERRY)
    new, mid, old = (
        make_post(key=text, text=text, published=noon - place * MINUTE)
        for place, text in enumerate(texts)
    )
    pinned = make_post(key="pinned", text="What we know", published=noon - 9 * MINUTE)
    assert joined([[mid, new], [old]]) == [new, mid, old]
    assert joined([[pinned, new, mid], [old]]) == [pinned, new, mid, old]
    assert joined([[]]) == []
