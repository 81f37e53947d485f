"""Whether two names are one, however they are spelt."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA, Prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.dedup.reading import Token

_LONG = 6  # letters, from which one may be spelt another way: not Iran, Iraq
_STEM, _ENDING = 5, 3  # letters, of two forms of one name: Palestine, Palestinian
_CUT = (3, 4)  # letters, of a name cut short: Neb., Nebraska
_ENDED = re.compile(r"(?:i?an|n|i|e)?s?|ese|ish")  # Mali, Malians; not Niger, Nigeria


def same_name(one: str, other: str) -> bool:
    """Tell whether two words are one name: cut, inflected, or spelt another way."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    if long.startswith(short):
        return _ENDED.fullmatch(long, len(short)) is not None or (
            len(short) in _CUT and len(long) - len(short) > _ENDING
        )
    common = Prefix.similarity(short, long)
    return (common >= _STEM and len(long) - common <= _ENDING) or (
        len(short) >= _LONG and OSA.distance(short, long) == 1
    )


def abbreviated(some: Sequence[Token], others: Sequence[Token]) -> bool:
    """Tell whether one side is the initials of the other: "UK", "United Kingdom"."""
    short, long = sorted((some, others), key=len)
    initials = "".join(token.word[0] for token in long)
    return len(short) == 1 < len(long) and initials.startswith(short[0].word)


@lru_cache(maxsize=16_384)
def _bare(word: str) -> str:
    """Return a name without its accents: outlets differ in them."""
    return "".join(c for c in normalize("NFKD", word) if not combining(c))
