"""The families of markup that outlets are drawn from, and what each can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from tests.generated import clocked, data, printers
from tests.generated.blog import NO_LIMITS, Limits, Page

Printer: TypeAlias = Callable[[Page], str]

HTML = "text/html; charset=utf-8"
JSON = "application/json"
_NIGHT = 450  # minutes; where more lies between most posts, it is a chronicle
# Of a page without data, less than four posts are not taken for a live blog, nor are
# posts of less than ten words.
_GUESSED = Limits(least=4, longest_silence=_NIGHT, shortest=2)
_CLOCKED = replace(_GUESSED, clocked=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One way to publish posts."""

    printer: Printer
    media_type: str = HTML
    limits: Limits = NO_LIMITS


FAMILIES: dict[str, Family] = {
    "time elements": Family(printer=printers.time_elements, limits=_GUESSED),
    "epoch seconds": Family(printer=printers.epoch_seconds, limits=_GUESSED),
    "epoch milliseconds": Family(printer=printers.epoch_thousandths, limits=_GUESSED),
    "microdata": Family(printer=printers.microdata),
    "JSON-LD": Family(printer=data.jsonld),
    "JSON-LD in a list": Family(printer=data.jsonld_list),
    "JSON-LD in a graph": Family(printer=data.jsonld_graph),
    "broken JSON-LD": Family(printer=data.jsonld_broken),
    "JSON-LD alone": Family(printer=data.jsonld_alone),
    "JSON-LD of more than is shown": Family(printer=data.jsonld_truncated),
    "JSON-LD with one time": Family(printer=data.jsonld_constant, limits=_GUESSED),
    "local times marked Z": Family(printer=data.jsonld_true_zone, limits=_GUESSED),
    "__NEXT_DATA__": Family(printer=data.next_data, limits=Limits(least=3)),
    "island": Family(printer=data.island, limits=Limits(least=3)),
    "state": Family(printer=data.state, limits=Limits(least=3)),
    "clock headings": Family(printer=clocked.clock_headings, limits=_CLOCKED),
    "bold clocks": Family(
        printer=clocked.bold_clocks,
        limits=replace(_CLOCKED, namings=("none",)),
    ),
    "anchors": Family(printer=clocked.anchors, limits=_CLOCKED),
    "table": Family(printer=clocked.table, limits=_CLOCKED),
    "definition list": Family(printer=clocked.definitions, limits=_CLOCKED),
    "WordPress": Family(
        printer=data.wordpress,
        media_type=JSON,
        limits=Limits(entitled=("none",), namings=("stable",)),
    ),
    "Sourcefabric": Family(
        printer=data.sourcefabric, media_type=JSON, limits=Limits(namings=("stable",))
    ),
    "Guardian": Family(
        printer=data.guardian, media_type=JSON, limits=Limits(namings=("stable",))
    ),
}
