"""Where two aligned sentences differ: what stands between their equal words."""

from __future__ import annotations

from functools import cache, lru_cache
from operator import attrgetter, eq
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rapidfuzz.distance import Indel

from aggregator.dedup.lexicon import places as known_places
from aggregator.dedup.names import same_name, same_word

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from rapidfuzz.distance import Opcode

    from aggregator.dedup.lexicon import Lexicon
    from aggregator.dedup.reading import Reading, Sentence
    from aggregator.dedup.tokens import Token

Words: TypeAlias = "dict[str, Token]"
Same: TypeAlias = "Callable[[str, str], bool]"

_STRICT = 0.7  # from this share of equal words on, every difference is meant
_CLAUSE = 4  # words, to be something said and not a way to say it
_TITLED = 4  # words with a capital for one without, in a headline
_COMPARED = 64  # pairs of words of two passages; of more, only equal ones are one


_IS_CAPITAL = attrgetter("is_capital")


class Context(NamedTuple):
    """What the guards know of the two whole posts."""

    old: Reading
    new: Reading
    names: frozenset[str]
    certain: frozenset[str]  # those that are names where all words have capitals
    elsewhere: tuple[frozenset[str], frozenset[str]]  # words of the old post, the new
    is_retold: bool = False  # the whole post is told in other words

    @property
    def lexicon(self) -> Lexicon:
        """The words of the newer post's language."""
        return self.new.lexicon


class Span(NamedTuple):
    """What stands on either side between two passages that are equal."""

    old: list[Token]
    new: list[Token]
    is_open: bool = False  # at the end, where one of the two was cut off
    is_count: bool = False  # before a number


class Pair(NamedTuple):
    """Two aligned sentences, and where they differ."""

    one: Sentence
    other: Sentence
    known: Context
    spans: list[Span]
    closed: list[Span]  # without what may have been cut off
    is_strict: bool  # so alike that every difference is meant
    turned: list[Span]  # words of which only the stems are equal


def context(old: Reading, new: Reading) -> Context:
    """Return the two posts with the names that either shows to be one.

    A capital at the start of a sentence, or in a headline, makes a name only if the
    word never stands without.
    """
    one, other = old.cases, new.cases
    openers = (one.openers | other.openers) - one.plain - other.plain
    certain = one.names.union(other.names, new.lexicon.exact, openers & _place_names())
    return Context(old, new, certain | openers, certain, (old.words, new.words))


def pair(one: Sentence, other: Sentence, known: Context) -> Pair:
    """Return two sentences with the spans in which they differ."""
    names = known.names
    was, now = (
        [t.word if t.word in names else t.stem for t in each.tokens]
        for each in (one, other)
    )
    codes = list(Indel.opcodes(was, now))
    equal = sum([c.src_end - c.src_start for c in codes if c.tag == "equal"])
    if _is_shouted(one) and _is_shouted(other):
        known = known._replace(names=known.certain)
    found = [span for span in _spans(codes, one, other) if not _moved(span, known)]
    return Pair(
        one=one,
        other=other,
        known=known,
        spans=found,
        closed=[span for span in found if not span.is_open],
        is_strict=2 * equal >= _STRICT * (len(was) + len(now)),
        turned=list(_turned(codes, one, other)),
    )


def sides(spans: Iterable[Span]) -> tuple[Words, Words]:
    """Return the words that only one of two sentences has, and that only the other."""
    old = {token.word: token for span in spans for token in span.old}
    new = {token.word: token for span in spans for token in span.new}
    return old, new


def places(found: Pair) -> list[Span]:
    """Return where telling words stand for others, or have none beside them.

    What stands elsewhere in the other sentence has only moved. Words of which only
    the stems are equal may be two: governor, government.
    """
    spans = found.closed
    if len(spans) > 1:
        spans = [
            Span(_absent(span.old, found.other), _absent(span.new, found.one))
            for span in spans
        ]
    telling = [_telling(span, found.known) for span in (*spans, *found.turned)]
    return [place for place in telling if place.old or place.new]


