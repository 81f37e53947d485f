"""Who did it, and to whom: whether words have each other's place."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from aggregator.dedup.spans import say, sides

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from aggregator.dedup.spans import Context, Pair, Words
    from aggregator.dedup.tokens import Token

_HEADLINE = 14  # words; in a longer sentence, names keep their order
_SWAPPED = 6  # words that changed places; of more, the sentence was only rebuilt
_GAIN = 2  # words in their place again, in both sentences together


def swapped(found: Pair) -> Iterator[str]:
    """Yield words that stand in each other's place."""
    gone, come = sides(found.closed)
    moved = gone.keys() & come.keys()
    if not moved:
        return
    if min(len(found.one.tokens), len(found.other.tokens)) > _HEADLINE:
        yield from _passed(found, moved)
    yield from _exchanged(found, moved)


def numbers_in(tokens: Iterable[Token], _: Context) -> Words:
    """Return the numbers among some words."""
    return {token.word: token for token in tokens if token.is_number}


def names_in(tokens: Iterable[Token], known: Context) -> Words:
    """Return the names among some words."""
    return {token.word: token for token in tokens if token.word in known.names}


def _passed(found: Pair, moved: Collection[str]) -> Iterator[str]:
    """Yield names, or numbers, of which one has passed another."""
    known = found.known
    for among in (numbers_in, names_in):
        was, now = among(found.one.tokens, known), among(found.other.tokens, known)
        both = (set(was) & set(now)) - known.lexicon.exact  # a unit goes with any
        order = [word for word in was if word in both]
        passed = [word for word in order if word in moved]
        if passed and order != [word for word in now if word in both]:
            yield f"{say(was[word] for word in passed)} in another place"


def _exchanged(found: Pair, moved: Collection[str]) -> Iterator[str]:
    """Yield two words of which each has the other's place.

    They do if the sentences are more alike once the two are exchanged. In "Iran and
    Iraq" they may stand either way.
    """
    lexicon = found.known.lexicon
    was, now = found.one.words, found.other.words
    there = [n for words in (was, now) for n, w in enumerate(words) if w in moved]
    region = slice(min(there), max(there) + 1)
    told = {*was[region]} & {*now[region]} - lexicon.light - lexicon.exact
    movers = {
        t.word: t
        for t in found.one.tokens
        if t.word in told and not (t.word == "1" and t.said.isalpha())  # "um"
    }
    least = Indel.distance(was, now) - _GAIN
    for first, second in combinations([*movers][:_SWAPPED], 2):
        turn = {first: second, second: first}
        back = [turn.get(word, word) for word in now]
        if Indel.distance(was, back) <= least and not _beside(turn, was, lexicon.joins):
            yield f"{movers[first].said} ↔ {movers[second].said}"
            return


def _beside(pair: Collection[str], words: Sequence[str], joins: frozenset[str]) -> bool:
    """Tell whether two words stand side by side, or with an "and" between."""
    places = [place for place, word in enumerate(words) if word in pair]
    return not all(word.isdigit() for word in pair) and all(
        joins.issuperset(words[place + 1 : later]) for place, later in pairwise(places)
    )
