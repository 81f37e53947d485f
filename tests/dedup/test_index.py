"""Who could match."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedup.index import Index

if TYPE_CHECKING:
    from types import FrameType

TWELVE = range(100, 112)


def add(index: Index, *places: int) -> None:
    index.add(places, places)


def test_two_shared_stems_make_a_candidate_and_one_does_not() -> None:
    index = Index(16)
    add(index, 1, 2, 3)
    assert index.candidates([1, 2]) == [0]
    assert index.candidates([1, 4]) == []


def test_of_twelve_stems_three_must_be_shared() -> None:
    index = Index(64)
    for one, other in pairwise(TWELVE):
        add(index, one, other)
    assert index.candidates(TWELVE) == []
    add(index, *TWELVE[:3])
    assert index.candidates(TWELVE) == [11]


def test_more_shared_stems_come_first_then_the_newest() -> None:
    index = Index(16)
    add(index, 1, 2, 3)
    add(index, 1, 2)
    add(index, 1, 2)
    assert index.candidates([1, 2, 3]) == [0, 2, 1]


def test_a_post_that_was_removed_is_not_found_and_breaks_no_chain() -> None:
    index = Index(16)
    for _ in range(4):
        add(index, 1, 2)
    for serial in (3, 1):
        index.remove(serial, (1, 2))
    assert index.candidates([1, 2]) == [2, 0]
    assert index.candidates([1, 2]) == [2, 0]


def test_a_ring_forgets_what_lies_further_back() -> None:
    index = Index(16)
    add(index, 1, 2)
    for number in range(16):
        index.remove(0, (1, 2)) if number == 15 else None
        add(index, 50 + number, 90 + number)
    assert index.candidates([1, 2]) == []
    add(index, 1, 2)
    assert index.candidates([1, 2]) == [17]


def test_work_is_bounded_however_many_posts_tell_one_story() -> None:
    index = Index(1_024)
    for _ in range(1_000):
        add(index, 1, 2)
    assert index.candidates([1, 2]) == list(range(999, 975, -1))
    calls = Counter[str]()

    def count(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and frame.f_code.co_name == "_add_newest":
            calls[getattr(called, "__name__", "")] += 1

    sys.setprofile(count)
    try:
        index.candidates([1, 2])
    finally:
        sys.setprofile(None)
    assert calls["append"] == 2 * 32


def test_the_rarest_come_first_and_few_posts_make_no_difference() -> None:
    index = Index(1_024)
    for _ in range(31):
        add(index, 1)
    assert index.rarest([3, 1, 2]) == [1, 2, 3]
    add(index, 1)
    assert index.rarest([3, 1, 2]) == [2, 3, 1]
    index.remove(0, (1,))
    assert index.rarest([3, 1, 2]) == [1, 2, 3]
    assert index.rarest(range(40)) == list(range(12))


def test_ten_mebibytes_hold_a_hundred_thousand_posts() -> None:
    index = Index(112_512)
    for number in range(1_000):
        add(index, *range(number, number + 12))
    before = index.size()
    add(index, *TWELVE)
    each = index.size() - before
    assert before - 1_000 * each + 112_512 * each <= 10 << 20


posts = st.lists(st.frozensets(st.integers(0, 9), min_size=2, max_size=6), max_size=40)


@given(posts, st.sets(st.integers(0, 39)), st.integers(16, 48))
def test_it_finds_what_a_look_at_every_post_would_find(
    added: list[frozenset[int]], gone: set[int], ring: int
) -> None:
    index, kept = Index(ring), dict[int, frozenset[int]]()
    for serial, stems in enumerate(added):
        if serial - ring in kept:
            index.remove(serial - ring, kept.pop(serial - ring))
        add(index, *sorted(stems))
        kept[serial] = stems
        if serial in gone:
            index.remove(serial, kept.pop(serial))
    for asked in ([0, 1, 2], [3, 4, 5, 6, 7, 8, 9]):
        shared = {each: len(stems & set(asked)) for each, stems in kept.items()}
        found = [each for each, times in shared.items() if times >= 2]
        found.sort(key=lambda each: (shared[each], each), reverse=True)
        assert index.candidates(asked) == found[:24]
