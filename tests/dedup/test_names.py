"""One name, in several spellings."""

from __future__ import annotations

import pytest

from aggregator.dedup.names import same_name


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
    ],
)
def test_another_name_is_another(one: str, other: str) -> None:
    assert not same_name(one, other)
