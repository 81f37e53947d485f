"""Which of the times in a row of posts are their own, and what moments they are."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import clocks, zones
from aggregator.extract.drafts import states_zone
from aggregator.extract.stamps import shape
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from selectolax.lexbor import LexborNode

    from aggregator.extract.dateline import Dateline
    from aggregator.extract.stamps import Day, Stamp

_COVERED = 0.7  # of the posts have a time of the column, if it is that of posts
_SORTED = 0.25  # of the steps go astray, at most: a pinned post, a late one
_DAY = timedelta(days=1)
_LATE = timedelta(minutes=10)  # from a post to the page's own date
AT_ONCE = timedelta(minutes=20)  # a page is changed when its newest post comes

Column: TypeAlias = "Mapping[int, Stamp]"  # by the post's place in the row


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


def own_days(heads: Sequence[LexborNode], days: Sequence[Day]) -> Mapping[int, date]:
    """Return the days that posts say beside their clocks, in a text of its own."""
    places = {head.mem_id: place for place, head in enumerate(heads)}
    found: dict[str, dict[int, date]] = {}
    for each in days:
        place, parent = _place(each.node, places), each.node.parent
        if place is not None and parent is not None:
            found.setdefault(shape(parent), {}).setdefault(place, each.day)
    enough = (each for each in found.values() if len(each) >= _COVERED * len(heads))
    return next(enough, {})


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
    known = [when for each in stamps if (when := times.parse(each.written or ""))]
    first = stamps[0]
    kinds = (first.written, first.clock, first.ago is not None, True)
    return (
        len(column) < _COVERED * posts,
        len(known) > 1 and len(set(known)) == 1,
        first.is_edit,
        disorder(known) > _SORTED,
        next(place for place, kind in enumerate(kinds) if kind),
        -len(column),
    )


def disorder(column: Sequence[datetime]) -> float:
    """Return the share of steps that go against the others; 0 for a sorted column.

    The first post may be pinned there.
    """
    return min(astray(column), astray(column[1:]))


def astray(column: Sequence[datetime]) -> float:
    """Return the share of steps that go against the others, the first one too."""
    rises = sum(one < other for one, other in pairwise(column))
    falls = sum(one > other for one, other in pairwise(column))
    return min(rises, falls) / max(1, len(column) - 1)


def moments(
    column: Sequence[Stamp], days: Sequence[date | None], dateline: Dateline
) -> list[datetime | None]:
    """Return the moments of posts; None where it is not known.

    Args:
        column: the stamps of the posts.
        days: of each post, as it or a heading states it.
        dateline: the page's.
    """
    placed = iter(_placed(column, days, dateline))
    said = [next(placed) if each.clock else moment(each, dateline) for each in column]
    if not _is_local(column, said, dateline):
        return said
    return [when and _in_zone(when, dateline) for when in said]


def is_guess(stamp: Stamp, day: date | None, dateline: Dateline) -> bool:
    """Tell whether the day or the zone of a post's time had to be guessed.

    Args:
        stamp: the post's own.
        day: as the post or a heading states it.
        dateline: the page's.
    """
    if stamp.clock:
        known = stamp.clock.day or day or dateline.is_dated
        return not known or not (stamp.zone or dateline.told)
    whole = stamp.written is None or states_zone(stamp.written)
    return not (whole or dateline.told)


def _in_zone(when: datetime, dateline: Dateline) -> datetime | None:
    """Return when clocks of the page's zone show what this one shows in Greenwich."""
    return zones.moment(when.replace(tzinfo=None), dateline.zone)


