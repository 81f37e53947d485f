"""The lists of alike objects in a JSON value: one of them may be the posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import lenient

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.extract.islands import Island

Way: TypeAlias = tuple[str, ...]
_Waiting: TypeAlias = list[tuple[Way, object]]

_MOST = 300_000  # values; the largest page of the corpus has 20,000
_MOST_IN_ONE = 3_000  # objects; no live blog of the corpus has 500
_DEEPEST = 100  # names, of one way; Next.js' own are 30
_NESTED = 500  # characters of a string that may be JSON again
_ENOUGH = 3  # objects by name, to be a list by other means
_LIST = "[]"  # the name of a list that stands in a list
_KINDS = ("__typename", "_type", "type")


@dataclass(frozen=True, slots=True)
class Group:
    """Objects that stand in the same place: in one list, or in lists side by side."""

    way: Way  # names that lead to them; positions in lists are left out
    members: tuple[lenient.Object, ...]
    island: Island


def groups(island: Island, most: int = _MOST) -> list[Group]:
    """Return the lists of objects, outer before inner, in the order written.

    Posts that stand under their ids, as in Apollo's or Redux' stores, are a list too.

    Args:
        island: where to look; references are followed from lists, not searched.
        most: how many values are looked at, at most.
    """
    found: dict[Way, list[lenient.Object]] = {}
    waiting: _Waiting = [((), island.data)]
    while waiting and most > 0:
        way, value = waiting.pop()
        here = lenient.loads(value) if isinstance(value, str) else value
        inner = _inner(way, here)
        most -= len(inner) + 1
        waiting += inner[::-1]
        for place, alike in _members(way, here, inner, island):
            found.setdefault(place, []).extend(alike)
    return [
        Group(place, tuple(alike[:_MOST_IN_ONE]), island)
        for way, members in found.items()
        for place, alike in _sorted_out(way, members)
    ]


def _sorted_out(
    way: Way, members: list[lenient.Object]
) -> Iterator[tuple[Way, list[lenient.Object]]]:
    """Yield a list as it is, and its objects of each kind, if there are several."""
    yield way, members
    if len(members) == 1:
        return
    kinds = _by_kind(members)
    if len(kinds) > 1:
        yield from (((*way, kind), alike) for kind, alike in kinds.items())


def _by_kind(
    members: Iterable[lenient.Object],
) -> dict[str, list[lenient.Object]]:
    kinds: dict[str, list[lenient.Object]] = {}
    for each in members:
        kinds.setdefault(lenient.first(each, *_KINDS) or "", []).append(each)
    return {f"*{kind}": alike for kind, alike in kinds.items()}


def _inner(way: Way, here: object) -> _Waiting:
    """Return what is worth a look in a list or object, with the way to it.

    Lists and objects, and strings that may be JSON again; of the many values that are
    neither, each is asked about on the spot.
    """
    if len(way) > _DEEPEST:
        return []
    if isinstance(here, dict):
        return [
            ((*way, name), each)
            for name, each in here.items()
            if type(each) in lenient.HOLDERS
            or (isinstance(each, str) and len(each) >= _NESTED and each[0] in "{[")
        ]
    if isinstance(here, list):
        beneath = (*way, _LIST)
        return [
            (beneath if isinstance(each, list) else way, each)
            for each in here
            if type(each) in lenient.HOLDERS
            or (isinstance(each, str) and len(each) >= _NESTED and each[0] in "{[")
        ]
    return []


def _members(
    way: Way, here: object, inner: _Waiting, island: Island
) -> Iterable[tuple[Way, list[lenient.Object]]]:
    """Return the objects of a list, or those that an object keeps by their names."""
    if isinstance(here, list):
        meant = map(island.follow, here)
        alike: list[lenient.Object] = [e for e in meant if isinstance(e, dict)]
        return [(way, alike)] if alike else []
    if len(inner) < _ENOUGH:
        return []
    kept: list[lenient.Object] = [e for _, e in inner if isinstance(e, dict)]
    if len(kept) < _ENOUGH:
        return []
    return [((*way, kind), alike) for kind, alike in _by_kind(kept).items()]
