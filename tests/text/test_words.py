from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import words as text


def test_words_are_compared_without_case_width_and_punctuation() -> None:
    assert text.words("Straße, \uff2e\uff25\uff37\uff33 - ﬁve_5!") == [
        "strasse",
        "news",
        "five",
        "5",
    ]


def test_vowel_signs_do_not_cut_a_word() -> None:
    assert text.words("नमस्ते दुनिया") == ["नमस्ते", "दुनिया"]


def test_scripts_without_spaces_become_pairs() -> None:
    assert text.words("東京都 5 海") == ["東京", "京都", "5", "海"]


@given(st.text())
def test_words_hold_no_white_space_and_are_never_empty(any_text: str) -> None:
    found = text.words(any_text)
    assert all(word and word == text.squeeze(word) for word in found)


def test_the_first_sentence_is_a_title() -> None:
    assert text.first_sentence("\n Mr. Day has won.  Votes\nmore") == "Mr. Day has won."
    assert text.first_sentence("東京で大きな地震が発生しました。津波はない。") == (
        "東京で大きな地震が発生しました。"
    )
    assert text.first_sentence("No full stop\nbut a line") == "No full stop"


def test_a_long_title_is_cut_at_the_end_of_a_word() -> None:
    assert text.first_sentence("one two three", limit=9) == "one two…"
    assert text.first_sentence("one, two three", limit=5) == "one…"
    assert text.first_sentence("one two three", limit=8) == "one two…"
    assert text.first_sentence("onetwothree", limit=5) == "onet…"
    assert text.first_sentence(" \n ") == ""


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_title_keeps_the_limit_and_is_empty_only_for_nothing(
    any_text: str, limit: int
) -> None:
    title = text.first_sentence(any_text, limit=limit)
    assert len(title) <= limit
    assert bool(title) == bool(any_text.strip())
    assert title.splitlines() == [title] * bool(title)


def test_a_digest_tells_its_parts_apart() -> None:
    assert len(text.digest("a")) == 32
    assert text.digest("a", "b") == text.digest("a", "b")
    different = [("ab",), ("a", "b"), ("a", "b", None), ("a", "b", ""), ("a,b",), ()]
    assert len({text.digest(*parts) for parts in different}) == len(different)
    assert text.digest("\ud800")


def test_white_space_is_squeezed() -> None:
    assert text.squeeze(" a\t\n b\xa0c ") == "a b c"


def test_what_xml_refuses_is_not_printable() -> None:
    assert text.printable("a\x00\x1b\x7f\x9f\ud800\uffff\tb\né") == "a\tb\né"
