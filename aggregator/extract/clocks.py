"""The times of posts that say a clock only: read, and placed on their days."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract.clockwords import AFTER_NOON, CLOCK, DAY, LEAD, western
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLOCK = re.compile(CLOCK, re.IGNORECASE)
_DAY = re.compile(DAY, re.IGNORECASE)
_LEAD = re.compile(LEAD, re.IGNORECASE)
_LEADING = re.compile(
    rf"\A((?:\s|<[^<>]*>)*)[(\[]?(?:{LEAD})?(?:{DAY}(?:[\s|,•·-]|<[^<>]*>)*)?{CLOCK}[)\]]?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(  # behind a clock, be it outside of the markup that bears it
    r"\A((?:\s|</?(?:b|strong|span|em|i|u|time)\b[^<>]*>)*)"
    r"(?:[:|•·\u2013\u2014]\s*|-(?=[\s<])\s*)",
    re.IGNORECASE,
)
_DAY_ANYWHERE = re.compile(rf"(?={DAY})", re.IGNORECASE)  # "GMT 31 Dec": both overlap
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º)\b")
_FIGURES_ONLY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.")
_DOT = re.compile(r"(?<=\d)\.(?=[^\W\d_])")  # 9.jun
_EDGES = " \t\r\n\xa0+|•·:,-\u2013\u2014"
_FAR_IN = 120  # characters that day and clock take, at most
_LONGEST_OPENING = 1000  # characters, with markup
_NOON = 12
_LEAP = 2024  # a year that has each day that any has
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
    said = text.strip(_EDGES).lstrip("([")
    start = western(said[:_FAR_IN])  # each figure keeps its place
    stated = _DAY.match(start)
    known = day(stated[0], anchor=anchor) if stated else None
    place = stated.end() if stated and known else 0
    place += len(start[place:]) - len(start[place:].lstrip(_EDGES))
    lead = _LEAD.match(start, place)
    found = _CLOCK.match(start, lead.end() if lead else place)
    at = _time(found) if found else None
    if found is None or at is None:
        return None
    return Clock(at=at, day=known, rest=_behind(said[found.end() :]))


def _behind(said: str) -> str:
    return said.lstrip(f"{_EDGES})]").rstrip(_EDGES)


def without(html: str) -> str:
    """Return markup without the day and clock that its text begins with."""
    found = _LEADING.match(western(html[:_LONGEST_OPENING]))
    if found is None or _time(found) is None:
        return html
    return html[: found.end(1)] + unseparated(html[found.end() :])


def unseparated(html: str) -> str:
    """Return markup without what set it off from a clock before."""
    return _SEPARATOR.sub(r"\1", html, count=1)


def _time(clock: re.Match[str]) -> time | None:
    """Return what a clock shows; no minutes are told of whole hours, "2pm", alone."""
    half = (clock["before"] or clock["half"] or "").casefold()
    minute = clock["minute"] or clock["dotted"]
    if not (half or minute):
        return None
    hour = int(clock["hour"])
    if half and hour <= _NOON:
        hour = hour % _NOON + _NOON * half.startswith(AFTER_NOON)
    return time(hour, int(minute or 0))


def day(text: str, *, anchor: date) -> date | None:
    """Return the day that a heading says, as "Donnerstag, 18. 7."; None if none.

    A day without a year is the one nearest to `anchor`.
    """
    found = (
        _dated(_day_first(each), each["year"] or each["first"], anchor)
        for each in _DAY_ANYWHERE.finditer(western(text))
    )
    return next((each for each in found if each), None)


def _day_first(said: re.Match[str]) -> str:
    """Return a day as before its year; behind it the month comes first: 2026. 3. 1."""
    figures = _FIGURES_ONLY.fullmatch(said["day"]) if said["first"] else None
    return f"{figures[2]}. {figures[1]}." if figures else said["day"]


@functools.lru_cache(maxsize=1024)  # pages say the same few days again and again
def _dated(said: str, year: str | None, anchor: date) -> date | None:
    written = _DOT.sub(". ", _ORDINAL.sub("", said))
    form = "{year}年{day}" if "月" in said or "월" in said else "{day} {year}"
    read = times.parse(form.format(day=written, year=year or _LEAP), zone="UTC")
    if read is None or year:
        return read and read.date()
    around = range(anchor.year - 1, anchor.year + 2)
    known = (_in_year(read.date(), each) for each in around)
    found = (each for each in known if each)
    return min(found, key=lambda each: abs(each - anchor), default=None)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def place(clocks: Sequence[Clock], anchor: datetime) -> list[datetime]:
    """Return a local time for each clock, in the order of the page.

    Live blogs run from the newest post down, so a clock later than the one above it is
    of the day before. Where most clocks rise, the page is read from its end.

    Args:
        clocks: in the order of the page; those under one heading state its day.
        anchor: when the page was last changed, in local time and naive.
    """
    if _rising(clocks):
        return _descending(clocks[::-1], anchor, top=len(clocks) - 1)[::-1]
    return _descending(clocks, anchor, top=1)


def _rising(clocks: Sequence[Clock]) -> bool:
    """Tell which way most steps go, taking the shorter way round the clock."""
    minutes = [_minutes(clock) for clock in clocks]
    steps = [(below - above) % _ROUND for above, below in pairwise(minutes)]
    rises = sum(0 < step < _ROUND / 2 for step in steps)
    falls = sum(step > _ROUND / 2 for step in steps)
    return rises > falls


def _descending(
    clocks: Sequence[Clock], anchor: datetime, *, top: int
) -> list[datetime]:
    """Place clocks from the newest down; at `top`, one of the two may be pinned."""
    placed: list[datetime] = []
    heading: date | None = None
    above, slack, glitch = anchor, _AHEAD, _glitch(clocks)
    for place, clock in enumerate(clocks):
        if clock.day and clock.day != heading:
            heading = clock.day
            above, slack = datetime.combine(heading, time.max), _SHUFFLED
        here = datetime.combine(above.date(), clock.at)
        if place == top and glitch == _LATE and here <= anchor + _GLITCH:
            slack = _SHUFFLED
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
