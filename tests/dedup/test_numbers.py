"""One form for each number, and what is rounding."""

from __future__ import annotations

import pytest

from aggregator.dedup.lexicon import UNKNOWN, lexicon
from aggregator.dedup.numbers import agree, value_of, written

EN, DE = lexicon("en"), lexicon("de")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("4", 4.0),
        ("four", 4.0),
        ("10th", 10.0),
        ("114,000", 114_000.0),
        ("6,036,800", 6_036_800.0),
        ("7.25", 7.25),
        ("1,234.5", 1_234.5),
        ("24.12.2025", None),
        ("-5", -5.0),
        ("-2,500.5", -2_500.5),
        ("9" * 40, None),
        ("٣", None),
        ("forty-ish", None),
    ],
)
def test_a_number_is_read_however_it_is_written(word: str, value: float) -> None:
    assert value_of(word, EN) == value


def test_a_comma_is_read_as_the_language_has_it() -> None:
    assert value_of("114.000", DE) == value_of("114,000", EN) == 114_000
    assert value_of("7,25", DE) == value_of("7.25", EN) == 7.25
    assert value_of("drei", DE) == 3
    assert value_of("drei", UNKNOWN) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (4, 4),
        (2_358_000, 2_400_000),
        (10.37, 10.4),
        (11.8, 12),
        (-10.37, -10.4),
        (4_403_852, 4_403_000),
    ],
)
def test_a_rounded_number_agrees(one: float, other: float) -> None:
    assert agree(written(one), written(other))
    assert agree(written(other), written(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (4, 6),
        (40, 41),
        (120, 121),
        (4, 4.4),
        (70_000, 77_000),
        (12, 13),
        (120_000, 121_000),
        (5, -5),
        (-10.37, 10.4),
    ],
)
def test_another_number_does_not(one: float, other: float) -> None:
    assert not agree(written(one), written(other))
    assert not agree(written(other), written(one))
