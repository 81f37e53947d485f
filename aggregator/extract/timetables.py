"""What bears times and is no live blog, told by the times: schedules, recordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract.columns import disorder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aggregator.extract.stamps import Stamp

_FEWEST, _FEW = 4, 6  # posts, where the page says live and where not
_BEGUN = 2  # where it says so, and the operator as well
_LONGEST_SILENCE = 8 * 60 * 60  # seconds between two posts, in the middle
_ASTRAY = 0.25  # of the steps in time, at most
_ROUND = 5  # minutes; what people plan is round, what happens is not
_NEARLY_ALL = 0.9  # of the times are so, by chance once in millions
_SOON = timedelta(minutes=30)  # that clocks may be wrong by
_ROUND_THE_CLOCK = 24 * 60  # minutes
_TIMECODE = re.compile(r"\W*\d:\d\d(?!\s?[^\W\d_])")  # "0:42", not "0:42 Uhr"
_AT_ONCE, _EARLY = time(0, 10), time(2)  # recordings and recipes count from nought

_SLOW = "hours pass between them"
_PLANNED = "their times are those of a schedule"
_TO_COME = "most are still to come"
BY_NATURE = frozenset((_SLOW, _PLANNED, _TO_COME))
"""Reasons that hold for whatever is inside as well, if machines wrote the times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says that it is a live blog."""

    said: bool  # the page or its posts
    expected: bool = False  # the operator

    @property
    def fewest(self) -> int:
        """How many posts it takes to believe it."""
        if self.said:
            return _BEGUN if self.expected else _FEWEST
        return _FEW


def against(
    shown: Sequence[Stamp],
    moments: Sequence[datetime | None],
    *,
    claim: Claim,
    now: datetime,
) -> str | None:
    """Return why times are not those of a live blog's posts; None if they may be.

    Args:
        shown: the stamps of the posts.
        moments: what moments they are, where it is known.
        claim: who calls it a live blog.
        now: when the page was fetched.
    """
    if shown[0].minute is not None:
        return _against_match(shown, claim)
    known = [moment for moment in moments if moment]
    steps = [abs(one - other).total_seconds() for one, other in pairwise(known)]
    falling = sum(one >= other for one, other in pairwise(known))
    reasons = {
        "too few bear times": len(known) < claim.fewest,
        "most bear the same time": 2 * len(set(known)) < len(known),
        "their times run no way": disorder(known) > _ASTRAY,
        _SLOW: median(steps or [0]) > _LONGEST_SILENCE,
        _PLANNED: not claim.expected and _planned(shown, known),
        _TO_COME: 2 * sum(each > now + _SOON for each in known) > len(known),
        "they count from nought, as a recording does": _recorded(shown),
        "they run from the oldest, and nothing says live": not claim.said
        and 2 * falling <= len(steps),
    }
    return next((reason for reason, is_so in reasons.items() if is_so), None)


def _against_match(shown: Sequence[Stamp], claim: Claim) -> str | None:
    minutes = [each.minute or 0 for each in shown]
    rises = sum(one < other for one, other in pairwise(minutes))
    falls = sum(one > other for one, other in pairwise(minutes))
    if not claim.said or len(shown) < _FEW:
        return "minutes of a match, and nothing says live"
    astray = min(rises, falls) > _ASTRAY * len(minutes)
    return "their minutes run no way" if astray else None


def _planned(shown: Sequence[Stamp], known: Sequence[datetime]) -> bool:
    """Tell whether times are round; "2 hours ago" is so by being rounded."""
    if len(known) < _FEW or shown[0].ago is not None:
        return False
    return sum(not each.minute % _ROUND for each in known) >= _NEARLY_ALL * len(known)


def _recorded(shown: Sequence[Stamp]) -> bool:
    """Tell whether clocks are the minutes and seconds of something that runs."""
    clocks = [each.clock for each in shown if each.clock]
    if not clocks or any(each.day for each in clocks):
        return False
    falls = sum(_is_back(one.at, other.at) for one, other in pairwise(clocks))
    short = _TIMECODE.match(shown[0].said)
    first = clocks[0].at < (_EARLY if short else _AT_ONCE)
    return first and falls <= _ASTRAY * len(clocks)


def _is_back(one: time, other: time) -> bool:
    """Tell whether a clock goes back to another, the shorter way round midnight."""
    ahead = 60 * (other.hour - one.hour) + other.minute - one.minute
    return ahead % _ROUND_THE_CLOCK > _ROUND_THE_CLOCK / 2
