"""What two aligned sentences say differently: the reasons why one is no echo."""

from __future__ import annotations

from functools import lru_cache
from operator import eq
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rapidfuzz.distance import Indel

from aggregator.dedup.names import abbreviated, near_name, same_name, same_word
from aggregator.dedup.numbers import agree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from rapidfuzz.distance import Opcodes

    from aggregator.dedup.lexicon import Lexicon, Sides
    from aggregator.dedup.reading import Reading, Sentence, Token

Words: TypeAlias = "dict[str, Token]"
Same: TypeAlias = "Callable[[str, str], bool]"

_STRICT = 0.7  # from this share of equal words on, every difference is meant
_CLAUSE = 4  # words, to be something said and not a way to say it
_ROOT = 4  # letters, for a prefix to turn a word round
_COMPARED = 64  # pairs of words of two passages; of more, only equal ones are one
_PUT = 2  # words at most that stand for others, where all the rest is equal


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
    is_count: bool = False  # before a number


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
    equal = sum([c.src_end - c.src_start for c in codes if c.tag == "equal"])
    strict = 2 * equal >= _STRICT * (len(keys[0]) + len(keys[1]))
    spans = [span for span in _spans(codes, one, other) if not _moved(span, known)]
    yield from _on_one_side(*_sides(spans), known.lexicon.denials)
    spans = [span for span in spans if not span.is_open]
    places = _places(codes, spans, one, other, known) if strict else []
    same = same_name if len(places) == 1 else near_name
    for span in spans:
        yield from _replaced(span, known, same, strict=strict)
    gone, come = _sides(spans)
    if strict:
        if len(places) == 1:
            yield from _put_for_another(places[0], known)
        for span in spans:
            yield from _turns(span, known.lexicon)
            yield from _ended(span, known.lexicon)
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
            yield span._replace(is_count=one.tokens[code.src_start].is_number)
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


def _replaced(
    span: _Span, known: Context, same_name: Same, *, strict: bool
) -> Iterator[str]:
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
    tokens: Collection[Token], others: Collection[Token], same: Same
) -> list[Token]:
    if len(tokens) * len(others) > _COMPARED:
        same = eq
    return [t for t in tokens if not any(same(t.word, o.word) for o in others)]


def _say(tokens: Iterable[Token]) -> str:
    return " ".join(token.said for token in tokens)


def _swapped(
    one: Sentence, other: Sentence, moved: Collection[str], known: Context
) -> Iterator[str]:
    """Yield names, or numbers, of which one has passed another."""
    for among in (_numbers_in, _names_in):
        was, now = among(one.tokens, known), among(other.tokens, known)
        both = (set(was) & set(now)) - known.lexicon.exact  # a unit goes with any
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
        for other in _facing(word, come, lexicon):
            if opposite(word, other, lexicon):
                yield f"{token.said} → {come[other].said}"


def _facing(word: str, come: Words, lexicon: Lexicon) -> list[str]:
    """Return those of the words that can be opposites of `word`, in their order."""
    turned = {prefix + word for prefix in lexicon.prefixes}
    turned |= {word.removeprefix(prefix) for prefix in lexicon.prefixes}
    if word in lexicon.sides:
        turned |= lexicon.sides.keys() & come.keys()
    return [other for other in come if other in turned]


def _places(
    codes: Opcodes, spans: list[_Span], one: Sentence, other: Sentence, known: Context
) -> list[_Span]:
    """Return where telling words stand for others, or have none beside them.

    What stands elsewhere in the other sentence has only moved. Words of which only
    the stems are equal may be two: governor, government.
    """
    if len(spans) > 1:
        spans = [
            _Span(_absent(span.old, other), _absent(span.new, one)) for span in spans
        ]
    pairs = [
        _Span([was], [now])
        for code in codes
        if code.tag == "equal"
        for was, now in zip(
            one.tokens[code.src_start : code.src_end],
            other.tokens[code.dest_start : code.dest_end],
            strict=True,
        )
        if was.word != now.word
    ]
    places = [_telling(span, known) for span in (*spans, *pairs)]
    return [place for place in places if place.old or place.new]


def _absent(tokens: Iterable[Token], there: Sentence) -> list[Token]:
    return [token for token in tokens if token.stem not in there.bag]


def _telling(span: _Span, known: Context) -> _Span:
    """Return the words that tell, less those that have a form or synonym there."""
    old, new = (
        [token for token in side if token.word not in known.lexicon.light]
        for side in (span.old, span.new)
    )
    if _joined(old) == _joined(new):  # air strike, airstrike
        return _Span([], [])

    def alike(word: str, its: str) -> bool:
        if word in known.names:
            return same_name(word, its)
        return _alike(word, its, known.lexicon)

    return _Span(_unmatched(old, new, alike), _unmatched(new, old, alike))


def _joined(tokens: Iterable[Token]) -> str:
    return "".join(token.word for token in tokens)


@lru_cache(maxsize=16_384)
def _alike(one: str, other: str, lexicon: Lexicon) -> bool:
    groups = {group for group, _ in lexicon.alike.get(one, ())}
    return any(
        group in groups for group, _ in lexicon.alike.get(other, ())
    ) or same_word(lexicon.spelt(one), lexicon.spelt(other), lexicon.endings)


def _put_for_another(place: _Span, known: Context) -> Iterator[str]:
    """Yield the words that stand for others where all the rest is equal."""
    words = [*place.old, *place.new]
    if any(token.is_number or token.word in known.names for token in words):
        return
    most = _PUT + (not words[0].word.isascii())  # "死亡" is read as three
    if 0 < len(place.old) <= most and 0 < len(place.new) <= most:
        yield f"{_say(place.old)} → {_say(place.new)}"


def _turns(span: _Span, lexicon: Lexicon) -> Iterator[str]:
    """Yield a little word that in the place of another turns the news: "to", "by"."""
    for token in span.old:
        for its in span.new:
            if _opposed(token.word, its.word, lexicon.turns):
                yield f"{token.said} → {its.said}"


def _ended(span: _Span, lexicon: Lexicon) -> Iterator[str]:
    """Yield a word by which one of the two says that all is over."""
    if (span.old and span.new) or span.is_count:
        return
    words = {token.word for token in span.old or span.new}
    if not words - lexicon.over - lexicon.light:
        yield from _on_one_side(*_sides([span]), lexicon.over)


def _one_sided(was: list[Token], now: list[Token]) -> str:
    return f"says “{_say(now)}”" if now else f"no longer says “{_say(was)}”"


def _among(tokens: Words, listed: frozenset[str]) -> list[Token]:
    return [token for word, token in tokens.items() if word in listed]


def _opposed(one: str, other: str, listed: Mapping[str, Sides]) -> bool:
    sides = dict(listed.get(one, ()))
    return any(sides.get(pair, side) != side for pair, side in listed.get(other, ()))


def opposite(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two words are opposites, by the list or by a prefix."""
    if _opposed(one, other, lexicon.sides):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _ROOT and any(long == p + short for p in lexicon.prefixes)
