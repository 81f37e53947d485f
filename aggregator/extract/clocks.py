"""The times of posts that say a clock only: read, and placed on their days."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])\s?[.:h]\s?(?P<minute>[0-5]\d)(?!\d|\.\s?\d)(?::[0-5]\d)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?(?:\s?(?:Uhr|hrs|h)\b)?",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?P<day>\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_]{3,})"  # 18. 7. · 18. Juli
    r"|\d{1,2}(?:st|nd|rd|th|er|º)?\s(?:d[ei]\s)?[^\W\d_]{3,}"  # 18 July · 1er mai
    r"|[^\W\d_]{3,}\.?\s\d{1,2}\b(?!:))"  # July 18
    r"(?:,?\s?(?:de\s)?(?P<year>\d{4})\b)?"
)
_LEADING = re.compile(
    rf"\A((?:\s|<[^<>]*>)*)(?:{_DAY.pattern}(?:[\s|,•·-]|<[^<>]*>)*)?{_CLOCK.pattern}",
    re.IGNORECASE,
)
_DAY_ANYWHERE = re.compile(rf"(?={_DAY.pattern})")  # "GMT 31 Dec": one in the other
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º)\b")
_EDGES = " \t\r\n\xa0+|•·:,-\u2013\u2014"
_ROUND = 24 * 60  # minutes
_HOUR = 60
_GLITCH = timedelta(minutes=10)  # posts written side by side stand in either order
_LATE = timedelta(
    hours=2
)  # where a post comes each hour, a day's silence is less likely
_SHUFFLED = timedelta(hours=12)  # within a stated day, most orders are meant
_AHEAD = timedelta(hours=6)  # how much newer than its page's own date a post may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a text begins with: a clock, and a day if it says one."""

    at: time
    day: date | None
    rest: str  # the text behind


def read(text: str, *, anchor: date) -> Clock | None:
    """Return the time that a text begins with; None if it begins otherwise.

    Args:
        text: "11.04 Uhr: headline", "+++ 14:05 headline +++", "17 May 2024, 2:05pm".
        anchor: a day near it, for a day that states no year.
    """
    said = text.strip(_EDGES)
    stated = _DAY.match(said)
    known = day(stated[0], anchor=anchor) if stated else None
    behind = said[stated.end() :].strip(_EDGES) if stated and known else said
    found = _CLOCK.match(behind)
    if not found:
        return None
    rest = behind[found.end() :].strip(_EDGES)
    return Clock(at=_time(found), day=known, rest=rest)


def without(html: str) -> str:
    """Return markup without the day and clock that its text begins with."""
    return _LEADING.sub(r"\1", html, count=1)


def _time(clock: re.Match[str]) -> time:
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + 12 * (clock["half"].lower() == "p")
    return time(hour, int(clock["minute"]))


def day(text: str, *, anchor: date) -> date | None:
    """Return the day that a heading says, as "Donnerstag, 18. 7."; None if none.

    A day without a year is the one nearest to `anchor`.
    """
    found = (
        _dated(each["day"], each["year"], anchor)
        for each in _DAY_ANYWHERE.finditer(text)
    )
    return next((each for each in found if each), None)


@functools.lru_cache(maxsize=1024)  # pages say the same few days again and again
def _dated(said: str, year: str | None, anchor: date) -> date | None:
    years = [year] if year else range(anchor.year - 1, anchor.year + 2)
    written = _ORDINAL.sub("", said)
    read_as = (times.parse(f"{written} {year}") for year in years)
    known = (each.date() for each in read_as if each)
    return min(known, key=lambda each: abs(each - anchor), default=None)


def place(clocks: Sequence[Clock], anchor: datetime) -> list[datetime]:
    """Return a local time for each clock, in the order of the page.

    Live blogs run from the newest post down, so a clock later than the one above it is
    of the day before. Where most clocks rise, the page is read from its end.

    Args:
        clocks: in the order of the page; those under one heading state its day.
        anchor: when the page was last changed, in local time and naive.
    """
    if _rising(clocks):
        return _descending(clocks[::-1], anchor)[::-1]
    return _descending(clocks, anchor)


def _rising(clocks: Sequence[Clock]) -> bool:
    """Tell which way most steps go, taking the shorter way round the clock."""
    minutes = [_minutes(clock) for clock in clocks]
    steps = [(below - above) % _ROUND for above, below in pairwise(minutes)]
    rises = sum(0 < step < _ROUND / 2 for step in steps)
    falls = sum(step > _ROUND / 2 for step in steps)
    return rises > falls


def _descending(clocks: Sequence[Clock], anchor: datetime) -> list[datetime]:
    placed: list[datetime] = []
    heading: date | None = None
    above, slack, glitch = anchor, _AHEAD, _glitch(clocks)
    for clock in clocks:
        if clock.day and clock.day != heading:
            heading = clock.day
            above, slack = datetime.combine(heading, time.max), _SHUFFLED
        here = datetime.combine(above.date(), clock.at)
        if here - above > slack:
            here -= timedelta(days=1)
        placed.append(here)
        above, slack = here, _SHUFFLED if heading else glitch
    return placed


def _glitch(clocks: Sequence[Clock]) -> timedelta:
    """Return how far a post may stand below an older one on the same day."""
    steps = [_minutes(above) - _minutes(below) for above, below in pairwise(clocks)]
    falls = [step for step in steps if step >= 0]
    busy = bool(falls) and median(falls) <= _HOUR
    return _LATE if busy else _GLITCH


def _minutes(clock: Clock) -> int:
    return clock.at.hour * 60 + clock.at.minute
