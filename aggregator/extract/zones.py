"""Which zone a page means by a clock that states none."""

from __future__ import annotations

import functools
import re
import tomllib
from datetime import UTC, datetime, timezone
from importlib import resources
from typing import TYPE_CHECKING, Literal, TypeAlias
from zoneinfo import ZoneInfo

from aggregator.text import times, urls
from aggregator.text.datewords import OFFSETS, SEASONAL

if TYPE_CHECKING:
    from datetime import tzinfo

    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page

_CONFIGURED = re.compile(
    r"time_?zone\w*[\"']?\s*[:=]\s*[\"']([A-Z]\w+(?:\\?/[A-Z]\w+)+)[\"']",
    re.IGNORECASE,
)
_WORDS = (re.compile(r"ime(?:[Zz]one|_zone)"), re.compile("IME_?ZONE"))  # found fast
_ANNOUNCED = re.compile(
    r"\b(?:[Tt]imes|Zeiten|[Hh]eures|[Hh]oras|[Oo]rari)\b(?:\s\w+\b){0,3}"
    r"\s?[:(]?\s?\b([A-Z]{2,4})\b"
)
_OFFSET = re.compile(r"T\d\d:\d\d.*?([+-]\d\d:?\d\d)\Z")
_GREENWICH = {"+00:00", "+0000", "-00:00"}

_Table: TypeAlias = dict[str, dict[str, str]]


def told(page: Page, outlet: Outlet) -> str | None:
    """Return an IANA name or an offset, as `times.parse` reads it behind a time.

    The outlet's profile knows it, else the page's own configuration says it. Else it
    is that of the outlet's domain or language, unless the page's dates state another
    offset. None: none of them tells.
    """
    known = outlet.zone or _configured(page)
    if known:
        return known
    usual, stated = _usual(page), _stated(page)
    if stated is None:
        return usual or _announced(page)
    when, offset = stated
    there = times.parse(when.removesuffix(offset), zone=usual) if usual else None
    return usual if usual and there == times.parse(when) else offset


def _configured(page: Page) -> str | None:
    for script in page.tree.css("script"):
        text = script.text()
        if not any(word.search(text) for word in _WORDS):
            continue
        found = _CONFIGURED.search(text)
        name = found[1].replace("\\", "") if found else None
        if name and times.parse("2024-01-01", zone=name):
            return name
    return None


def _announced(page: Page) -> str | None:
    """Return the zone that a line says of all times: "All times are in GMT"."""
    body = page.tree.body
    found = _ANNOUNCED.search(body.text(separator=" ")) if body else None
    name = found[1] if found else None
    return SEASONAL.get(name, name) if name in {*OFFSETS, *SEASONAL} else None


def _stated(page: Page) -> tuple[str, str] | None:
    """Return the first of the page's own dates that is not Greenwich's, and by what."""
    for written in page.stated():
        offset = _OFFSET.search(written)
        if offset and offset[1] not in _GREENWICH:
            return written, offset[1]
    return None


def _usual(page: Page) -> str | None:
    html = page.tree.css_first("html[lang]")
    return usual(urls.host(page.url), html.attributes["lang"] if html else None)


def usual(host: str, language: str | None) -> str | None:
    """Return the IANA name of the zone of an outlet's country, if it has but one."""
    table, spoken = _table(), (language or "").lower().replace("_", "-")
    ends = (".".join(host.split(".")[-count:]) for count in (2, 1))
    by_host, by_language = table["hosts"], table["languages"]
    known = (
        *(by_host.get(end) for end in ends),
        *(by_language.get(each) for each in (spoken, spoken[:2])),
    )
    return next(filter(None, known), None)


@functools.cache
def _table() -> _Table:
    file = resources.files("aggregator.extract") / "zones.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def local(when: datetime, zone: str) -> datetime:
    """Return what a clock in the zone shows then, naive."""
    return when.astimezone(_zone(zone) or UTC).replace(tzinfo=None)


def moment(shown: datetime, zone: str, *, fold: Literal[0, 1] = 0) -> datetime | None:
    """Return when clocks in the zone show this.

    Args:
        shown: naive.
        zone: as `times.parse` reads it behind a time.
        fold: 1 for the second time in the hour that autumn has twice (PEP 495).
    """
    there = _zone(zone)
    return shown.replace(tzinfo=there, fold=fold).astimezone(UTC) if there else None


@functools.lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    """Return a zone; None if nobody knows it. What states zones is checked before."""
    greenwich = times.parse("2024-01-01", zone=name)
    if greenwich is None:
        return None
    named = SEASONAL.get(name.upper(), name)
    if "/" in named:
        return ZoneInfo(named)
    return timezone(datetime(2024, 1, 1, tzinfo=UTC) - greenwich)
