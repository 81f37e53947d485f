"""Numbers in one form, however they are written, and whether two of them agree."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.dedup.lexicon import Lexicon

_GROUPED = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}
_LARGE = 10_000  # from here on, a whole number is often rounded
_LONGEST = 18  # digits: a longer one is a code, not a count


def value_of(word: str, lexicon: Lexicon) -> float | None:
    """Return the number that a token is, in digits or in words; None if it is none."""
    if not word.lstrip("-")[0].isdigit():
        return lexicon.numbers.get(word)
    digits = word.rstrip("stndrhº")
    if len(digits) > _LONGEST or not digits.isascii():
        return None
    if _GROUPED[lexicon.decimal].fullmatch(digits.lstrip("-")):
        digits = digits.replace("." if lexicon.decimal == "," else ",", "")
    try:
        return float(digits.replace(",", "."))
    except ValueError:  # several points: a date, a version
        return None


def written(value: float) -> str:
    """Return the one form in which a number is compared."""
    return f"{value:.12g}"


@lru_cache(maxsize=16_384)
def agree(one: str, other: str) -> bool:
    """Tell whether two numbers are one: equal, or the coarser is the finer, rounded.

    Rounding is believed of fractions, and of large numbers that lose two digits or
    more; 40 and 41 never agree, nor do 5 and -5.
    """
    if one == other:
        return True
    if one.startswith("-") != other.startswith("-"):
        return False
    coarse, fine = sorted((one.lstrip("-"), other.lstrip("-")), key=_digits)
    kept, had = _digits(coarse), _digits(fine)
    value = float(fine)
    if kept < 2 or kept == had:  # noqa: PLR2004 - 1 digit: 4 is not 4.4
        return False
    if value.is_integer() and (value < _LARGE or had - kept < 2):  # noqa: PLR2004
        return False
    unit = 10 ** (math.floor(math.log10(value)) - kept + 1)
    return bool(abs(value - float(coarse)) < unit)


def _digits(number: str) -> int:
    mantissa = number.partition("e")[0].replace(".", "").strip("0")
    return len(mantissa)
