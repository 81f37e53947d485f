from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import clocks
from aggregator.extract.pseudowords import WORD, figures, pseudo
from aggregator.text import times

ANY_DAY = date(2024, 1, 1)
NO_CASE = "\u5c71\u5ddd"  # of a script that knows none
scripts = st.sampled_from(
    [
        "Ferry",
        "ÉTÉ",
        "Київ",
        "Αθήνα",
        "القاهرة",
        "東京",
        "서울",
        "मुंबई",
        "กรุงเทพ",
        NO_CASE,
    ]
)


@given(st.text(st.characters(categories=["L"]), min_size=2, max_size=20))
def test_a_pseudo_word_is_as_long_and_in_the_same_case(word: str) -> None:
    made = pseudo(word)
    assert len(made) == len(word)
    assert made == pseudo(word)
    if word.isascii():
        assert [each.isupper() for each in made] == [each.isupper() for each in word]


@given(st.from_regex(r"[a-z]{2,12}", fullmatch=True), st.integers(2, 12))
def test_what_begins_a_word_begins_its_pseudo_word(word: str, length: int) -> None:
    assert pseudo(word).startswith(pseudo(word[: max(2, length)]))


def test_a_word_is_the_same_in_capitals() -> None:
    assert pseudo("FERRY").casefold() == pseudo("Ferry").casefold() == pseudo("ferry")
    assert pseudo("a") == "a"


@given(scripts)
def test_words_stay_words_of_their_script(word: str) -> None:
    (found,) = WORD.findall(pseudo(word))
    assert found != word


@given(st.from_regex(r"[a-z]{2,9}", fullmatch=True), st.integers(0, 99))
def test_no_pseudo_word_makes_a_time(word: str, number: int) -> None:
    made = pseudo(word)
    assert clocks.day(f"{number} {made}", anchor=ANY_DAY) is None
    assert times.parse(f"{number} {made} 2024") is None
    assert clocks.read(f"{number} {made}", anchor=ANY_DAY) is None


@given(st.integers(0, 10**9), st.integers(0, 10**4))
def test_figures_make_no_clock(one: int, other: int) -> None:
    said = f"{figures(str(one))}.{figures(str(other))}"
    assert clocks.read(said, anchor=ANY_DAY) is None


@pytest.mark.parametrize("letter", ["\u2c00", "\U0001e900", "ﬀ"])
def test_rare_scripts_have_neighbours_too(letter: str) -> None:
    assert pseudo(letter * 2).isalpha()
