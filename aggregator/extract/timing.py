"""Which of a page's columns of times is to be believed, and by how much one is off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

from aggregator.extract.voices import Voice

SHOWN = frozenset(
    {"rules", "visible", "segments"}
)  # readers of what is shown, not of data

_ENOUGH = 3  # posts
_STEP = timedelta(minutes=30)  # between zones, but for three that nobody edits in
_ROUNDING = timedelta(minutes=1)  # some columns have seconds, others have not
_FURTHEST = timedelta(hours=14)  # that a zone is from Greenwich

Said: TypeAlias = Mapping[str, Voice]  # of one post, by the reader's name


def offsets(posts: Sequence[Said], readers: Sequence[str]) -> dict[str, timedelta]:
    """Return how far the times of a reader are off, for those that are.

    Where two differ by whole or half hours and always the same, one is local time
    under a false `Z` (la Repubblica, Express). It is the one that states no offset
    where the other does; else what is shown, for data comes from a database.
    """
    off: dict[str, timedelta] = {}
    for name in readers:
        for other in readers:
            gap = _constant_gap(posts, name, other)
            if gap and _doubtful(posts, name) > _doubtful(posts, other):
                off[name] = gap
    return off


def _constant_gap(posts: Sequence[Said], name: str, other: str) -> timedelta | None:
    both = [
        mine - theirs
        for said in posts
        if name in said and other in said
        if (mine := said[name].time) and (theirs := said[other].time)
    ]
    steps = {round(gap / _STEP) for gap in both}
    near = all(abs(gap - round(gap / _STEP) * _STEP) < _ROUNDING for gap in both)
    if len(both) < _ENOUGH or len(steps) > 1 or not near:
        return None
    gap = steps.pop() * _STEP
    return gap if abs(gap) <= _FURTHEST else None


def _doubtful(posts: Sequence[Said], name: str) -> tuple[bool, bool]:
    """No offset stated anywhere is worse than being shown only."""
    written = [said[name].draft.published or "" for said in posts if name in said]
    return not any(_states_offset(each) for each in written), name in SHOWN


def _states_offset(written: str) -> bool:
    return written[-6:-5] in {"+", "-"} and written[-5:] != "00:00"


def believed(
    posts: Sequence[Said], readers: Sequence[str], off: Mapping[str, timedelta]
) -> list[str]:
    """Return the readers whose times are to be believed, the best first.

    What runs in the order of the page is when the posts were published; what does not
    is when they were drafted (The Independent, up to five hours earlier).
    """
    return sorted(
        readers, key=lambda name: (name in off, _disorder(_column(posts, name)))
    )


def _column(posts: Sequence[Said], name: str) -> list[datetime]:
    times = (said[name].time for said in posts if name in said)
    return [time for time in times if time]


def _disorder(column: Sequence[datetime]) -> float:
    """Return the share of steps that go against the others; 0 for a sorted column."""
    rises = sum(one < other for one, other in pairwise(column))
    falls = sum(one > other for one, other in pairwise(column))
    return min(rises, falls) / max(1, len(column) - 1)
