"""What the judge must know of a language: a small file of words for each."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Sides: TypeAlias = "tuple[tuple[int, int], ...]"
"""Which opposites a word belongs to: the number of the pair, and the side, 0 or 1."""

CURRENCIES = frozenset("$€£¥₹₽₴₺₩₪")

_KNOWN = ("en", "de", "es", "fr", "it", "nl", "pt", "ru", "uk")
_STEM = 6  # letters: endings differ between two ways to say the same
_ENOUGH = 2  # common words of a language, before a text is taken to be in it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """The words of one language that the guards look for; empty for an unknown one."""

    common: frozenset[str] = frozenset()
    negators: frozenset[str] = frozenset()
    denials: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()  # units and days: none stands for another
    sides: Mapping[str, Sides] = field(default_factory=dict)
    turns: Mapping[str, Sides] = field(default_factory=dict)  # only in one place
    alike: Mapping[str, Sides] = field(default_factory=dict)
    joined: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # that stand beside a name: "Office"
    merely: frozenset[str] = frozenset()  # "not only": it is so, and more
    letters: str = ""  # that tell it from a language with the same common words
    concord: bool = False  # two words for "not" are one
    joins: frozenset[str] = frozenset()  # between two that may stand either way
    ordinals: frozenset[str] = frozenset()
    recaps: tuple[str, ...] = ()
    over: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()  # who tells it, and words that only join
    endings: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    spelling: tuple[tuple[str, str], ...] = ()
    decimal: str = "."
    is_spaced: bool = True  # 1 200 is one number
    boilerplate: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()  # where all nouns have a capital

    def spelt(self, word: str) -> str:
        """Return `word` in the one of two spellings that all are compared in."""
        for one, other in self.spelling:
            word = word.replace(one, other)
        return word

    def stem(self, word: str) -> str:
        """Return the letters by which two forms of `word` are found to be one."""
        return self.spelt(word)[:_STEM]


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words of `language` (ISO 639-1), which must be one of ours."""
    found = _read(language)
    return Lexicon(
        common=frozenset(f"{found['common']} {found.get('titles', '')}".split()),
        negators=frozenset(found["not"].split()),
        denials=frozenset(found["deny"].split()),
        doubts=frozenset(found["doubt"].split()),
        exact=CURRENCIES | set(found["exact"].split()),
        sides=_sides(found["opposites"]),
        turns=_sides(found.get("turns", [])),
        alike=_sides([line] for line in found.get("alike", [])),
        joined=found.get("joined", {}),
        days=frozenset(found.get("days", "").split()),
        kinds=frozenset(found.get("kinds", "").split()),
        merely=frozenset(found.get("merely", "").split()),
        letters=found.get("letters", ""),
        concord=found.get("concord", False),
        joins=frozenset(_read("other")["joins"].split()),
        ordinals=frozenset(found.get("ordinals", "").split()),
        recaps=tuple(found.get("recaps", [])),
        over=frozenset(found.get("over", "").split()),
        light=frozenset(f"{found['common']} {found.get('tell', '')}".split()),
        endings=frozenset(found.get("endings", "").split()),
        prefixes=tuple(found["prefixes"]),
        same=found["same"],
        spelling=tuple((one, other) for one, other in found["spelling"]),
        decimal=found["decimal"],
        is_spaced=found["decimal"] == ",",
        boilerplate=tuple(found["boilerplate"]),
        labels=frozenset(found["labels"]),
        numbers=found["numbers"],
        scales=found["scales"],
        articles=frozenset(found.get("articles", "").split()),
    )


@cache
def voices() -> frozenset[str]:
    """Return the names of agencies and outlets: who tells the news is not the news."""
    return frozenset(_read("voices")["voices"].split())


@cache
def places() -> dict[str, str]:
    """Return the name of a place by the words that stand for it: "afghan"."""
    lines = _read("places")["places"].strip().splitlines()
    return {word: line.split()[0] for line in lines for word in line.split()}


def recognise(words: frozenset[str], stated: str | None) -> Lexicon:
    """Return the lexicon for a text of these `words`.

    What the outlet `stated` (BCP 47) holds, where we have it; else the language with
    most of its common words in the text (of two, the earlier), and `UNKNOWN` if no
    language has two.
    """
    code = (stated or "").lower().partition("-")[0]
    if code in _KNOWN:
        return lexicon(code)
    common = words & _common()
    found = Counter(chain.from_iterable(map(_spoken().__getitem__, common)))
    most = max(found.values(), default=0)
    if most >= _ENOUGH:
        best = [lexicon(code) for code in _KNOWN if found[code] == most]
        return best[0] if len(best) == 1 else _by_letters(best, "".join(words))
    if not any(each.isalpha() and each > "\x7f" for each in "".join(words)):
        return lexicon("en")  # headlines, and the shorthand of the wires
    return UNKNOWN


def _by_letters(best: list[Lexicon], text: str) -> Lexicon:
    return max(best, key=lambda each: any(map(text.count, each.letters)))


@cache
def _common() -> frozenset[str]:
    return frozenset(_spoken())


@cache
def _spoken() -> dict[str, list[str]]:
    """Return the languages that each common word is one of."""
    found: dict[str, list[str]] = {}
    for code in _KNOWN:
        for word in lexicon(code).common:
            found.setdefault(word, []).append(code)
    return found


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(
        files("aggregator.dedup").joinpath("words", f"{name}.toml").read_text("utf-8")
    )


UNKNOWN = Lexicon(
    exact=CURRENCIES,
    negators=frozenset(_read("other")["not"].split()),
    joins=frozenset(_read("other")["joins"].split()),
    concord=True,
)


def _sides(opposites: Iterable[list[str]]) -> dict[str, Sides]:
    sides: dict[str, Sides] = {}
    for number, pair in enumerate(opposites):
        for side, words in enumerate(pair):
            for word in words.split():
                sides[word] = (*sides.get(word, ()), (number, side))
    return sides