def _is_local(
    column: Sequence[Stamp], said: Sequence[datetime | None], dateline: Dateline
) -> bool:
    """Tell whether `Z` is said of local times.

    It is if the newest post would else be of the future. It is as well if the page
    shows just these clocks, and its newest post would be of a time after its last
    edit, but for the zone; or if just that makes post and edit one.
    """
    both = [(each, when) for each, when in zip(column, said, strict=True) if when]
    if not both or not all(each.written for each, _ in both):
        return False
    newest, changed = max(when for _, when in both), dateline.changed
    ahead = newest > dateline.fetched + _LATE
    if not ahead and (not dateline.stated or abs(changed - newest) <= AT_ONCE):
        return False
    local = _in_zone(newest, dateline)
    if local is None or ahead:
        return local is not None and local <= dateline.fetched + _LATE
    if newest > changed:
        fits = changed + _LATE >= local
    else:
        fits = abs(changed - local) <= AT_ONCE
    return fits and _shows(both)


def _shows(both: Sequence[tuple[Stamp, datetime]]) -> bool:
    """Tell whether all clocks that are shown beside times are those of the times."""
    shown = [
        (clock.at, when.time().replace(second=0))
        for each, when in both
        if (clock := clocks.read(each.node.text(), anchor=when.date()))
    ]
    return bool(shown) and all(one == other for one, other in shown)


def moment(stamp: Stamp, dateline: Dateline) -> datetime | None:
    """Return the moment that a stamp says by itself, without its neighbours."""
    clock, written = stamp.clock, stamp.written
    if clock and clock.day:
        shown = datetime.combine(clock.day, clock.at)
        return zones.moment(shown, stamp.zone or dateline.zone)
    if stamp.ago is not None:
        return dateline.fetched - stamp.ago
    if written is None:
        return None
    return times.parse(written, zone=None if states_zone(written) else dateline.zone)


def _placed(
    column: Sequence[Stamp], days: Sequence[date | None], dateline: Dateline
) -> list[datetime | None]:
    """Place the clocks on their days: on those stated, else back from the last edit."""
    read = [
        (replace(stamp.clock, day=stamp.clock.day or day), stamp.zone or dateline.zone)
        for stamp, day in zip(column, days, strict=True)
        if stamp.clock
    ]
    if not read:
        return []
    ((zone, _),) = Counter(zone for _, zone in read).most_common(1)
    there = clocks.place(
        [clock for clock, _ in read], zones.local(dateline.changed, zone)
    )
    if not any(clock.day for clock, _ in read):
        there = _between(there, dateline, zone)
    return _moments(there, [zone for _, zone in read], dateline)


def _between(there: list[datetime], dateline: Dateline, zone: str) -> list[datetime]:
    """Move clocks by whole days: none is of the future, the newest not of old."""
    newest = max(there)
    oldest = zones.local(dateline.opened, zone) if dateline.opened else newest
    midnight = oldest.replace(hour=0, minute=0, second=0)
    days = max(0, math.ceil((midnight - newest) / _DAY))
    first = zones.moment(newest + days * _DAY, zone)  # autumn has an hour twice
    ahead = first - dateline.fetched if first else timedelta()
    days -= max(0, math.ceil(ahead / _DAY))
    return [when + days * _DAY for when in there]


def _moments(
    there: Sequence[datetime], in_zones: Sequence[str], dateline: Dateline
) -> list[datetime | None]:
    """Return the moments of local times, in the hour that autumn has twice by order."""
    falling = there[0] >= there[-1]
    found: list[datetime | None] = []
    later = dateline.fetched
    for when, zone in list(zip(there, in_zones, strict=True))[:: 1 if falling else -1]:
        first, again = zones.moment(when, zone), zones.moment(when, zone, fold=1)
        here = again if first and again and first < again <= later else first
        found.append(here)
        later = here or later
    return found if falling else found[::-1]


def is_stale(column: Sequence[Stamp], dateline: Dateline) -> bool:
    """Tell whether times before the fetch are of a page that was saved long ago."""
    ages = [each.ago for each in column if each.ago is not None]
    if not ages or not dateline.stated:
        return False
    return dateline.fetched - min(ages) > dateline.changed + _DAY
