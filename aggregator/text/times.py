"""Times as outlets write them, read without ever guessing."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.text.datewords import MONTH_STEMS, OFFSETS, SEASONAL

if TYPE_CHECKING:
    from collections.abc import Sequence

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 100  # characters: no time is longer, and no pattern has to work harder
_LEAP = 60  # the second that a minute may have besides 0 to 59
_NOON = 12

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")  # RFC 5322, section 3.2.2
_UNSET = frozenset(  # what programs write for no time: .NET, Unix
    {datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)}
)
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_EASTERN = (  # 2004年5月28日 下午 1:31 is 2004-5-28 1:31 pm
    (re.compile(r"\s*[年년月월]\s*"), "-"),
    (re.compile(r"\s*[日일]\s*"), " "),
    (re.compile(r"(?:오전|上午|午前)\s*([\d:]+)"), r"\1 am"),
    (re.compile(r"(?:오후|下午|午後)\s*([\d:]+)"), r"\1 pm"),
)

_WORD = r"[^\W\d_]+"
_MONTH = rf"(?P<month>{_WORD})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|º)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d\d)(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?(?:\sUhr)?"
)
_SECONDS = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_COMPACT = r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"
_ZONE = r"(?P<zone>(?:GMT|UTC)?[+-]\d\d(?::?\d{1,2})?|[a-z]+(?:/[a-z_\d+-]+)*)"
_BETWEEN = r"(?:\s?T\s?|,?\s(?:- |um |om |at )?|,)"


def _form(date: str, clock: str = _CLOCK) -> re.Pattern[str]:
    whole = rf"(?:{_WORD}[\s.,]+)?{date}(?:{_BETWEEN}{clock})?(?:\s?{_ZONE})?"
    return re.compile(whole, re.IGNORECASE)


_FIGURE = re.compile(r"\d")
_INSTANT = re.compile(  # RFC 3339, as data has it; a fraction is left out
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\.\d+)?|(?P<thousandths>\d{12,13})")
_FORMS = (
    # RFC 5322, section 4.3: the letters of the military say no more than `-0000`.
    re.compile(
        rf"(?:{_WORD}, )?{_DAY} {_MONTH} (?P<year>\d{{4}}) {_SECONDS} [A-IK-Y]",
    ),
    _form(rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}}|{_WORD})-(?P<day>\d{{1,2}})"),
    _form(rf"{_DAY}[\s-]+(?:de )?{_MONTH},?[\s-]+(?:de )?(?P<year>\d{{4}}|\d\d)"),
    _form(rf"{_MONTH}\s?{_DAY},?\s(?P<year>\d{{4}})"),
    _form(r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})"),
    _form(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
    _form(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", _COMPACT),
    _form(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", _COMPACT),
    re.compile(  # asctime, and its kin with the zone before the year
        rf"{_WORD},? {_MONTH} {_DAY} {_CLOCK}(?: {_ZONE})? (?P<year>\d{{4}})",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?"),
)
_RARE = (
    _form(r"(?P<month>\d{1,2})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d{4}|\d\d)"),
    _form(r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})/(?P<year>\d{4}|\d\d)"),
    re.compile(r"-(?P<year>\d\d)-?(?P<month>\d\d)"),
)
_ORDINAL = re.compile(r"(\d\d)(\d{3})", re.ASCII)


def parse(value: str, *, zone: str | None = None) -> datetime | None:
    """Return the moment, aware and in UTC, in whole seconds; None for what is none.

    RFC 3339 and ISO 8601 with their usual faults, RFC 822 to 5322, asctime, seconds
    or milliseconds since 1970, and dates in the words of many languages. Nothing is
    mended: a day that its month does not have, an hour that the clocks of its zone
    leave out, a month or zone that nobody knows, or figures that may be day and month
    either way round give None. An hour that they show twice is the first of the two.

    Args:
        value: the time as found.
        zone: the IANA name for a time that states no offset. None: Seoul where it is
            written in Korean, else UTC.
    """
    bare = value.strip()
    if len(bare) > _LONGEST:
        return None
    when = _parsed(bare, zone and zone[:_LONGEST])
    return None if when in _UNSET else when


def stated(value: str, *, zone: str | None = None) -> datetime | None:
    """Return the moment of what is known to be a date, as `parse` does; or a rarer one.

    Day and month with slashes, where only one of the two can be the month; and without
    the century (ISO 8601:1988, section 5.2.1): `-0312` and `-03-12` are months, `03335`
    is a day by its number in the year. In a text, any number may look like it.
    """
    when = parse(value, zone=zone)
    if when or len(value) > _LONGEST:
        return when
    try:
        return _in_words(_folded(value), zone or "UTC", _RARE) or _numbered(value)
    except (ValueError, OverflowError):
        return None


def _numbered(value: str) -> datetime | None:
    written = _ORDINAL.fullmatch(value.strip())
    if written is None:
        return None
    year = _year(written[1])
    when = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=int(written[2]) - 1)
    return when if when.year == year else None


@lru_cache(maxsize=4096)  # of one page each is asked for thrice, and at each look again
def _parsed(value: str, zone: str | None) -> datetime | None:
    try:
        return _instant(value) or _slowly(value, zone)
    except (ValueError, OverflowError):
        return None


def _instant(value: str) -> datetime | None:
    """Read the form of nearly all data, 30 times as fast as `_slowly` does."""
    written = _INSTANT.fullmatch(value)
    if written is None:
        return None
    try:
        return datetime.fromisoformat(written[1] + written[2]).astimezone(UTC)
    except ValueError:  # a leap second, or none at all
        return None


def _slowly(value: str, zone: str | None) -> datetime | None:
    text = _folded(value)
    if not _FIGURE.search(text):
        return None
    default = zone or ("Asia/Seoul" if _HANGUL.search(value) else "UTC")
    return _since_1970(text) or _in_words(text, default)


def _folded(value: str) -> str:
    if value.isascii():
        return " ".join(_said(value).split())
    text = _said(unicodedata.normalize("NFKC", value))
    for pattern, replacement in _EASTERN:
        text = pattern.sub(replacement, text)
    return " ".join(_unaccented(text).split())


def _said(text: str) -> str:
    """Return a text without comments, which nest, and without references."""
    text = html.unescape(text)
    while (bare := _COMMENT.sub(" ", text)) != text:
        text = bare
    return text


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _since_1970(text: str) -> datetime | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds = int(match["seconds"] or match["thousandths"][:-3])
    return datetime.fromtimestamp(seconds, tz=UTC)


def _in_words(
    text: str, default: str, forms: Sequence[re.Pattern[str]] = _FORMS
) -> datetime | None:
    matches = (form.fullmatch(text) for form in forms)
    found = next((match.groupdict() for match in matches if match), None)
    return _moment(found, default) if found else None


def _moment(found: dict[str, str | None], default: str) -> datetime | None:
    second = int(found.get("second") or 0)
    zone = found.get("zone")
    local = datetime(
        _year(found["year"] or ""),
        _month(found.get("month") or "1"),
        int(found.get("day") or 1),
        _hour(int(found.get("hour") or 0), found.get("half")),
        int(found.get("minute") or 0),
        second - (second == _LEAP),
        tzinfo=_zone(zone) if zone else _default(default),
    )
    utc = local.astimezone(UTC)
    if utc.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return utc + timedelta(seconds=second == _LEAP)


def _year(written: str) -> int:
    """Read a year of two digits as RFC 5322, section 4.3, bids."""
    if len(written) == len("2004"):
        return int(written)
    return int(("20" if written < "50" else "19") + written)


_STEMS = {
    number: tuple(_unaccented(stem) for stem in stems)
    for number, stems in MONTH_STEMS.items()
}


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else _named_month(written.casefold())


@lru_cache(maxsize=256)
def _named_month(word: str) -> int:
    months = [number for number, stems in _STEMS.items() if word.startswith(stems)]
    (month,) = months  # ValueError where no language has such a month
    return month


def _hour(hour: int, half: str | None) -> int:
    if half is None or hour > _NOON:
        return hour
    return hour % _NOON + (_NOON if half in "pP" else 0)


@lru_cache(maxsize=256)
def _zone(written: str) -> tzinfo:
    name = written.upper()
    sign = re.search(r"[+-]", written)
    if sign and "/" not in written:
        return _offset(written[sign.start() :])
    if name in OFFSETS:
        return timezone(timedelta(minutes=OFFSETS[name]))
    if "/" not in written and name not in SEASONAL:
        raise ValueError(written)
    return _named(SEASONAL.get(name, written))


@lru_cache(maxsize=256)
def _default(name: str) -> tzinfo:
    """Return a zone by its name, which may be an abbreviation too: CET has summers."""
    try:
        return _named(name)
    except ValueError:
        return _zone(name)


def _offset(written: str) -> timezone:
    digits = written[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-ahead if written[0] == "-" else ahead)


def _named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(name) from error


def rfc3339(when: datetime) -> str:
    """Return the moment in UTC as RFC 3339 writes it, with `Z` and without fraction."""
    utc = when.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return utc.isoformat() + "Z"


def plausible(when: datetime, *, now: datetime) -> bool:
    """Return whether a post may have been published then: from 2000 to tomorrow."""
    return _EARLIEST <= when <= now + timedelta(days=1)
