"""Times as outlets write them, read without ever guessing."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.text.datewords import MONTH_STEMS, OFFSETS, SEASONAL

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 100  # characters: no time is longer, and no pattern has to work harder
_LEAP = 60  # the second that a minute may have besides 0 to 59
_NOON = 12

_COMMENT = re.compile(r"\([^()]*\)")  # RFC 5322, section 3.2.2
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


def parse(value: str, *, zone: str | None = None) -> datetime | None:
    """Return the moment, aware and in UTC, in whole seconds; None for what is none.

    RFC 3339 and ISO 8601 with their usual faults, RFC 822 to 5322, asctime, seconds
    or milliseconds since 1970, and dates in the words of many languages. Nothing is
    mended: a day that its month does not have, a month or zone that nobody knows, or
    figures that may be day and month either way round give None.

    Args:
        value: the time as found.
        zone: the IANA name for a time that states no offset. None: Seoul where it is
            written in Korean, else UTC.
    """
    bare = value.strip()
    if len(bare) > _LONGEST:
        return None
    return _parsed(bare, zone and zone[:_LONGEST])


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
        return " ".join(_COMMENT.sub(" ", value).split())
    text = _COMMENT.sub(" ", unicodedata.normalize("NFKC", value))
    for pattern, replacement in _EASTERN:
        text = pattern.sub(replacement, text)
    return " ".join(_unaccented(text).split())


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _since_1970(text: str) -> datetime | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    seconds = int(match["seconds"] or match["thousandths"][:-3])
    return datetime.fromtimestamp(seconds, tz=UTC)


def _in_words(text: str, default: str) -> datetime | None:
    matches = (form.fullmatch(text) for form in _FORMS)
    found = next((match.groupdict() for match in matches if match), None)
    return _moment(found, default) if found else None


def _moment(found: dict[str, str | None], default: str) -> datetime:
    second = int(found.get("second") or 0)
    local = datetime(
        _year(found["year"] or ""),
        _month(found["month"] or "1"),
        int(found.get("day") or 1),
        _hour(int(found.get("hour") or 0), found.get("half")),
        int(found.get("minute") or 0),
        second - (second == _LEAP),
        tzinfo=_zone(found.get("zone") or default),
    )
    return local.astimezone(UTC) + timedelta(seconds=second == _LEAP)


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
