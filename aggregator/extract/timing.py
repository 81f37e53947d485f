"""Which of a page's columns of times is to be believed, and by how much one is off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from aggregator.extract.voices import Voice

SHOWN = frozenset(
    {"rules", "visible", "segments"}
)  # readers of what is shown, not of data

_ENOUGH = 3  # posts
_STEP = timedelta(minutes=30)  # between zones, but for three that nobody edits in
_ROUNDING = timedelta(minutes=1)  # some columns have seconds, others have not
_NEARLY_ALL = 0.9  # one post may show when it was edited
_FURTHEST = timedelta(hours=14)  # that a zone is from Greenwich

Said: TypeAlias = Mapping[str, Voice]  # of one post, by the reader's name


def offsets(posts: Sequence[Said], readers: Sequence[str]) -> dict[str, timedelta]:
    """Return how far the times of a reader are off, for those that are.

    Where two differ by whole or half hours and always the same, one is local time
    under a false `Z` (la Repubblica, Express). It is the one whose zone was guessed, or
    that states no offset where the other does; else what is shown, for data comes from
    a database.
    """
    off: dict[str, timedelta] = {}
    doubt = {name: _doubt(posts, name) for name in readers}
    for name in readers:
        for other in readers:
            gap = _constant_gap(posts, name, other)
            if gap and doubt[other] < doubt[name] and not doubt[other].is_guess:
                off[name] = gap
    return off


def _constant_gap(posts: Sequence[Said], name: str, other: str) -> timedelta | None:
    both = [
        mine - theirs
        for said in posts
        if name in said and other in said
        if (mine := said[name].time) and (theirs := said[other].time)
    ]
    steps = Counter(round(gap / _STEP) for gap in both)
    ((step, count),) = steps.most_common(1) or [(0, 0)]
    gap = step * _STEP
    near = sum(abs(each - gap) < _ROUNDING for each in both)
    constant = len(both) >= _ENOUGH and min(count, near) >= _NEARLY_ALL * len(both)
    return gap if constant and abs(gap) <= _FURTHEST else None


class _Doubt(NamedTuple):
    """Why a column may be off, the weightiest first."""

    is_guess: bool
    states_no_offset: bool
    is_shown_only: bool
    is_read_blindly: bool  # by a selector: `segments` weighs what stands beside it


def _doubt(posts: Sequence[Said], name: str) -> _Doubt:
    voices = [said[name] for said in posts if name in said]
    offset = any(states_offset(each.draft.published or "") for each in voices)
    is_guess = all(each.doubtful for each in voices)
    return _Doubt(is_guess, not offset, name in SHOWN, name != "segments")


def states_offset(written: str) -> bool:
    """Tell whether a time is no mere `Z`, which is written without much thought."""
    if written.isdecimal():  # seconds since 1970
        return True
    return written[-6:-5] in {"+", "-"} and written[-5:] != "00:00"


def believed(
    posts: Sequence[Said], readers: Sequence[str], off: Mapping[str, timedelta]
) -> list[str]:
    """Return the readers whose times are to be believed, the best first.

    What runs in the order of the page is when the posts were published; what does not
    is when they were drafted (The Independent, up to five hours earlier). A column with
    the same time for most of its posts tells when the page was made.
    """
    columns = {name: column(posts, name) for name in readers}
    return sorted(
        readers,
        key=lambda name: (
            name in off,
            is_crowded(columns[name]),
            disorder(columns[name]),
        ),
    )


def column(posts: Sequence[Said], name: str) -> list[datetime]:
    """Return the times that a reader states, in the order of the posts."""
    times = (said[name].time for said in posts if name in said)
    return [time for time in times if time]


def is_crowded(column: Sequence[datetime]) -> bool:
    """Tell whether one time stands for most posts."""
    most = max(Counter(column).values(), default=0)
    return most >= _ENOUGH and 2 * most > len(column)


def disorder(column: Sequence[datetime]) -> float:
    """Return the share of steps that go against the others; 0 for a sorted column."""
    rises = sum(one < other for one, other in pairwise(column))
    falls = sum(one > other for one, other in pairwise(column))
    return min(rises, falls) / max(1, len(column) - 1)
