"""Live blogs that hypothesis makes up, followed by the whole house.

What is promised of each stands in `generated/promises.py`, the markup families in
`generated/families.py`.
"""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, seed, settings

from aggregator.store.engine import open_store
from aggregator.store.tables import metadata
from tests.generated import orders, promises
from tests.generated.drawn import blogs
from tests.generated.families import FAMILIES
from tests.generated.play import House

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.store.unit import Store
    from tests.generated.blog import Blog
    from tests.generated.play import Read

BLOGS = 22  # of each family; the long profile plays twenty times as many
LEAST = 500  # in all
USUAL = 100  # examples, by hypothesis' own default
MEETINGS = 3  # of several outlets
ORDERS = 20
SAVED = 4  # of each family, in a database on a disk


@pytest.fixture(scope="module")
def lane() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture(scope="module")
def memory() -> Iterator[Store]:
    store = open_store("sqlite://")
    yield store
    store.close()


def empty(store: Store) -> None:
    """Empty a database: half as dear as another one, whose statements are not known."""
    with store._engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


def scaled(examples: int) -> int:
    """Return how many examples: the long profile plays more."""
    return examples * settings().max_examples // USUAL


def play(family: str, check: Callable[[Blog], None], *, most: int) -> int:
    """Hold a promise against live blogs of one family; return how many there were."""
    played = 0

    @settings(max_examples=scaled(most), suppress_health_check=list(HealthCheck))
    @given(blogs(family, FAMILIES[family].limits))
    def each(blog: Blog) -> None:
        nonlocal played
        played += 1
        check(blog)

    fixed = settings().derandomize  # else all families would draw alike
    (seed(zlib.crc32(family.encode()))(each) if fixed else each)()
    return played


@pytest.mark.parametrize("family", FAMILIES)
def test_a_live_blog_is_followed_without_loss_or_double(
    family: str, memory: Store, lane: ThreadPoolExecutor
) -> None:
    def check(blog: Blog) -> None:
        empty(memory)
        promises.followed(blog, House(memory, lane))

    assert play(family, check, most=BLOGS) >= BLOGS


def test_there_are_at_least_five_hundred_live_blogs() -> None:
    assert BLOGS * len(FAMILIES) >= LEAST


def test_posts_keys_and_ids_are_the_same_in_any_order_of_arrival(
    memory: Store, lane: ThreadPoolExecutor
) -> None:
    def open_house(read: Read) -> House:
        empty(memory)
        return House(memory, lane, read)

    @settings(max_examples=scaled(MEETINGS), suppress_health_check=list(HealthCheck))
    @given(orders.meetings(orders=ORDERS))
    def each(meeting: orders.Meeting) -> None:
        orders.stay_the_same_in_any_order(meeting, open_house)

    each()


@pytest.mark.parametrize("family", ["JSON-LD", "clock headings", "Sourcefabric"])
def test_both_databases_keep_the_same_promises(
    family: str, store: Store, lane: ThreadPoolExecutor
) -> None:
    names = count(1)

    def check(blog: Blog) -> None:
        own = replace(blog, name=f"outlet{next(names)}")
        promises.followed(own, House(store, lane))

    play(family, check, most=SAVED)
