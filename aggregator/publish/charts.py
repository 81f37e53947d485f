"""Small charts of the sources' page: pictures in SVG, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import log1p
from typing import TYPE_CHECKING

from aggregator.publish.phrases import span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_STEP, _BAR = 4, 3  # pixels from one bar to the next, and of them filled
_HIGH, _LEAST = 26, 2  # pixels of the highest bar, and of one that is not nothing
_WIDE = 92  # pixels of the longest lag
_MINUTE, _LONGEST = timedelta(minutes=1), timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One rectangle, in pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture, and what it shows in words."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    words: str
    brief: str = ""  # the same, where there is no room


def hours_chart(counts: Sequence[int], *, now: datetime) -> Chart:
    """Return the posts of each of the last hours as bars, each source on its own scale.

    Args:
        counts: posts of each hour, the oldest first; the last is the one until `now`.
        now: from which the hours count back.
    """
    most = max(counts, default=0)
    heights = [
        max(_LEAST, round(_HIGH * each / most)) if each else 0 for each in counts
    ]
    return Chart(
        width=max(1, _STEP * len(counts)),
        height=_HIGH,
        bars=tuple(
            Bar(x=_STEP * place, y=_HIGH - height, width=_BAR, height=height)
            for place, height in enumerate(heights)
            if height
        ),
        words=_told(counts, most, now=now),
        brief=f"{sum(counts):,} in {len(counts)} h",
    )


def lag_chart(lag: timedelta) -> Chart:
    """Return how far behind the first outlet one is, for all on one scale.

    It is a logarithm, so that a minute is seen beside an hour; six hours fill it.
    """
    part = log1p(max(lag, timedelta()) / _MINUTE) / log1p(_LONGEST / _MINUTE)
    width = max(_LEAST, round(_WIDE * min(part, 1.0)))
    bar = Bar(x=0, y=0, width=width, height=6)
    return Chart(width=_WIDE, height=6, bars=(bar,), words=behind(lag))


def behind(lag: timedelta) -> str:
    """Return a lag in words: "3 min behind"."""
    return "less than a minute behind" if lag < _MINUTE else f"{span(lag)} behind"


def _told(counts: Sequence[int], most: int, *, now: datetime) -> str:
    total = sum(counts)
    if not total:
        return f"no posts in {len(counts)} hours"
    back = len(counts) - 1 - max(at for at, n in enumerate(counts) if n == most)
    busiest = now - timedelta(hours=back)
    posts = f"{total:,} post{'' if total == 1 else 's'} in {len(counts)} hours"
    return f"{posts}, at most {most:,} an hour, about {busiest:%H:%M} UTC"
