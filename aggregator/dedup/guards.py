"""What two aligned sentences say differently: the reasons why one is no echo."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rapidfuzz.distance import Indel

from aggregator.dedup.names import abbreviated, same_name
from aggregator.dedup.numbers import agree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from rapidfuzz.distance import Opcodes

    from aggregator.dedup.lexicon import Lexicon
    from aggregator.dedup.reading import Reading, Sentence, Token

Words: TypeAlias = "dict[str, Token]"

_STRICT = 0.7  # from this share of equal words on, every difference is meant
_CLAUSE = 4  # words, to be something said and not a way to say it
_ROOT = 4  # letters, for a prefix to turn a word round


class Context(NamedTuple):
    """What the guards know of the two whole posts."""

    old: Reading
    new: Reading
    names: frozenset[str]

    @property
    def lexicon(self) -> Lexicon:
        """The words of the newer post's language."""
        return self.new.lexicon


class _Span(NamedTuple):
    """What stands on either side between two passages that are equal."""

    old: list[Token]
    new: list[Token]
    is_open: bool = False  # at the end, where one of the two was cut off


def context(old: Reading, new: Reading) -> Context:
    """Return the two posts with the names that either shows to be one.

    A capital at the start of a sentence, or in a headline, makes a name only if the
    word never stands without.
    """
    openers = (old.openers | new.openers) - old.plain - new.plain
    exact = new.lexicon.exact
    return Context(old, new, old.names | new.names | openers | exact)


def differences(one: Sentence, other: Sentence, known: Context) -> Iterator[str]:
    """Yield what `other` says differently from `one`, its nearest in the old post."""
    keys = [[_key(t, known.names) for t in each.tokens] for each in (one, other)]
    codes = Indel.opcodes(*keys)
    strict = Indel.normalized_similarity(*keys) >= _STRICT
    spans = [span for span in _spans(codes, one, other) if not _moved(span, known)]
    yield from _on_one_side(*_sides(spans), known.lexicon.denials)
    spans = [span for span in spans if not span.is_open]
    for span in spans:
        yield from _replaced(span, known, strict=strict)
    gone, come = _sides(spans)
    if strict:
        yield from _swapped(one, other, gone.keys() & come.keys(), known)
        yield from _on_one_side(gone, come, known.lexicon.doubts)
    yield from _turned(
        {word: gone[word] for word in gone if word not in come},
        {word: come[word] for word in come if word not in gone},
        known.lexicon,
    )


def _key(token: Token, names: frozenset[str]) -> str:
    return token.word if token.word in names else token.stem


def _spans(codes: Opcodes, one: Sentence, other: Sentence) -> Iterator[_Span]:
    span = _Span([], [])
    for code in codes:
        if code.tag != "equal":
            span.old.extend(one.tokens[code.src_start : code.src_end])
            span.new.extend(other.tokens[code.dest_start : code.dest_end])
        elif span.old or span.new:
            yield span
            span = _Span([], [])
    if span.old or span.new:
        is_open = (one.is_cut and not span.old) or (other.is_cut and not span.new)
        yield span._replace(is_open=is_open)


def _sides(spans: Iterable[_Span]) -> tuple[Words, Words]:
    old = {token.word: token for span in spans for token in span.old}
    new = {token.word: token for span in spans for token in span.new}
    return old, new


def _moved(span: _Span, known: Context) -> bool:
    """Tell whether a clause only stands elsewhere: sentences are cut differently."""
    said, there = (span.old, known.new) if span.old else (span.new, known.old)
    if (span.old and span.new) or len(said) < _CLAUSE:
        return False
    return all(token.stem in there.bag for token in said)


def _replaced(span: _Span, known: Context, *, strict: bool) -> Iterator[str]:
    """Yield a number or a name that stands in the place of another."""
    for among, same in ((_numbers_in, agree), (_names_in, same_name)):
        old, new = among(span.old, known).values(), among(span.new, known).values()
        gone, come = _unmatched(old, new, same), _unmatched(new, old, same)
        if not strict:
            gone = [token for token in gone if token.word not in known.new.words]
            come = [token for token in come if token.word not in known.old.words]
        if gone and come and not abbreviated(gone, come):
            yield f"{_say(gone)} → {_say(come)}"


def _unmatched(
    tokens: Iterable[Token],
    others: Collection[Token],
    same: Callable[[str, str], bool],
) -> list[Token]:
    return [t for t in tokens if not any(same(t.word, o.word) for o in others)]


def _say(tokens: Iterable[Token]) -> str:
    return " ".join(token.said for token in tokens)


def _swapped(
    one: Sentence, other: Sentence, moved: Collection[str], known: Context
) -> Iterator[str]:
    """Yield names, or numbers, of which one has passed another."""
    for among in (_numbers_in, _names_in):
        was, now = among(one.tokens, known), among(other.tokens, known)
        both = set(was) & set(now)
        order = [word for word in was if word in both]
        passed = [word for word in order if word in moved]
        if passed and order != [word for word in now if word in both]:
            yield f"{_say(was[word] for word in passed)} in another place"


def _numbers_in(tokens: Iterable[Token], _: Context) -> Words:
    return {token.word: token for token in tokens if token.is_number}


def _names_in(tokens: Iterable[Token], known: Context) -> Words:
    return {token.word: token for token in tokens if token.word in known.names}


def _on_one_side(gone: Words, come: Words, listed: frozenset[str]) -> Iterator[str]:
    """Yield a denial, or a doubt, that only one of the two has."""
    was, now = _among(gone, listed), _among(come, listed)
    if bool(was) != bool(now):
        yield _one_sided(was, now)


def _turned(gone: Words, come: Words, lexicon: Lexicon) -> Iterator[str]:
    """Yield what turns the statement round: a "not", or an opposite."""
    was, now = _among(gone, lexicon.negators), _among(come, lexicon.negators)
    if (len(was) + len(now)) % 2:
        yield _one_sided(was, now)
    for word, token in gone.items():
        for other, its in come.items():
            if opposite(word, other, lexicon):
                yield f"{token.said} → {its.said}"


def _one_sided(was: list[Token], now: list[Token]) -> str:
    return f"says “{_say(now)}”" if now else f"no longer says “{_say(was)}”"


def _among(tokens: Words, listed: frozenset[str]) -> list[Token]:
    return [token for word, token in tokens.items() if word in listed]


def opposite(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two words are opposites, by the list or by a prefix."""
    if one in lexicon.sides and other in lexicon.sides:
        sides = dict(lexicon.sides[one])
        theirs = lexicon.sides[other]
        if any(sides.get(pair, side) != side for pair, side in theirs):
            return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _ROOT and any(long == p + short for p in lexicon.prefixes)
