"""Which of the times in a row of posts are their own, and what moments they are."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import clocks, zones
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from selectolax.lexbor import LexborNode

    from aggregator.extract.stamps import Stamp

_COVERED = 0.7  # of the posts have a time of the column, if it is that of posts
_SORTED = 0.25  # of the steps go astray, at most: a pinned post, a late one
_DAY = timedelta(days=1)
_LATE = timedelta(minutes=10)  # from a post to the page's own date

Column: TypeAlias = "Mapping[int, Stamp]"  # by the post's place in the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What placing a time takes to know of its page."""

    zone: str  # as `times.parse` reads it behind a time
    opened: datetime | None  # the oldest time that the page states; naive, local
    changed: datetime  # the newest; naive, local
    now: datetime  # naive, local
    fetched: datetime  # the same, aware


_parsed = functools.lru_cache(maxsize=4096)(times.parse)  # each is asked for thrice


def best(heads: Sequence[LexborNode], stamps: Iterable[Stamp]) -> Column:
    """Return the times inside the heads that are the most likely the posts' own.

    They are there for nearly all, differ, are not named after edits, run one way, and
    are rather for machines than for people; of several such, the first.
    """
    places = {head.mem_id: place for place, head in enumerate(heads)}
    found: dict[str, dict[int, Stamp]] = {}
    for stamp in stamps:
        place = _place(stamp.node, places)
        if place is not None:
            found.setdefault(stamp.column, {}).setdefault(place, stamp)
    return min(
        found.values(), key=lambda column: _faults(column, len(heads)), default={}
    )


def _place(node: LexborNode | None, places: dict[int, int]) -> int | None:
    """Return in which post a node is; what was walked through is noted in `places`."""
    walked = []
    while node is not None and node.mem_id not in places:
        walked.append(node.mem_id)
        node = node.parent
    place = places[node.mem_id] if node is not None else -1
    places.update(dict.fromkeys(walked, place))
    return place if place >= 0 else None


def _faults(column: Column, posts: int) -> tuple[bool, bool, bool, bool, int, int]:
    stamps = list(column.values())
    known = [when for each in stamps if (when := _parsed(each.written or ""))]
    kinds = (stamps[0].written, stamps[0].clock, stamps[0].ago)
    return (
        len(column) < _COVERED * posts,
        len(known) > 1 and len(set(known)) == 1,
        stamps[0].is_edit,
        disorder(known) > _SORTED,
        next(place for place, kind in enumerate(kinds) if kind),
        -len(column),
    )


def disorder(column: Sequence[datetime]) -> float:
    """Return the share of steps that go against the others; 0 for a sorted column."""
    rises = sum(one < other for one, other in pairwise(column))
    falls = sum(one > other for one, other in pairwise(column))
    return min(rises, falls) / max(1, len(column) - 1)


def moments(
    column: Sequence[Stamp], days: Sequence[date | None], setting: Setting
) -> list[datetime | None]:
    """Return the moments of posts; None where it is not known.

    Args:
        column: the stamps of the posts.
        days: of each post, as headings state it.
        setting: the page's.
    """
    placed = iter(_placed(column, days, setting))
    said = [next(placed) if each.clock else moment(each, setting) for each in column]
    if not _is_local(column, said, setting):
        return said
    return [when and zones.moment(when, setting.zone) for when in said]


def _is_local(
    column: Sequence[Stamp], said: Sequence[datetime | None], setting: Setting
) -> bool:
    """Tell whether `Z` is said of local times.

    It is if the page shows just these clocks, and its newest post would be of a time
    after its last edit, but for the zone.
    """
    both = [
        (when, shown)
        for each, when in zip(column, said, strict=True)
        if when and each.written
        if (shown := clocks.read(each.node.text(), anchor=when.date()))
    ]
    edited = zones.moment(setting.changed, setting.zone)
    if not both or edited is None or setting.opened is None:
        return False
    newest = max(when for when, _ in both)
    local = zones.moment(newest, setting.zone)
    same = all(f"{when:%H:%M}" == f"{shown.at:%H:%M}" for when, shown in both)
    return same and local is not None and newest > edited + _LATE >= local


def moment(stamp: Stamp, setting: Setting) -> datetime | None:
    """Return the moment that a stamp says by itself, without its neighbours."""
    clock = stamp.clock
    if clock:
        zone = stamp.zone or setting.zone
        day = clock.day
        return zones.moment(datetime.combine(day, clock.at), zone) if day else None
    if stamp.ago is not None:
        return setting.fetched - stamp.ago
    return _parsed(stamp.written or "", zone=setting.zone)


def _placed(
    column: Sequence[Stamp], days: Sequence[date | None], setting: Setting
) -> list[datetime | None]:
    """Place the clocks on their days: on those stated, else back from the last edit."""
    read = [
        (replace(stamp.clock, day=stamp.clock.day or day), stamp.zone or setting.zone)
        for stamp, day in zip(column, days, strict=True)
        if stamp.clock
    ]
    there = clocks.place([clock for clock, _ in read], setting.changed)
    if not any(clock.day for clock, _ in read):
        there = _between(there, setting)
    return [
        zones.moment(when, zone) for when, (_, zone) in zip(there, read, strict=True)
    ]


def _between(there: list[datetime], setting: Setting) -> list[datetime]:
    """Move clocks by whole days: none is of the future, the newest not of old."""
    newest = max(there, default=setting.changed)
    oldest = setting.opened or newest
    midnight = oldest.replace(hour=0, minute=0, second=0)
    days = max(0, math.ceil((midnight - newest) / _DAY))
    days -= max(0, math.ceil((newest + days * _DAY - setting.now) / _DAY))
    return [when + days * _DAY for when in there]
