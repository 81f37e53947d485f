"""What two aligned sentences say differently: the reasons why one is no echo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.dedup import polarity
from aggregator.dedup.names import abbreviated, near_name, same_name
from aggregator.dedup.numbers import agree
from aggregator.dedup.order import names_in, numbers_in, swapped
from aggregator.dedup.spans import pair, places, say, synonyms, unmatched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.dedup.reading import Sentence
    from aggregator.dedup.spans import Context, Pair, Same, Span

_PUT = 2  # words at most that stand for others, where all the rest is equal
_WHOLE = 14  # words of a sentence, in which an added name is not one more detail


def differences(one: Sentence, other: Sentence, known: Context) -> Iterator[str]:
    """Yield what `other` says differently from `one`, its nearest in the old post."""
    found = pair(one, other, known)
    yield from polarity.denied(found)
    where = places(found) if found.is_strict else []
    same = same_name if len(where) == 1 else near_name
    for span in found.closed:
        if span.old and span.new:
            yield from _replaced(span, found, same)
    if found.is_strict:
        yield from _meant(found, where)
    if found.is_strict or one.bag == other.bag:
        yield from swapped(found)
    yield from polarity.negated(found)
    yield from polarity.opposites(found)


def _meant(found: Pair, where: list[Span]) -> Iterator[str]:
    """Yield what counts only where two sentences are nearly the same words."""
    if len(where) == 1:
        if not found.known.is_retold:
            yield from _put_for_another(where[0], found.known)
        yield from _put_in(where[0], found)
    for span in found.closed:
        yield from polarity.little(span, found.known.lexicon)
        yield from polarity.ended(span, found.known.lexicon)
    yield from polarity.doubted(found, len(where))


def _replaced(span: Span, found: Pair, same_name: Same) -> Iterator[str]:
    """Yield a number or a name that stands in the place of another."""
    known = found.known
    for among, same in ((numbers_in, agree), (names_in, same_name)):
        old, new = among(span.old, known).values(), among(span.new, known).values()
        gone, come = unmatched(old, new, same), unmatched(new, old, same)
        if not found.is_strict:
            gone = [token for token in gone if token.word not in known.elsewhere[1]]
            come = [token for token in come if token.word not in known.elsewhere[0]]
        if not gone or not come or abbreviated(gone, come):
            continue
        if len(gone) + len(come) > _PUT or not synonyms(
            gone[0].word, come[0].word, known.lexicon
        ):
            yield f"{say(gone)} → {say(come)}"


def _put_for_another(place: Span, known: Context) -> Iterator[str]:
    """Yield the words that stand for others where all the rest is equal."""
    words = [*place.old, *place.new]
    if any(token.is_number or token.word in known.names for token in words):
        return
    most = _PUT + (not words[0].word.isascii())  # "死亡" is read as three
    if 0 < len(place.old) <= most and 0 < len(place.new) <= most:
        yield f"{say(place.old)} → {say(place.new)}"


def _put_in(place: Span, found: Pair) -> Iterator[str]:
    """Yield a name that is added within a sentence of which all the rest is equal.

    Or "second": of another such event. A day is only one more detail, and so is what
    stands before and after the sentence.
    """
    ends = (found.other.tokens[0], found.other.tokens[-1])
    if place.old or any(token in ends for token in place.new):
        return
    lexicon = found.known.lexicon
    names = found.known.names - lexicon.days
    is_name = len(found.other.tokens) >= _WHOLE and all(
        token.is_capital and token.word in names for token in place.new
    )
    if is_name or all(t.said.casefold() in lexicon.ordinals for t in place.new):
        yield polarity.one_sided([], place.new)
