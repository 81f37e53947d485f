"""Lay two posts side by side: which sentence of one is which of the other."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aggregator.dedup.reading import weigh

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from aggregator.dedup.reading import Sentence

    # One sentence, the nearest of the other post, and the weight that they share.
    _Row: TypeAlias = tuple[Sentence, Sentence, float]

_ALIGNED = 0.6  # of the lighter sentence, from which two are of one matter
_CONTAINED = 0.8  # of an old sentence, from which a new one says it too
_FRESH = 0.3  # of a sentence, below which it is new
_VERBATIM = 0.85  # of a sentence, from which it is repeated
_WEIGHED = 100  # pairs of sentences; of longer posts,
_RAREST, _NEAREST = 4, 4  # by so many stems, so many for each sentence


class Alignment(NamedTuple):
    """The sentences of the new post beside their nearest in the old one."""

    pairs: tuple[tuple[Sentence, Sentence], ...]  # old, new; where words differ
    known: float  # share of the new post that is in the old one
    kept: float  # share of the old post that is in the new one
    fresh: float  # share of the new post in sentences that the old one has not
    repeated: float  # weight of the longest sentence that stands in both

    @property
    def mutual(self) -> float:
        """The share of either post that is in the other."""
        return min(self.known, self.kept)


def align(old: Sequence[Sentence], new: Sequence[Sentence]) -> Alignment:
    """Return the sentences of `new` beside those of `old`, and how much they share."""
    table = _table(old, new)
    rows = _rows(new, old, table)
    columns = _rows(old, new, list(zip(*table, strict=True)))
    shares = [(one.weight, shared) for one, _, shared in rows]
    mine = sum([whole for whole, _ in shares])
    theirs = sum([one.weight for one, _, _ in columns])
    return Alignment(
        pairs=tuple(dict.fromkeys(_pairs(rows, columns))),
        known=sum([shared for _, shared in shares]) / mine,
        kept=sum([shared for _, _, shared in columns]) / theirs,
        fresh=sum([whole for whole, shared in shares if shared < _FRESH * whole])
        / mine,
        repeated=max(
            [whole for whole, shared in shares if shared >= _VERBATIM * whole],
            default=0.0,
        ),
    )


def beside(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[int | None]:
    """Return for each new sentence the place of the old one of its matter, if any."""
    found: list[int | None] = []
    for sentence, row in zip(new, _table(old, new), strict=True):
        place = row.index(max(row))
        lighter = min(old[place].weight, sentence.weight)
        found.append(place if row[place] >= _ALIGNED * lighter else None)
    return found


def _pairs(
    rows: Sequence[_Row], columns: Sequence[_Row]
) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield the pairs of sentences that are of one matter and do not say the same.

    Each new sentence with its nearest; and where one new sentence says what two old
    ones did, the other of them too.
    """
    for new, old, shared in rows:
        lighter = min(old.weight, new.weight)
        if shared >= _ALIGNED * lighter and old.words != new.words:
            yield old, new
    for old, new, shared in columns:
        if shared >= _CONTAINED * old.weight and old.words != new.words:
            yield old, new


def _rows(
    some: Sequence[Sentence],
    others: Sequence[Sentence],
    table: Sequence[Sequence[float]],
) -> list[_Row]:
    most = map(max, table)
    return [
        (one, others[row.index(shared)], shared)
        for one, row, shared in zip(some, table, most, strict=True)
    ]


def _table(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[list[float]]:
    """Return the weight of what each new sentence shares with each old one.

    In long posts only with the four that share most of its four rarest stems.
    """
    if len(old) * len(new) <= _WEIGHED:
        bags = [one.bag for one in old]
        return [[weigh(bag & other.bag) for bag in bags] for other in new]
    places: dict[str, list[int]] = {}
    for place, sentence in enumerate(old):
        for stem in sentence.bag:
            places.setdefault(stem, []).append(place)
    return [_sparse(old, sentence, _few(sentence, places)) for sentence in new]


def _sparse(
    old: Sequence[Sentence], new: Sentence, few: Collection[int]
) -> list[float]:
    row = [0.0] * len(old)
    for place in few:
        row[place] = weigh(old[place].bag & new.bag)
    return row


def _few(sentence: Sentence, places: Mapping[str, list[int]]) -> list[int]:
    known = sorted((len(places[s]), s) for s in sentence.bag if s in places)
    rare = [places[stem][: 2 * _NEAREST] for _, stem in known[:_RAREST]]
    shared = Counter(chain.from_iterable(rare))
    return [place for place, _ in shared.most_common(_NEAREST)]
