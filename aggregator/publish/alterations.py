"""What an edit did to a text, word by word, as a page can mark it."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Fate: TypeAlias = Literal["same", "gone", "come"]

_LONGEST = 4_000  # words of what differs that are compared; two megabytes of bits
_KEPT = 1 / 3  # of the longer text; where less is kept, the two are told whole

# A word with the space after it; of scripts without spaces, each character.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff"
    r"\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?:[{_UNSPACED}]|[^\s{_UNSPACED}]+) ?")


class Run(NamedTuple):
    """Words that share a fate."""

    fate: Fate
    text: str
    gap: str  # the space after them, if there is one


class _Word(NamedTuple):
    fate: Fate
    text: str


def alterations(old: str, new: str) -> tuple[Run, ...]:
    """Return the words of both texts: what was kept, taken out and put in, in order.

    What is kept is a longest common subsequence. It is found by bit vectors (Hyyrö,
    "Bit-parallel LCS-length computation revisited", 2004), so time and memory are
    bounded whatever the texts hold. Texts that have little in common are told whole,
    one after the other: islands of "the" and "of" help nobody.
    """
    before, after = _words(old), _words(new)
    merged = list(_merged(before, after))
    kept = sum(each.fate == "same" for each in merged)
    if kept < _KEPT * max(len(before), len(after)):
        merged = [*_all("gone", before), *_all("come", after)]
    return tuple(_runs(merged))


def _words(text: str) -> list[str]:
    return _WORD.findall(f"{squeeze(text)} ")


def _merged(before: list[str], after: list[str]) -> Iterator[_Word]:
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    yield from _all("same", after[:head])
    old, new = (each[head : len(each) - tail] for each in (before, after))
    if max(len(old), len(new)) > _LONGEST:
        yield from _all("gone", old)
        yield from _all("come", new)
    else:
        yield from reversed(list(_aligned_backwards(old, new)))
    yield from _all("same", after[len(after) - tail :])


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((place for place, (a, b) in pairs if a != b), shorter)


def _all(fate: Fate, words: Iterable[str]) -> Iterator[_Word]:
    return (_Word(fate, each) for each in words)


def _aligned_backwards(old: Sequence[str], new: Sequence[str]) -> Iterator[_Word]:
    rows = _rows(old, new)
    here, there = len(old), len(new)
    while here and there:
        if rows[there] >> (here - 1) & 1:  # the old word adds nothing to what is kept
            here -= 1
            yield _Word("gone", old[here])
            continue
        there -= 1
        if rows[there] >> (here - 1) & 1:  # it did so only with this new word
            here -= 1
            yield _Word("same", new[there])
        else:
            yield _Word("come", new[there])
    yield from _all("gone", reversed(old[:here]))
    yield from _all("come", reversed(new[:there]))


def _rows(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """Return, after each word of `new`, which old words do not add to what is kept.

    A bit for each old word: unset where one more word is kept with it than without.
    """
    places: dict[str, int] = {}
    for place, word in enumerate(old):
        places[word] = places.get(word, 0) | 1 << place
    row = every = (1 << len(old)) - 1
    rows = [row]
    for word in new:
        found = row & places.get(word, 0)
        row = (row + found | row - found) & every
        rows.append(row)
    return rows


def _runs(words: Iterable[_Word]) -> Iterator[Run]:
    """Yield the runs; of what was put in the place of something, that comes first."""
    for _, stretch in groupby(words, key=lambda each: each.fate == "same"):
        in_order = sorted(stretch, key=lambda each: each.fate == "come")
        for fate, run in groupby(in_order, key=lambda each: each.fate):
            text = "".join(each.text for each in run)
            yield Run(fate, text.rstrip(), " " if text.endswith(" ") else "")
