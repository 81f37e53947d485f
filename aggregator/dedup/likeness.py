"""How alike two posts are, and what one says that the other does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from aggregator.dedup.guards import (
    Context,
    context,
    differences,
)
from aggregator.dedup.names import near_name
from aggregator.dedup.numbers import agree
from aggregator.dedup.reading import read, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from aggregator.dedup.reading import Reading, Sentence
    from aggregator.model import Post

Relation: TypeAlias = Literal["echo", "update", "related", "distinct"]

# Shares are of weight, measured on labelled pairs and a labelled stream of posts; an
# echo wrongly found costs more than one missed.
_TRIVIAL = 3.0  # weight: three long words, below which nothing can be told
_SHORT = 8.0  # weight: a line or two, which say little without their headline
_RELATED = 0.30  # of the lighter post, below which two posts are distinct
_ALIGNED = 0.5  # of the lighter sentence, from which two are of one matter
_FRESH = 0.3  # of a sentence, below which it is new
_MOST_FRESH = 0.30  # of a post may be new sentences
_KNOWN = 0.72  # of the new post is in the old one: nearly the same words
_MUTUAL = 0.60  # of either post is in the other: the same
_RETOLD = 0.36  # of either post is in the other: the same in other words,
_EVIDENCE = 4.0  # if that weighs enough, and all facts agree
_RESEMBLES = 0.60  # of the lighter post, from which what is no echo is an update;
_CONTRADICTS = 0.50  # from here, if it says something else;
_REASONS = 8  # are enough
_WEIGHED = 100  # pairs of sentences; of longer posts,
_RAREST, _NEAREST = 4, 4  # by so many stems, so many for each sentence
_MANY = 16, 128  # names or numbers: of more, two posts do not have the same
_VERBATIM, _REPEATED = 0.85, 6.0  # or if one sentence of this weight stands in both


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a post is to an earlier one, how alike they are (0..1), and why no echo."""

    relation: Relation
    likeness: float
    reasons: tuple[str, ...] = ()


class _Alignment(NamedTuple):
    """The sentences of the new post beside their nearest in the old one."""

    pairs: tuple[tuple[Sentence, Sentence], ...]
    known: float  # share of the new post that is in the old one
    kept: float  # share of the old post that is in the new one
    fresh: float  # share of the new post in sentences that the old one has not
    on_topic: bool  # the new post has the first sentence of the old one
    repeated: float  # weight of the longest sentence that stands in both

    @property
    def mutual(self) -> float:
        return min(self.known, self.kept)


_DISTINCT = Comparison(relation="distinct", likeness=0.0)


def compare(a: Post, b: Post) -> Comparison:
    """Return what `b` is to `a`, which came first; whose they are does not matter."""
    return compare_readings(
        read(a.title, a.text, a.language), read(b.title, b.text, b.language)
    )


def compare_readings(old: Reading, new: Reading) -> Comparison:
    """Return what `new` is to `old`: an echo only if nothing speaks against it.

    Alignment, guards and tiers, as docs/decisions/0003-echoes.md tells them.
    """
    lighter = min(old.weight, new.weight)
    if lighter < _TRIVIAL:
        return _DISTINCT
    shared = weigh(old.bag & new.bag)
    overlap = shared / lighter
    if overlap < _RELATED:
        return Comparison(relation="distinct", likeness=overlap)
    aligned = _align(*_matter(old, new))
    reasons = _reasons(aligned, context(old, new))
    likeness = max(aligned.known, aligned.mutual)
    same = _nearly_same(aligned, old, new) or _retold(aligned, shared, old, new)
    if same and not reasons:
        return Comparison(relation="echo", likeness=likeness)
    if _goes_beyond(aligned, overlap, reasons):
        return Comparison(relation="update", likeness=likeness, reasons=reasons)
    return Comparison(relation="related", likeness=likeness, reasons=reasons)


def _goes_beyond(aligned: _Alignment, overlap: float, reasons: tuple[str, ...]) -> bool:
    """Tell whether a post that is no echo is of the same story, and later."""
    least = _CONTRADICTS if reasons else _RESEMBLES
    return overlap >= least or aligned.repeated >= _REPEATED


def _nearly_same(aligned: _Alignment, old: Reading, new: Reading) -> bool:
    if aligned.known >= _KNOWN and aligned.fresh < _MOST_FRESH and aligned.on_topic:
        return True
    return aligned.mutual >= _MUTUAL and _same_numbers(old, new)


