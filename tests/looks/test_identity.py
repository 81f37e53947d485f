"""Under which key a post is held: whatever its id says, and if its words are edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.looks.identity import recognised
from aggregator.model import New, Post

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]

ROOF = (
    "The roof of the old grain hall in Velden collapsed early on Tuesday, the fire "
    "service said, and four people were taken to hospital."
)
FERRY = "Ferries to the islands stay in port until the storm has passed, the line says."
HOUR = timedelta(hours=1)


@pytest.fixture
def roof(make_post: MakePost) -> Post:
    return make_post(key="roof-falls", title="Roof falls in", text=ROOF)


@pytest.fixture
def older(make_post: MakePost, noon: datetime) -> Post:
    return make_post(key="ferries-wait", text=FERRY, published=noon - HOUR)


def keys(store: Store, held: list[Post], page: list[Post], now: datetime) -> list[str]:
    """Return under which keys the posts of a page are known, when others are held."""
    with store.begin() as unit:
        unit.posts.save([New(post=each) for each in held], now=now)
    with store.reading() as unit:
        return [each.key for each in recognised(unit, page)]


def test_an_edited_headline_may_change_the_id_with_it(
    store: Store, roof: Post, noon: datetime
) -> None:
    page = [replace(roof, key="hall-collapses", title="Grain hall collapses")]
    assert keys(store, [roof], page, noon) == ["roof-falls"]


@pytest.mark.parametrize(
    ("edited", "since"),
    [
        (ROOF.replace("collapsed", "collasped"), 0),
        (f"{ROOF} All four have since been discharged.", 0),
        (ROOF.replace("four", "six"), 1),
    ],
)
def test_an_edit_under_another_id_is_one_of_the_post_that_is_held(
    *,
    store: Store,
    roof: Post,
    older: Post,
    noon: datetime,
    edited: str,
    since: int,
) -> None:
    page = [replace(roof, key="x", text=edited), *[older][:since]]
    assert keys(store, [older, roof], page, noon)[0] == "roof-falls"


def test_at_the_old_end_of_a_page_a_number_may_be_another_posts(
    store: Store, roof: Post, noon: datetime
) -> None:
    page = [replace(roof, key="x", text=ROOF.replace("four", "six"))]
    assert keys(store, [roof], page, noon) == ["x"]


def test_two_posts_of_the_same_minute_stay_two(
    store: Store, roof: Post, older: Post, noon: datetime
) -> None:
    other = replace(older, key="x", published=noon)
    assert keys(store, [roof], [other], noon) == ["x"]
    there = replace(roof, key="y", text=ROOF.replace("four", "six"))
    assert keys(store, [], [there, roof, older], noon)[:2] == ["y", "roof-falls"]


def test_two_edits_are_not_of_one_post(
    store: Store, roof: Post, older: Post, noon: datetime
) -> None:
    page = [replace(roof, key=key, text=f"{ROOF} More {key}.") for key in "xy"]
    assert keys(store, [roof, older], [*page, older], noon)[:2] == ["roof-falls", "y"]


def test_what_claims_no_time_is_known_by_its_id_or_not_at_all(
    store: Store, roof: Post, noon: datetime
) -> None:
    timeless = replace(roof, published=None)
    page = [replace(timeless, key="x", title=None)]
    assert keys(store, [timeless], page, noon) == ["x"]


def test_an_id_is_another_posts_where_its_own_stands_under_another(
    store: Store, roof: Post, noon: datetime
) -> None:
    first = replace(roof, key="1")
    newer = replace(first, text=f"{ROOF} More.", published=noon + HOUR)
    page = [newer, replace(first, key="2")]
    known = keys(store, [first], page, noon + HOUR)
    assert known[0].startswith("1 ")
    assert known[1] == "1"
