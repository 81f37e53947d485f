"""What outlets say of when they will have news, and how far that puts a look off.

They are hints: an operator who knows better bounds them (`Source.hints`), and a feed
that says it is hourly because its software says so of all feeds delays no more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from aggregator.manners import NO_HINTS, Hints

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = timedelta(days=1)  # what is longer says nothing of a news feed
_HEAD = 16_384  # bytes of a feed before its first item, at the most
_HOURS_A_WEEK = 7 * 24

_MAX_AGE = re.compile(r"""(?:^|[\s,])max-age\s*=\s*"?(\d{1,10})""", re.IGNORECASE)
_FORBIDS_KEEPING = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,10}")

_FIRST_ITEM = re.compile(rb"<(?:[a-z]+:)?(?:item|entry)[\s>]")
_FEED = re.compile(rb"<(?:[a-z]+:)?(?:rss|rdf|feed)[\s>]", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<\w+:updatePeriod>\s*([a-z]+)\s*</")
_FREQUENCY = re.compile(rb"<\w+:updateFrequency>\s*(\d{1,4})\s*</")
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")
_DAY = re.compile(rb"<day>\s*([A-Z][a-z]{2,5}day)\s*</day>")

_DAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday"),
    *("Friday", "Saturday", "Sunday"),
)
_PERIODS = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(days=7),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when an answer stays as it is; None if nothing is said.

    RFC 9111, sections 4.2.1 and 4.2.3; `s-maxage` is not said to us.
    """
    control = headers.get("cache-control", "")
    if _FORBIDS_KEEPING.search(control):
        return None
    said = _MAX_AGE.search(control)
    lasts = timedelta(seconds=int(said[1])) if said else _until_expiry(headers, now)
    if lasts is None:
        return None
    left = min(lasts, _LONGEST) - _age(headers)
    return now + left if left > timedelta(0) else None


def stated(body: bytes) -> Hints:
    """Return what a feed says of its pace: ttl, skipHours, skipDays, sy:update*.

    RSS 2.0 and mod_syndication. Read from the head alone, by its letters: what a
    feed says of itself comes before its items, and a hint is not worth a parser.
    """
    head = body[:_HEAD]
    if not _FEED.search(head):
        return NO_HINTS
    if first := _FIRST_ITEM.search(head):
        head = head[: first.start()]
    hours = {str(int(each) % 24) for each in _HOUR.findall(head)}  # RSS 0.91 has 24
    days = {each.decode("ascii") for each in _DAY.findall(head)}
    return Hints(pause=_pause(head), skip=(*sorted(hours, key=int), *sorted(days)))


def renewed(known: Hints, told: Hints, *, read: bool) -> Hints:
    """Return what to remember after an answer.

    Args:
        known: remembered so far.
        told: by this answer.
        read: whether it brought the feed anew; if not, that still says what it said.
    """
    return told if read else replace(known, fresh_until=told.fresh_until)


def earliest(
    hints: Hints, now: datetime, *, most: timedelta
) -> tuple[datetime, str] | None:
    """Return when to look again, as the outlet would have it, and why; None: any time.

    Args:
        hints: after a look.
        now: when that was.
        most: how long after `now` is the latest to be put off to.
    """
    asked = [
        (until, why)
        for until, why in (
            (hints.fresh_until, "the outlet says that its answer holds until then"),
            (now + (hints.pause or timedelta(0)), "the feed states this pace (ttl)"),
            (_awake(hints.skip, now), "the feed asks not to be read at this hour"),
        )
        if until is not None and until > now
    ]
    if not asked or most <= timedelta(0):
        return None
    until, why = max(asked)
    bound = now + most
    return (until, why) if until <= bound else (bound, f"{why}; no more is granted")


def _until_expiry(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long `Expires` grants, by the outlet's own clock if it shows one."""
    expires = _date(headers.get("expires", ""))
    if expires is None:
        return None
    return expires - (_date(headers.get("date", "")) or now)


def _age(headers: Mapping[str, str]) -> timedelta:
    told = headers.get("age", "").strip()
    return timedelta(seconds=int(told) if _SECONDS.fullmatch(told) else 0)


def _date(told: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(told)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _pause(head: bytes) -> timedelta | None:
    told = []
    if ttl := _TTL.search(head):
        told.append(timedelta(minutes=int(ttl[1])))
    period = _PERIOD.search(head)
    if period and period[1] in _PERIODS:
        times = _FREQUENCY.search(head)
        told.append(_PERIODS[period[1]] / max(int(times[1]) if times else 1, 1))
    return min(max(told), _LONGEST) if any(told) else None


def _awake(skip: tuple[str, ...], now: datetime) -> datetime | None:
    """Return the next hour that is not to be skipped; None if that is now, or none."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for ahead in range(_HOURS_A_WEEK):
        each = hour + timedelta(hours=ahead)
        if not {str(each.hour), _DAYS[each.weekday()]} & set(skip):
            return each if ahead else None
    return None