def unmatched(
    tokens: Collection[Token], others: Collection[Token], same: Same
) -> list[Token]:
    """Return those of the tokens that have not the same among the others."""
    if len(tokens) * len(others) > _COMPARED:
        same = eq
    return [t for t in tokens if not any(same(t.word, o.word) for o in others)]


def synonyms(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether a list has two words for one."""
    groups = {group for group, _ in lexicon.alike.get(one, ())}
    return any(group in groups for group, _ in lexicon.alike.get(other, ()))


def say(tokens: Iterable[Token]) -> str:
    """Return the words as the outlet put them."""
    return " ".join(token.said for token in tokens)


@cache
def _place_names() -> frozenset[str]:
    return frozenset(known_places().values())


def _is_shouted(sentence: Sentence) -> bool:
    """Tell whether most words have a capital, so that none of them tells."""
    capital: int = sum(map(_IS_CAPITAL, sentence.tokens))
    if capital < _CLAUSE:
        return False
    plain = sum([token.said.islower() for token in sentence.tokens if token.stem[3:]])
    return capital >= _TITLED * plain


def _spans(codes: Iterable[Opcode], one: Sentence, other: Sentence) -> Iterator[Span]:
    span = Span([], [])
    for code in codes:
        if code.tag != "equal":
            span.old.extend(one.tokens[code.src_start : code.src_end])
            span.new.extend(other.tokens[code.dest_start : code.dest_end])
        elif span.old or span.new:
            yield span._replace(is_count=one.tokens[code.src_start].is_number)
            span = Span([], [])
    if span.old or span.new:
        is_open = (one.is_cut and _is_begun(span.old, span.new)) or (
            other.is_cut and _is_begun(span.new, span.old)
        )
        yield span._replace(is_open=is_open)


def _is_begun(cut: list[Token], whole: list[Token]) -> bool:
    """Tell whether one side may be the other, cut off within a word or before it."""
    return not cut or (
        len(cut) == 1 and bool(whole) and whole[0].said.startswith(cut[0].said)
    )


def _moved(span: Span, known: Context) -> bool:
    """Tell whether a clause only stands elsewhere: sentences are cut differently."""
    said, there = (span.old, known.new) if span.old else (span.new, known.old)
    if (span.old and span.new) or len(said) < _CLAUSE:
        return False
    return all(token.stem in there.bag for token in said)


def _turned(codes: Iterable[Opcode], one: Sentence, other: Sentence) -> Iterator[Span]:
    for code in codes:
        if code.tag == "equal":
            was = one.tokens[code.src_start : code.src_end]
            now = other.tokens[code.dest_start : code.dest_end]
            for first, second in zip(was, now, strict=True):
                if first is not second and first.word != second.word:
                    yield Span([first], [second])


def _absent(tokens: Iterable[Token], there: Sentence) -> list[Token]:
    return [token for token in tokens if token.stem not in there.bag]


def _telling(span: Span, known: Context) -> Span:
    """Return the words that tell, less those that have a form or synonym there."""
    old, new = (
        [token for token in side if token.word not in known.lexicon.light]
        for side in (span.old, span.new)
    )
    if _joined(old) == _joined(new):  # air strike, airstrike
        return Span([], [])

    def alike(word: str, its: str) -> bool:
        if word in known.names:
            return same_name(word, its) or synonyms(word, its, known.lexicon)
        return _alike(word, its, known.lexicon)

    return Span(unmatched(old, new, alike), unmatched(new, old, alike))


def _joined(tokens: Iterable[Token]) -> str:
    return "".join(token.word for token in tokens)


@lru_cache(maxsize=16_384)
def _alike(one: str, other: str, lexicon: Lexicon) -> bool:
    return synonyms(one, other, lexicon) or same_word(
        lexicon.spelt(one), lexicon.spelt(other), lexicon.endings
    )