def _retold(aligned: _Alignment, shared: float, old: Reading, new: Reading) -> bool:
    """Tell whether the posts are one in other words: then all facts must agree."""
    return (
        aligned.mutual >= _RETOLD
        and aligned.fresh < _MOST_FRESH
        and shared >= _EVIDENCE
        and _same_numbers(old, new)
        and _same_denials(old, new)
        and _same_names(old, new)
    )


def _same_numbers(old: Reading, new: Reading) -> bool:
    """Tell whether at most one of two posts has a number that the other lacks."""
    return not (
        _strange(new.numbers, old.numbers, agree)
        and _strange(old.numbers, new.numbers, agree)
    )


def _same_denials(old: Reading, new: Reading) -> bool:
    """Tell whether the newer post denies only if the older one does."""
    denies = new.words & new.lexicon.denials
    return not denies or bool(old.words & old.lexicon.denials)


def _same_names(old: Reading, new: Reading) -> bool:
    """Tell whether at most one name of one of two posts is unknown to the other."""
    mine = _strange(new.names, old.names | old.openers, near_name)
    theirs = _strange(old.names, new.names | new.openers, near_name)
    return min(mine, theirs) <= 1


def _strange(
    some: frozenset[str], others: frozenset[str], same: Callable[[str, str], bool]
) -> int:
    strange = some - others
    if len(strange) > _MANY[0] or len(others) > _MANY[1]:
        return len(strange)
    return sum(not any(same(one, other) for other in others) for one in strange)


def _matter(
    old: Reading, new: Reading
) -> tuple[Sequence[Sentence], Sequence[Sentence]]:
    """Return the sentences to compare; beside a short text, titles count too."""
    short = min(old.weight, new.weight) < _SHORT
    if short and old.title.tokens and new.title.tokens:
        return (*old.sentences, old.title), (*new.sentences, new.title)
    return old.sentences, new.sentences


def _align(old: Sequence[Sentence], new: Sequence[Sentence]) -> _Alignment:
    near = _neighbours(old, new)
    table = [
        [weigh(one.bag & other.bag) if n in few else 0.0 for n, one in enumerate(old)]
        for other, few in zip(new, near, strict=True)
    ]
    nearest = [max(range(len(old)), key=row.__getitem__) for row in table]
    rows = [
        (sentence, old[place], row[place])
        for sentence, place, row in zip(new, nearest, table, strict=True)
    ]
    kept = [max(column) for column in zip(*table, strict=True)]
    mine, theirs = (sum(each.weight for each in side) for side in (new, old))
    return _Alignment(
        pairs=tuple(
            (one, other)
            for other, one, share in rows
            if share >= _ALIGNED * min(one.weight, other.weight)
        ),
        known=sum(share for _, _, share in rows) / mine,
        kept=sum(kept) / theirs,
        fresh=sum(s.weight for s, _, share in rows if share < _FRESH * s.weight) / mine,
        on_topic=len(old) == 1 or kept[0] >= _ALIGNED * old[0].weight,
        repeated=max(
            (s.weight for s, _, share in rows if share >= _VERBATIM * s.weight),
            default=0.0,
        ),
    )


def _neighbours(
    old: Sequence[Sentence], new: Sequence[Sentence]
) -> list[Collection[int]]:
    """Return the places of the old sentences that each new one is weighed against.

    In long posts the four that share most of its four rarest stems.
    """
    if len(old) * len(new) <= _WEIGHED:
        return [range(len(old))] * len(new)
    places: dict[str, list[int]] = {}
    for place, sentence in enumerate(old):
        for stem in sentence.bag:
            places.setdefault(stem, []).append(place)
    return [_nearest(sentence, places) for sentence in new]


def _nearest(sentence: Sentence, places: Mapping[str, list[int]]) -> list[int]:
    known = sorted((len(places[s]), s) for s in sentence.bag if s in places)
    rare = [places[stem][: 2 * _NEAREST] for _, stem in known[:_RAREST]]
    shared = Counter(chain.from_iterable(rare))
    return [place for place, _ in shared.most_common(_NEAREST)]


def _reasons(aligned: _Alignment, known: Context) -> tuple[str, ...]:
    found = dict.fromkeys(islice(_said_differently(aligned, known), _REASONS))
    return tuple(found)


def _said_differently(aligned: _Alignment, known: Context) -> Iterator[str]:
    for one, other in aligned.pairs:
        if one.tokens != other.tokens:
            yield from differences(one, other, known)
