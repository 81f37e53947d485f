"""Which zone a page means by a clock that states none."""

from __future__ import annotations

import functools
import re
import tomllib
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

from aggregator.text import times, urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page

_CONFIGURED = re.compile(
    r"time_?zone\w*[\"']?\s*[:=]\s*[\"']([A-Z]\w+(?:\\?/[A-Z]\w+)+)[\"']",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"T\d\d:\d\d.*?([+-]\d\d:?\d\d)\Z")
_GREENWICH = {"+00:00", "+0000", "-00:00"}

_Table: TypeAlias = dict[str, dict[str, str]]


def of(page: Page, outlet: Outlet) -> str:
    """Return an IANA name or an offset, as `times.parse` reads it behind a time.

    The outlet's profile knows it, else the page's own configuration says it. Else it
    is that of the outlet's country, unless the page's dates state another offset.
    """
    known = outlet.zone or _configured(page)
    if known:
        return known
    usual, stated = _usual(page), _stated(page)
    if stated is None:
        return usual or "UTC"
    when, offset = stated
    there = times.parse(when.removesuffix(offset), zone=usual) if usual else None
    return usual if usual and there == times.parse(when) else offset


def _configured(page: Page) -> str | None:
    for script in page.tree.css("script"):
        found = _CONFIGURED.search(script.text())
        name = found[1].replace("\\", "") if found else None
        if name and times.parse("2024-01-01", zone=name):
            return name
    return None


def _stated(page: Page) -> tuple[str, str] | None:
    """Return the first of the page's own dates that is not Greenwich's, and by what."""
    for written in page.stated():
        offset = _OFFSET.search(written)
        if offset and offset[1] not in _GREENWICH:
            return written, offset[1]
    return None


def _usual(page: Page) -> str | None:
    table, host = _table(), urls.host(page.url)
    html = page.tree.css_first("html[lang]")
    language = (html.attributes["lang"] or "" if html else "").lower()
    ends = (".".join(host.split(".")[-count:]) for count in (2, 1))
    by_host: Mapping[str, str] = table["hosts"]
    spoken = (language.replace("_", "-"), language[:2])
    return next(
        (
            zone
            for zone in (
                *(by_host.get(end) for end in ends),
                *(table["languages"].get(each) for each in spoken),
            )
            if zone
        ),
        None,
    )


@functools.cache
def _table() -> _Table:
    file = resources.files("aggregator.extract") / "zones.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def local(when: datetime, zone: str) -> datetime:
    """Return what a clock in the zone shows then, naive."""
    there = moment(when.astimezone(UTC), zone) or when
    return (when + (when - there)).replace(tzinfo=None)


def moment(shown: datetime, zone: str) -> datetime | None:
    """Return when clocks in the zone show this; any zone of its own is left alone."""
    return times.parse(f"{shown:%Y-%m-%d %H:%M:%S}", zone=zone)
