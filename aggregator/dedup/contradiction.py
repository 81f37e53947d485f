"""Whether an edit says something else of a fact: a number, a name, a polarity."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

from aggregator.dedup.guards import differences
from aggregator.dedup.reading import Sentence, read, weigh
from aggregator.dedup.spans import Context, context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.dedup.reading import Reading
    from aggregator.dedup.tokens import Token
    from aggregator.model import Post

_SAME_MATTER = 0.55  # of the lighter sentence, from which one is the other, edited
_CLAUSE = 4  # words on one side only: something more is said, or less


class _Span(NamedTuple):
    """What stands on either side between two passages that are equal."""

    old: list[Token]
    new: list[Token]

    @property
    def is_one_sided(self) -> bool:
        return not self.old or not self.new


def contradicts(before: Post, after: Post) -> bool:
    """Tell whether a number, a name or a polarity of `before` is another in `after`.

    The guards of the echoes, asked of the words alone that an edit has changed. That
    one word stands for another is no contradiction: an editor may find a better one.
    """
    old, new = (read(each.title, each.text, each.language) for each in (before, after))
    known = _known(old, new)
    return any(_contradict(*pair, known) for pair in _edited(old, new))


def _known(old: Reading, new: Reading) -> Context:
    """Return what the guards know; what stands elsewhere excuses nothing here."""
    told = context(old, new)
    common = {*told.lexicon.alike, *told.lexicon.light} | _nouns(old, new)
    nouns = common - told.lexicon.exact
    return told._replace(
        names=told.names - nouns,
        certain=told.certain - nouns,
        elsewhere=(frozenset(), frozenset()),
    )


def _nouns(*readings: Reading) -> set[str]:
    """Return the words that follow an article, where nouns have a capital (German)."""
    return {
        token.word
        for reading in readings
        for sentence in (reading.title, *reading.sentences)
        for first, token in pairwise(sentence.tokens)
        if first.word in reading.lexicon.articles
        or (first.is_number and reading.lexicon.articles)
    }


def _edited(old: Reading, new: Reading) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield the sentences that were changed, each beside what became of it."""
    if old.title.tokens and new.title.tokens:
        yield old.title, new.title
    there = {each.words for each in old.sentences}
    here = {each.words for each in new.sentences}
    gone = [each for each in old.sentences if each.words not in here]
    come = [each for each in new.sentences if each.words not in there]
    for one in gone if come else ():
        other = max(come, key=lambda each: weigh(one.bag & each.bag))
        least = _SAME_MATTER * min(one.weight, other.weight)
        is_all = len(gone) == len(come) == 1 and len(one.tokens) < _CLAUSE
        if is_all or weigh(one.bag & other.bag) >= least:
            yield one, other


def _contradict(one: Sentence, other: Sentence, known: Context) -> bool:
    spans = list(_spans(one, other, known))
    only = len(spans) == 1 and len(spans[0].old) == len(spans[0].new) == 1
    told = known if only else known._replace(names=_inside(known))
    if any(_differ(span, told) for span in _net(spans, one, other)):
        return True
    return _is_turned_about(one, other, told)


def _inside(known: Context) -> frozenset[str]:
    """Return the names that have a capital amid a sentence.

    A first word, or one of a headline that has a capital everywhere, is taken for a
    name only if it alone was changed.
    """
    return known.names & (
        known.old.cases.names | known.new.cases.names | known.lexicon.exact
    )


def _spans(one: Sentence, other: Sentence, known: Context) -> Iterator[_Span]:
    keys = [
        [t.word if t.word in known.names else t.stem for t in each.tokens]
        for each in (one, other)
    ]
    span = _Span([], [])
    for code in Indel.opcodes(*keys):
        if code.tag != "equal":
            span.old.extend(one.tokens[code.src_start : code.src_end])
            span.new.extend(other.tokens[code.dest_start : code.dest_end])
        elif span.old or span.new:
            yield span
            span = _Span([], [])
    if span.old or span.new:
        yield span


def _net(spans: Iterable[_Span], one: Sentence, other: Sentence) -> Iterator[_Span]:
    """Yield the spans without what only stands elsewhere in the other sentence."""
    was, now = Counter(one.words), Counter(other.words)
    gone, come = was - now, now - was
    for span in spans:
        if not span.is_one_sided or len(span.old) + len(span.new) < _CLAUSE:
            old = [token for token in span.old if token.word in gone]
            new = [token for token in span.new if token.word in come]
            yield _Span(old, new)


def _differ(span: _Span, known: Context) -> bool:
    one, other = (_sentence(side) for side in span)
    return any(True for _ in differences(one, other, known))


def _sentence(tokens: list[Token]) -> Sentence:
    return Sentence(tuple(tokens))


def _is_turned_about(one: Sentence, other: Sentence, known: Context) -> bool:
    """Tell whether the same words put names or numbers in each other's place."""
    told = [
        [t.word for t in each.tokens if t.is_number or t.word in known.names]
        for each in (one, other)
    ]
    return sorted(one.words) == sorted(other.words) and told[0] != told[1]
