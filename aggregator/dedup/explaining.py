"""Show two posts side by side: what both say, what only one does, what decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from rapidfuzz.distance import Indel

from aggregator.dedup.alignment import beside
from aggregator.dedup.likeness import compare_readings, matter
from aggregator.dedup.reading import read, weight
from aggregator.dedup.spans import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregator.dedup.likeness import Comparison
    from aggregator.dedup.nearness import Meaning
    from aggregator.dedup.reading import Reading, Sentence
    from aggregator.dedup.tokens import Token
    from aggregator.model import Post

Fate: TypeAlias = Literal["same", "gone", "come", "moved"]
"""What became of some words: both posts say them; only the earlier one does; only the
later one; both do, the later one elsewhere."""

_TELLING = 0.7  # weight of a word, to be worth naming
_NAMED = 12  # words, of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in a row that have one fate, as the outlet put them."""

    words: str
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A sentence of the later post beside the nearest of the earlier one.

    Where there is none, all its words have come; a sentence of the earlier post that
    nothing stands beside is all gone.
    """

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why two posts are what they are to each other."""

    comparison: Comparison
    pairs: tuple[Aligned, ...]  # in the order of the later post; then what is gone
    shared: tuple[str, ...]  # telling words of both, the rarest kind first
    gone: tuple[str, ...]  # of the earlier one alone
    come: tuple[str, ...]  # of the later one alone
    decided: str  # the rule, and the difference by which it decided, if one did


def explain(old: Post, new: Post, meaning: Meaning | None = None) -> Explanation:
    """Return what `new` is to `old`, with the two texts aligned.

    Args:
        old: the earlier post.
        new: the later one.
        meaning: how near two texts are in meaning, if that can be told.
    """
    one, other = (read(each.title, each.text, each.language) for each in (old, new))
    found = compare_readings(one, other, meaning)
    return Explanation(
        comparison=found,
        pairs=tuple(_aligned(*matter(one, other))),
        shared=_named(other, one.bag & other.bag),
        gone=_named(one, one.bag - other.bag),
        come=_named(other, other.bag - one.bag),
        decided=": ".join([found.rule, *found.reasons[:1]]),
    )


def _aligned(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Aligned]:
    nearest = beside(old, new)
    for sentence, place in zip(new, nearest, strict=True):
        if place is None:
            yield Aligned(runs=(Run(words=say(sentence.tokens), fate="come"),))
        else:
            yield Aligned(runs=tuple(_runs(old[place], sentence)))
    for place, sentence in enumerate(old):
        if place not in nearest and sentence.tokens:
            yield Aligned(runs=(Run(words=say(sentence.tokens), fate="gone"),))


def _runs(old: Sentence, new: Sentence) -> Iterator[Run]:
    """Yield the words of both in order: what is gone before what has come for it."""
    was: list[Token] = []
    now: list[Token] = []
    for code in Indel.opcodes(old.words, new.words):
        here = new.tokens[code.dest_start : code.dest_end]
        if code.tag != "equal":
            was += old.tokens[code.src_start : code.src_end]
            now += here
            continue
        yield from _between(was, now, old)
        yield Run(words=say(here), fate="same")
        was, now = [], []
    yield from _between(was, now, old)


def _between(was: list[Token], now: list[Token], old: Sentence) -> Iterator[Run]:
    """Yield what stands on either side between two passages that are equal."""
    if was:
        yield Run(words=say(was), fate="gone")
    if now:
        has_moved = all(token.word in old.words for token in now)
        yield Run(words=say(now), fate="moved" if has_moved else "come")


def _named(reading: Reading, stems: Iterable[str]) -> tuple[str, ...]:
    wanted = frozenset(stem for stem in stems if weight(stem) >= _TELLING)
    tokens = [t for each in reading.sentences for t in each.tokens if t.stem in wanted]
    tokens.sort(key=lambda token: not (token.is_number or token.is_capital))
    return tuple(dict.fromkeys(token.said for token in tokens))[:_NAMED]
