"""How good verdicts are, as numbers: pairs by set and kind, streams by cluster.

Of pairs, what counts is whether the second post is told to be an echo. Of a stream,
posts of one lead are one cluster: precision and recall are those of the pairs within
clusters; B-cubed weighs each post alike (Bagga and Baldwin 1998).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aggregator.cli.labels import Item, Name, Pair

UPDATES = frozenset(
    f"neg-{each}"
    for each in ("number", "deny", "entity", "antonym", "swap", "followup")
)
"""Kinds of posts of a stream that say something else than the post they refer to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How much of what was found is true, and how much of what is true was found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Echoes:
    """How many pairs of one kind there were, and how many were told to be echoes."""

    n: int = 0
    found: int = 0

    @property
    def share(self) -> float:
        """The echoes among them, 0..1."""
        return self.found / self.n


@dataclass(slots=True)
class SetOfPairs:
    """The verdicts on one set of pairs."""

    kinds: dict[str, Echoes] = field(default_factory=lambda: defaultdict(Echoes))
    hits: int = 0
    true: int = 0

    def add(self, pair: Pair, *, echo: bool) -> None:
        """Count the verdict on a labelled pair."""
        kind = self.kinds[pair.kind]
        kind.n += 1
        kind.found += echo
        self.hits += echo and bool(pair.echo)
        self.true += bool(pair.echo)

    @property
    def n(self) -> int:
        """How many pairs there are."""
        return sum(each.n for each in self.kinds.values())

    @property
    def rates(self) -> Rates:
        """How good the verdicts are on the echoes among them."""
        found = sum(each.found for each in self.kinds.values())
        return _rates(self.hits, found, self.true)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one post of a stream."""

    lead: Name  # its own id, where it leads
    follows: Name | None = None  # the lead that it updates


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigures:
    """How good the clusters of a stream are."""

    n: int
    pairs: Rates
    b_cubed: Rates
    updates: int
    merged: float  # share of the updates that are one entry with what they update
    tied: float  # share of the updates that follow what they update


def stream_figures(
    items: Mapping[Name, Item], told: Mapping[Name, Told]
) -> StreamFigures:
    """Return the figures of a stream of which each post was judged.

    Args:
        items: its posts.
        told: what became of each.
    """
    lead = {name: told[name].lead for name in items}
    cells = Counter((lead[name], item.cluster) for name, item in items.items())
    groups = Counter(lead.values())
    clusters = Counter(item.cluster for item in items.values())
    updates = [
        (told[name], lead[item.ref])
        for name, item in items.items()
        if item.kind in UPDATES and item.ref is not None and item.ref in items
    ]
    return StreamFigures(
        n=len(items),
        pairs=_rates(*(_couples(each.values()) for each in (cells, groups, clusters))),
        b_cubed=Rates(
            precision=sum(n * n / groups[group] for (group, _), n in cells.items())
            / (len(items) or 1),
            recall=sum(n * n / clusters[cluster] for (_, cluster), n in cells.items())
            / (len(items) or 1),
        ),
        updates=len(updates),
        merged=_share(each.lead == other for each, other in updates),
        tied=_share(
            each.follows is not None and lead.get(each.follows) == other
            for each, other in updates
        ),
    )


def _rates(hits: int, found: int, true: int) -> Rates:
    return Rates(
        precision=hits / found if found else 0.0, recall=hits / true if true else 0.0
    )


def _couples(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def _share(those: Iterable[bool]) -> float:
    every = list(those)
    return sum(every) / max(1, len(every))
