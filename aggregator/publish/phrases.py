"""How pages say times and spans of time to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aggregator.text.times import rfc3339

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as a page shows it: for machines, in few words, and in full."""

    iso: str
    words: str
    full: str


def clock(when: datetime, *, day: date) -> Moment:
    """Return `when` as hour and minute, with its date unless that is `day`."""
    words = f"{when:%H:%M}"
    if when.date() != day:
        words = f"{when.day} {when:%b} {words}"
    return _moment(when, words)


def ago(when: datetime, *, now: datetime) -> Moment:
    """Return `when` as seen from `now`: "5 min ago", "in 2 h"."""
    distance = now - when
    if abs(distance) < _MINUTE:
        return _moment(when, "just now")
    words = (
        f"{span(distance)} ago" if distance > timedelta() else f"in {span(-distance)}"
    )
    return _moment(when, words)


def due(when: datetime, *, now: datetime) -> Moment:
    """Return the time of something to come; what is late already is due now."""
    return ago(when, now=now) if when - now >= _MINUTE else _moment(when, "due now")


def lag(distance: timedelta) -> str:
    """Return how much later one outlet was than another: "+3 min"."""
    if abs(distance) < _MINUTE:
        return "same minute"
    return f"{'+' if distance > timedelta() else '−'}{span(abs(distance))}"  # noqa: RUF001  # a minus sign


def span(length: timedelta) -> str:
    """Return a length of at least a minute in a unit that fits, rounded down."""
    if length < 2 * _HOUR:
        return f"{length // _MINUTE} min"
    if length < 2 * _DAY:
        return f"{length // _HOUR} h"
    return f"{length // _DAY} days"


def day_name(day: date, *, today: date) -> str:
    """Return the heading of a day: "Today, Saturday 22 November"."""
    name = f"{day:%A} {day.day} {day:%B}"
    if day == today:
        return f"Today, {name}"
    if day == today - _DAY:
        return f"Yesterday, {name}"
    return f"{name} {day.year}"


def _moment(when: datetime, words: str) -> Moment:
    full = f"{when:%A} {when.day} {when:%B %Y, %H:%M:%S} UTC"
    return Moment(iso=rfc3339(when), words=words, full=full)
