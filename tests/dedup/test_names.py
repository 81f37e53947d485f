"""One name, in several spellings."""

from __future__ import annotations

import pytest

from aggregator.dedup.names import near_name, same_name, same_word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("leeds", "leeds"),
        ("novák", "novak"),
        ("iran", "iranian"),
        ("palestine", "palestinian"),
        ("neb", "nebraska"),
        ("mubarak", "mubarack"),
        ("moscow", "moscows"),
        ("musáví", "musavi"),
        ("rowhani", "rohani"),
        ("zelenskiy", "zelensky"),
        ("zelenskyy", "zelensky"),
        ("s", "south"),
        ("зеленский", "зеленского"),
    ],
)
def test_a_name_is_known_in_another_spelling(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("leeds", "bradford"),
        ("iraq", "iran"),
        ("austria", "australia"),
        ("niger", "nigeria"),
        ("slovakia", "slovenia"),
        ("georgia", "george"),
        ("johnson", "johnston"),
        ("hansen", "jansen"),
    ],
)
def test_another_name_is_another(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_where_much_else_is_told_in_other_words_a_name_may_have_a_letter_amiss() -> (
    None
):
    assert near_name("television", "televison")
    assert near_name("helcelet", "helceleta")
    assert near_name("rizespor", "rizebospor") is near_name("iran", "iraq") is False


ENGLISH = frozenset(("s", "ed", "ing"))


@pytest.mark.parametrize(
    ("one", "other", "endings"),
    [
        ("report", "reported", ENGLISH),
        ("reporting", "reports", ENGLISH),
        ("osoby", "osób", frozenset[str]()),
        ("osoby", "osób", ENGLISH),
        ("schließt", "schließen", frozenset[str]()),
    ],
)
def test_a_word_is_known_in_another_form(
    one: str, other: str, endings: frozenset[str]
) -> None:
    assert same_word(one, other, endings)
    assert same_word(other, one, endings)


@pytest.mark.parametrize(
    ("one", "other", "endings"),
    [
        ("protest", "protect", ENGLISH),
        ("governor", "government", ENGLISH),
        ("bus", "train", ENGLISH),
        ("négy", "negyven", frozenset[str]()),
        ("أربعة", "أربعين", frozenset[str]()),
    ],
)
def test_another_word_is_another(one: str, other: str, endings: frozenset[str]) -> None:
    assert not same_word(one, other, endings)
