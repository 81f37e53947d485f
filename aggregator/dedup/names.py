"""Whether two names, or two words, are one, however they are spelt or inflected."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA, Prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.dedup.tokens import Token

_LONG = 6  # letters, from which one may be spelt another way: not Iran, Iraq
_STEM, _ENDING = 5, 3  # letters, of two forms of one name: Palestine, Palestinian
_LONGER = 9  # letters, from which two may be amiss: Demokratija, Democratia
_CASES = re.compile(r"[aeiouy]|ov[aiy]?|em|ko|sk[oay]|que")  # Helcelet, Helceleta
_CUT = (3, 4)  # letters, of a name cut short: Neb., Nebraska
_ENDED = re.compile(r"(?:i?an|n|i|e)?s?|ese|ish")  # Mali, Malians; not Niger, Nigeria
_PEOPLE = re.compile(r"i?ans?|ese|ish|ns?")  # Palestinian; not Georgia, George
_LATIN = re.compile(r"[a-z]+")
_ROOT = 4  # letters that two forms of a word share
_FORMS = "\u0530"  # up to here: Latin, Greek and Cyrillic words have endings
# Letters that one spelling has for another: Mubarack, Gaddafi, Khamenei, Zelenskiy.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?<=[aeiou])[hw](?=[^aeiou]|$)", ""),  # Rowhani, Rohani
        (r"ph", "f"),
        (r"ck|[cq]", "k"),
        (r"kh|gh", "h"),
        (r"g", "k"),
        (r"w", "v"),
        (r"z", "s"),
        (r"iy|yi|ij|ee|ey|[yj]", "i"),
        (r"ou|oo", "u"),
        (r"(.)\1", r"\1"),
    )
]


@lru_cache(maxsize=16_384)
def near_name(one: str, other: str) -> bool:
    """Tell whether two words may be one name, though one has a letter amiss."""
    if same_name(one, other):
        return True
    short, long = sorted((_bare(one), _bare(other)), key=len)
    common = Prefix.similarity(short, long)
    if common == len(short):
        return _CASES.fullmatch(long, common) is not None and common >= _ROOT
    if common >= _STEM and len(long) - common <= _ENDING:
        return True
    amiss = 1 + (len(short) >= _LONGER)
    return len(short) >= _LONG and OSA.distance(short, long) <= amiss


def same_name(one: str, other: str) -> bool:
    """Tell whether two words are one name: cut, inflected, or spelt another way."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    if long.startswith(short):
        if len(short) == 1:  # S. Korea, South Korea
            return True
        if len(short) >= _LONG and _sound(short) == _sound(long):
            return True
        return _ENDED.fullmatch(long, len(short)) is not None or (
            len(short) in _CUT and len(long) - len(short) > _ENDING
        )
    common = Prefix.similarity(short, long)
    if (
        common >= _STEM
        and len(long) - common <= _ENDING
        and (
            not _LATIN.match(long)
            or _PEOPLE.fullmatch(short, common)
            or _PEOPLE.fullmatch(long, common)
        )
    ):
        return True
    return len(short) >= _LONG and _sound(short) == _sound(long)


def same_word(one: str, other: str, endings: frozenset[str]) -> bool:
    """Tell whether two words are forms of one: equal up to their `endings`.

    Of a language whose endings nobody has listed, two letters may differ; of scripts
    in which that would make forty of four, none.
    """
    is_listed = endings and one.isascii() and other.isascii()
    one, other = _bare(one), _bare(other)
    common = Prefix.similarity(one, other)
    rest, left = one[common:], other[common:]
    if is_listed:
        return common >= _ROOT - 1 and {rest, left} - {""} <= endings
    least = min(_ROOT, len(one), len(other))
    return (
        one < _FORMS
        and common >= max(least, _ROOT - 1)
        and (max(len(rest), len(left)) <= _ROOT - 2)
    )


@lru_cache(maxsize=16_384)
def _sound(name: str) -> str:
    for pattern, sound in _SOUNDS:
        name = pattern.sub(sound, name)
    return name


def abbreviated(some: Sequence[Token], others: Sequence[Token]) -> bool:
    """Tell whether one side is the initials of the other: "UK", "United Kingdom"."""
    short, long = sorted((some, others), key=len)
    if "".join(t.word for t in some) == "".join(t.word for t in others):
        return True  # Northeast, North East
    initials = "".join(token.word[0] for token in long)
    return len(short) == 1 < len(long) and initials.startswith(short[0].word)


@lru_cache(maxsize=16_384)
def _bare(word: str) -> str:
    """Return a name without its accents: outlets differ in them."""
    return "".join(c for c in normalize("NFKD", word) if not combining(c))
