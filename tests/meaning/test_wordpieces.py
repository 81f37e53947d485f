"""How a text is cut; the numbers are lines of the vocabulary, counted from zero."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.meaning.wordpieces import cut, read_vocabulary

VOCABULARY = read_vocabulary()
PIECES = {number: piece for piece, number in VOCABULARY.items()}


def pieces(text: str, most: int = 128) -> str:
    return " ".join(PIECES[number] for number in cut(text, VOCABULARY, most))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Flood warnings", "flood warnings"),
        ("floodwatch", "flood ##watch"),
        ("Café\tNAÏVE\u00a0day", "cafe naive day"),
        ("isn't 1,000?", "isn ' t 1 , 000 ?"),
        ("a_b €5", "a _ b € ##5"),
        ("新国", "新 国"),
        ("so\u00adft\u200b\x00", "soft"),
        ("x" * 101, "[UNK]"),
        ("\U0001f44d", "[UNK]"),
        ("[SEP]", "[ sep ]"),
        ("", ""),
    ],
)
def test_a_text_is_cut_as_the_model_was_taught(text: str, wanted: str) -> None:
    assert pieces(text).split()[1:-1] == wanted.split()


def test_each_piece_has_its_number() -> None:
    assert (len(VOCABULARY), VOCABULARY["[CLS]"], VOCABULARY["##ch"]) == (
        30522,
        101,
        2818,
    )


@given(st.text(max_size=300), st.integers(min_value=2, max_value=40))
def test_whatever_the_text_the_pieces_are_few_and_between_two_ends(
    text: str, most: int
) -> None:
    found = pieces(text, most).split()
    assert len(found) <= most
    assert (found[0], found[-1]) == ("[CLS]", "[SEP]")
    assert not {"[CLS]", "[SEP]"} & set(found[1:-1])


@given(st.text(alphabet="abcdefgh", min_size=1, max_size=100))
def test_pieces_of_a_word_make_the_word_again(word: str) -> None:
    first, *rest = pieces(word).split()[1:-1]
    assert first + "".join(piece.removeprefix("##") for piece in rest) == word
    assert all(right.startswith("##") for _, right in pairwise([first, *rest]))
