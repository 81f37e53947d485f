"""What short texts say of a time: "Updated at 2:05 pm", "4m ago", "1 March 2026"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from aggregator.extract import clocks
from aggregator.extract.clockwords import western
from aggregator.text import times
from aggregator.text.datewords import OFFSETS, SEASONAL
from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from aggregator.extract.clocks import Clock

_LABEL = 60  # characters; what is longer is prose
_SHORTEST_WHOLE = 11  # characters: 1 Mai 24,1:05
LONGEST_DAY = 6  # words: "Live blog of Thursday, 18 July"
_ANY_DAY = date(2024, 1, 1)

_FIGURES = re.compile(
    r"(?:[AP]M\s|[오상하午][전후午前後]\s?)?(?<![\d.:/])"
    r"\d{1,2}(?:\s?[:h時时点點시]\s?|\.)\d\d?(?!\d|[./]\s?\d)"
    r"|(?<![\d.:/])\d{1,2}\s?[ap]\.?m\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_SLASHED = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b")
_ISO_DAY = re.compile(r"\b(\d{4})[-.](\d\d)[-.](\d\d)\b")
_ZONE = re.compile(r"\W*([A-Z]{2,5})\b")
AGO = re.compile(
    r"\b(?:vor|il y a|hace|há)\s(?P<after>\d+)\s?(?P<unit>[^\W\d_]+)"
    r"|\b(?P<before>\d+)\s?(?P<of>[^\W\d_]+)\.?\s(?:ago|fa|geleden|sedan|siden|temu)\b",
    re.IGNORECASE,
)
_UNITS = (("m", 60), ("s", 1), ("h", 3600), ("o", 3600), ("d", 86400), ("t", 86400))
_COUNTLESS = 1000  # of no unit is so much ago
_MINUTE = re.compile(r"(\d{1,3})\s?(?:\+\s?(\d{1,2})\s?)?['\u2019\u2032\xb4](?!\s?\d)")
_EXTRA = 1000  # 45+2' is before 46': minutes count in thousands


def is_whole(said: str) -> bool:
    """Tell whether a text is a time, with its day."""
    may_be = _SHORTEST_WHOLE <= len(said) <= _LABEL and ":" in said
    return may_be and times.parse(said) is not None


def bare(said: str) -> Clock | None:
    """Return the clock that is all of a text."""
    found = clocks.read(said, anchor=_ANY_DAY)
    return found if found and not found.rest else None


def clock(said: str, anchor: date) -> Clock | None:
    """Return the clock that a text begins with, or that is all it says."""
    found = clocks.read(said, anchor=anchor)
    if found is None:
        return _label(said, anchor)
    day = found.day or day_alone(found.rest, anchor)  # "12:48 CET, 1 Mar"
    return replace(found, day=day)


def _label(said: str, anchor: date) -> Clock | None:
    """Read a clock behind other words, as in "Updated at 2:05 pm", if that is all."""
    if len(said) > _LABEL:
        return None
    starts = (each.start() for each in _FIGURES.finditer(western(said)))
    read = (clocks.read(said[start:], anchor=anchor) for start in starts)
    found = next((each for each in read if each), None)  # "9.6. klo 9.48": the second
    return replace(found, day=found.day or _day(said, anchor)) if found else None


@remembered
def day_alone(said: str, anchor: date) -> date | None:
    """Return the day that a short text says."""
    if len(said) > _LABEL or len(said.split()) > LONGEST_DAY:
        return None
    return _day(said, anchor)


def _day(said: str, anchor: date) -> date | None:
    """Return the day that is said; "3/9/2026" is the nearer of its two readings."""
    if not _FIGURE.search(said):
        return None
    if iso := _ISO_DAY.search(said):
        whole = times.parse("-".join(iso.groups()))
        return whole.date() if whole else None
    slashed = _SLASHED.search(said)
    if slashed is None:
        return clocks.day(said, anchor=anchor)
    one, other, year = slashed.groups()
    either = (
        times.parse(f"{year}-{one}-{other}"),
        times.parse(f"{year}-{other}-{one}"),
    )
    known = (each.date() for each in either if each)
    return min(known, key=lambda each: abs(each - anchor), default=None)


def zone(behind: str) -> str | None:
    """Return the name of a zone that stands behind a clock."""
    stated = _ZONE.match(behind)
    return stated[1] if stated and stated[1] in {*OFFSETS, *SEASONAL} else None


def ago(said: str) -> timedelta | None:
    """Return how long ago a label says that it was."""
    found = AGO.search(western(said)) if len(said) <= _LABEL else None
    if found is None:
        return None
    unit = (found["unit"] or found["of"]).lower()
    seconds = next((each for start, each in _UNITS if unit.startswith(start)), None)
    many = int(found["after"] or found["before"])
    if seconds is None or many >= _COUNTLESS:
        return None
    return timedelta(seconds=seconds * many)


def minute(said: str) -> int | None:
    """Return the minute of a match that a text begins with, in thousandths: "45+2'"."""
    found = _MINUTE.match(said)
    return _EXTRA * int(found[1]) + int(found[2] or 0) if found else None
