"""What turns a statement round: a denial, a doubt, a "not", an opposite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.dedup.spans import say, sides, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.dedup.lexicon import Lexicon, Sides
    from aggregator.dedup.reading import Sentence
    from aggregator.dedup.spans import Pair, Span, Words
    from aggregator.dedup.tokens import Token

_ROOT = 4  # letters, for a prefix to turn a word round
_HEDGED = 3  # places that differ: of more, a doubt is only told in other words


def denied(found: Pair) -> Iterator[str]:
    """Yield a denial that only one of two sentences has.

    Where the newer one was cut off, it may only be lost. Where the two are told in
    other words, the same denial may stand elsewhere in the other post.
    """
    told = [span for span in found.spans if not (span.is_open and span.old)]
    gone, come = sides(told)
    if not found.is_strict:
        there = found.known.elsewhere
        gone = {word: token for word, token in gone.items() if word not in there[1]}
        come = {word: token for word, token in come.items() if word not in there[0]}
    yield from _on_one_side(gone, come, found.known.lexicon.denials)


def doubted(found: Pair, places: int) -> Iterator[str]:
    """Yield a doubt that only one of two sentences has."""
    if places <= _HEDGED and not found.known.is_retold:
        gone, come = map(_small, sides(found.closed))
        yield from _on_one_side(gone, come, found.known.lexicon.doubts)


def negated(found: Pair) -> Iterator[str]:
    """Yield a "not" that only one of two sentences has.

    Two cancel out, but where the language has them agree ("no ... ningún").
    """
    one, other = found.one, found.other
    gone, come = sides(found.closed)
    listed = found.known.lexicon.negators
    was = [
        token
        for token in _among(gone, listed)
        if token.word not in come and _negates(token, one, other, found)
    ]
    now = [
        token
        for token in _among(come, listed)
        if token.word not in gone and _negates(token, other, one, found)
    ]
    if found.known.lexicon.concord:
        was, now = was[:1], now[:1]
    if (len(was) + len(now)) % 2:
        yield one_sided(was, now)


def opposites(found: Pair) -> Iterator[str]:
    """Yield a word that stands for its opposite.

    Where the two sentences are told in other words, it must stand in its place.
    """
    spans, lexicon = found.closed, found.known.lexicon
    for gone, come in [sides(spans)] if found.is_strict else map(_of_one, spans):
        for word, token in gone.items():
            for its in _facing(word, come, lexicon):
                if word not in come and its not in gone and _turns(word, its, found):
                    yield f"{token.said} → {come[its].said}"


def little(span: Span, lexicon: Lexicon) -> Iterator[str]:
    """Yield a little word that in the place of another turns the news: "to", "by"."""
    for token in span.old:
        for its in span.new:
            if _opposed(token.word, its.word, lexicon.turns):
                yield f"{token.said} → {its.said}"


def ended(span: Span, lexicon: Lexicon) -> Iterator[str]:
    """Yield a word by which one of the two says that all is over."""
    if (span.old and span.new) or span.is_count:
        return
    words = {token.word for token in span.old or span.new}
    if not words - lexicon.over - lexicon.light:
        yield from _on_one_side(*sides([span]), lexicon.over)


def opposite(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two words are opposites, by the list or by a prefix."""
    if _opposed(one, other, lexicon.sides):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _ROOT and any(long == p + short for p in lexicon.prefixes)


def one_sided(was: list[Token], now: list[Token]) -> str:
    """Return the reason in words: what only one of the two says."""
    return f"says “{say(now)}”" if now else f"no longer says “{say(was)}”"


def _on_one_side(gone: Words, come: Words, listed: frozenset[str]) -> Iterator[str]:
    was, now = _among(gone, listed), _among(come, listed)
    if bool(was) != bool(now):
        yield one_sided(was, now)


def _among(tokens: Words, listed: frozenset[str]) -> list[Token]:
    return [token for word, token in tokens.items() if word in listed]


def _small(words: Words) -> Words:
    """Return the words without a capital: May is a month."""
    return {word: token for word, token in words.items() if not token.is_capital}


def _of_one(span: Span) -> tuple[Words, Words]:
    return sides([span])


def _negates(token: Token, one: Sentence, other: Sentence, found: Pair) -> bool:
    """Tell whether a "not" of `one` turns round what `other` says.

    "No. 3" does not, nor does "not only". Where the two are told in other words, it
    does if the telling words beside it stand in the other too.
    """
    place = one.tokens.index(token)
    before, after = one.tokens[:place], one.tokens[place + 1 :]
    lexicon = found.known.lexicon
    if after and (after[0].is_number or after[0].word in lexicon.merely):
        return False
    light = lexicon.light
    beside = [t for t in after if t.word not in light][:1]
    beside += [t for t in reversed(before) if t.word not in light][:1]
    return found.is_strict or all(t.stem in other.bag for t in beside)


def _facing(word: str, come: Words, lexicon: Lexicon) -> list[str]:
    """Return those of the words that can be opposites of `word`, in their order."""
    turned = {prefix + word for prefix in lexicon.prefixes}
    turned |= {word.removeprefix(prefix) for prefix in lexicon.prefixes}
    if word in lexicon.sides:
        turned |= lexicon.sides.keys() & come.keys()
    return [other for other in come if other in turned]


def _turns(one: str, other: str, found: Pair) -> bool:
    """Tell whether two words are opposites; "beat", "defeat": it is so, and not."""
    lexicon = found.known.lexicon
    return opposite(one, other, lexicon) and (
        found.is_strict or not synonyms(one, other, lexicon)
    )


def _opposed(one: str, other: str, listed: Mapping[str, Sides]) -> bool:
    found = dict(listed.get(one, ()))
    return any(found.get(pair, side) != side for pair, side in listed.get(other, ()))
