"""How soon to look at a source again, by how often it posts."""

from __future__ import annotations

from datetime import timedelta
from math import exp, expm1
from typing import TYPE_CHECKING
from zlib import crc32

from aggregator.model import Rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from aggregator.liveblog import Stage
    from aggregator.model import Source

# Over these, numbers of posts fade to 1/e: bursts, a live blog's hours, a feed's days.
_MINUTES = timedelta(minutes=5).total_seconds()
_HOURS = timedelta(hours=1).total_seconds()
_DAYS = timedelta(days=1).total_seconds()

_LOOKS = 2  # for each post: one that posts twice a minute is looked at every 15 seconds
_SPARED = 4  # looks of which one is left, where a hub tells of news
_SELDOM = 1e-9  # posts in a second: one in thirty years
_SPREAD = 0.1  # of a pause, added at most
_LIVELY = frozenset({"found", "live", "reopened"})  # stages
_STEPS = 1 << 32  # of a CRC


def begun(every: timedelta, times: Iterable[datetime | None], now: datetime) -> Rhythm:
    """Return the rhythm after the first look.

    It starts as if the source were looked at `every` so often, and slows down over
    hours if nothing comes; unless the times on its page tell that it posts faster.

    Args:
        every: the pace to begin with.
        times: when its posts were published, as claimed; None: not told.
        now: when that was.
    """
    ages = [(now - each).total_seconds() for each in times if each and each <= now]
    assumed = _HOURS / (_LOOKS * every.total_seconds())
    reach = max([every.total_seconds(), *ages])
    return Rhythm(
        # What has left the page is taken to have come as fast as what is there.
        minutes=_faded(ages, _MINUTES) / -expm1(-reach / _MINUTES),
        hours=max(_faded(ages, _HOURS), assumed),
        days=_faded(ages, _DAYS),
    )


def heard(before: Rhythm, fresh: int, pause: timedelta) -> Rhythm:
    """Return the rhythm after a look.

    The posts came at any time since the look before, whatever they claim: as if spread
    evenly. So a backlog after a long pause is no burst.

    Args:
        before: after the look before.
        fresh: posts that are new.
        pause: the time between the two looks; below zero if the clock was set back.
    """
    seconds = max(pause.total_seconds(), 0.0)
    return Rhythm(
        minutes=_moved(before.minutes, fresh, seconds, _MINUTES),
        hours=_moved(before.hours, fresh, seconds, _HOURS),
        days=_moved(before.days, fresh, seconds, _DAYS),
        turnover=before.turnover,
    )


def turnover(times: Iterable[datetime | None]) -> float | None:
    """Return in how many seconds half of a page's posts came, when they came fastest.

    A page that shows the newest of its posts can lose none, as long as it is looked
    at again before all of them can have been replaced.

    Args:
        times: of all posts of the page, as claimed, in any order; None: not told.
    """
    told = sorted(each for each in times if each)
    half = (len(told) + 1) // 2
    if half < _LOOKS:
        return None
    spans = (last - first for first, last in zip(told, told[half - 1 :], strict=False))
    return min(spans).total_seconds()


def pace(source: Source, rhythm: Rhythm | None, stage: Stage | None) -> timedelta:
    """Return how long to leave `source` alone, in its own rhythm.

    Half the mean time between two posts, by the liveliest of the last minutes, hours
    and days; but soon enough that its page cannot have rolled over, and for a live
    blog that has not ended never longer than the pace that it began with.

    Args:
        source: whose bounds are kept.
        rhythm: None: not known; then it keeps the pace to begin with.
        stage: of its live blog; None: it is none.
    """
    every, paces = source.every.total_seconds(), source.paces
    if paces is None:
        return source.every
    seconds = every if rhythm is None else _wish(rhythm, every)
    if stage in _LIVELY:
        seconds = min(seconds, every)
    longest, shortest = paces.slowest.total_seconds(), paces.fastest.total_seconds()
    return timedelta(seconds=max(min(seconds, longest), shortest))


def spared(source: Source, pause: timedelta) -> timedelta:
    """Return how long to leave `source` alone while a hub tells us of its news.

    Still within its bounds: the looks that are left show whether the hub tells all.
    """
    longest = source.paces.slowest if source.paces is not None else pause
    return max(min(pause * _SPARED, longest), pause)


def spread(source: Source, pause: timedelta, now: datetime) -> timedelta:
    """Return `pause`, longer by up to a tenth, so that no two sources keep in step.

    How much depends on the source and the moment: it is another each time, but the
    same for the same look. A source without bounds is looked at to the second.
    """
    if source.paces is None:
        return pause
    drawn = crc32(f"{source.id} {now.isoformat()}".encode()) / _STEPS
    return pause * (1 + _SPREAD * drawn)


def _wish(rhythm: Rhythm, every: float) -> float:
    """Return the seconds between two looks that suit a rhythm.

    Times that are all the same, as after a move of the outlet, tell of no rush: for
    fear of a rolling page alone, no source is asked more often than at the beginning.
    """
    lively = (rhythm.minutes / _MINUTES, rhythm.hours / _HOURS, rhythm.days / _DAYS)
    seconds = 1 / (_LOOKS * max(*lively, _SELDOM))
    if rhythm.turnover is not None:
        return min(seconds, max(rhythm.turnover, every))
    return seconds


def _faded(ages: Sequence[float], over: float) -> float:
    return sum(exp(-age / over) for age in ages)


def _moved(number: float, fresh: int, seconds: float, over: float) -> float:
    """Return a faded number of posts, some seconds and `fresh` posts later."""
    share = seconds / over
    kept = exp(-share)
    mean = (1 - kept) / share if share else 1.0
    return number * kept + fresh * mean
