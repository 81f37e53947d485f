"""Words without meaning in the place of an outlet's: a fixture must not copy its words.

The same word becomes the same pseudo-word everywhere, as long and in the same case,
and what begins a word begins its pseudo-word: so a page without its words still tells
posts, copies and cut-off texts apart as it did with them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import zlib

_MARKS = "".join(  # vowel signs and accents, which `re` takes for no letters
    code
    for code in map(chr, range(0x300, 0x1100))
    if unicodedata.category(code).startswith("M")
)
WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
"""A run of letters of any script."""

# Consonants and vowels by turns, by the last letter of the script. What they form
# begins no month, unit, half of the day or zone: no pseudo-word makes a time.
_LATIN_END, _GREEK_END, _CYRILLIC_END = "\u036f", "\u03ff", "\u052f"
_ALPHABETS = (
    (_LATIN_END, ("bgjkqvwxz", "eiou")),
    (_GREEK_END, ("βγκξζχ", "ειου")),
    (_CYRILLIC_END, ("бгквзхщц", "еиоу")),
)
_BLOCK = 64  # letters: of other scripts, one of the same neighbourhood
_OF_TIMES = frozenset("年月日時时點点시分上下午前後오전후년월일")
_SPREAD = 0x9E3779B1  # of 2**32 the golden section: near seeds fall far apart
_FIGURES = "789"  # no minute begins with them, nor does a day


@functools.lru_cache(maxsize=65536)
def pseudo(word: str) -> str:
    """Return the pseudo-word of a word of two letters or more; one letter stays."""
    if len(word) == 1:
        return word
    seed, made = 0, []
    for place, letter in enumerate(word):
        seed = zlib.crc32(letter.casefold().encode("utf-8", "replace"), seed)
        letters = _letters(letter, place % 2)
        chosen = letters[(seed * _SPREAD >> 16) % len(letters)]
        made.append(chosen.upper() if letter.isupper() else chosen)
    return "".join(made)


def figures(number: str) -> str:
    """Return other figures for a number: none that a clock or a day could have."""
    seed = zlib.crc32(number.encode("utf-8", "replace"))
    return "".join(_FIGURES[(seed >> place) % 3] for place in range(len(number)))


def _letters(letter: str, turn: int) -> str:
    for last, pair in _ALPHABETS:
        if letter <= last:
            return pair[turn]
    return _neighbours(ord(letter) // _BLOCK)


@functools.lru_cache(maxsize=1024)
def _neighbours(block: int) -> str:
    near = map(chr, range(block * _BLOCK, (block + 1) * _BLOCK))
    letters = (each for each in near if each.isalpha() and each not in _OF_TIMES)
    return "".join(letters) or "\u5c71"
