"""What a post is found by, as numbers, and as the store keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedup.stems import (
    Stems,
    hashed,
    hashes_of,
    is_of_this_version,
    places_of,
    weights_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def made(*bag: str) -> Stems:
    return Stems.of(hashed(bag), 0.1 * len(bag), twelve)


def twelve(hashes: Iterable[int]) -> list[int]:
    return sorted(hashes)[:12]


def test_hashes_are_for_ever_as_they_are_stored() -> None:
    assert hashed(["leeds"]) == {3_912_719_662: 10}
    assert made("leeds", "fire").packed().hex()[:2] == "01"


def test_short_words_are_known_but_find_nobody() -> None:
    stems = made("leeds", "of", "in")
    assert (len(stems.hashes), stems.places) == (3, 1)
    assert stems.hashes[0] in hashed(["leeds"])


def test_at_most_twelve_places_are_taken() -> None:
    assert made(*(f"stem{n}" for n in range(30))).places == 12


def test_of_a_thousand_stems_the_rest_is_counted_by_weight() -> None:
    bag = [f"w{number}" for number in range(1_500)]
    stems = Stems.of(hashed(bag), 1_500.0, twelve)
    assert len(stems.hashes) == 1_000
    assert (stems.weight, stems.rest) == (15_000, 5_000)


@given(st.sets(st.text(min_size=1, max_size=6)))
def test_what_is_packed_is_read_again(bag: set[str]) -> None:
    stems = Stems.of(hashed(bag), 20.0, twelve)
    packed = stems.packed()
    assert is_of_this_version(packed)
    assert hashes_of(packed) == stems.hashes
    assert places_of(packed) == stems.hashes[: stems.places]
    assert weights_of(packed) == (stems.weight, stems.rest)


@given(st.binary(max_size=12))
def test_what_is_of_another_version_or_broken_is_told(data: bytes) -> None:
    usable = len(data) in (6, 10) and data[0] == 1 and data[1] <= (len(data) - 6) // 4
    assert is_of_this_version(data) == usable


def test_more_stems_than_are_remembered_have_the_same_hashes() -> None:
    before = hashed(["leeds"])
    hashed([f"s{number}" for number in range(70_000)])
    assert hashed(["leeds"]) == before
