"""The times that a page shows or carries, each with the node that bears it.

As some forty outlets mark them up: `datetime`, attributes with seconds or milliseconds
since 1970, and text that begins with a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from aggregator.extract import clocks
from aggregator.text import times
from aggregator.text.datewords import OFFSETS, SEASONAL
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from aggregator.extract.clocks import Clock
    from aggregator.extract.page import Page

_NAMED_AFTER_TIME = re.compile(r"time|date|publish|stamp|created", re.IGNORECASE)
_MACHINE = re.compile(r"\d{10}(?:\d{3})?\Z|\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_MAY_HOLD_A_TIME = re.compile(r"[^\d]{0,40}\d{1,4}")
_FIGURES = re.compile(r"(?<![\d.:/])\d{1,2}\s?[.:h]\s?\d\d(?!\d|[./]\s?\d)")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ZONE = re.compile(r"\W*([A-Z]{2,5})\b")
_AGO = re.compile(
    r"\b(?:vor|il y a|hace|há)\s(?P<after>\d+)\s?(?P<unit>[^\W\d_]+)"
    r"|\b(?P<before>\d+)\s?(?P<of>[^\W\d_]+)\s(?:ago|fa|geleden|sedan|siden)\b",
    re.IGNORECASE,
)
_UNITS = (("m", 60), ("s", 1), ("h", 3600), ("o", 3600), ("d", 86400), ("t", 86400))
_COUNTLESS = 1000  # of no unit is so much ago
_LABEL = 60  # characters; what is longer is prose
LONGEST_DAY = 6  # words: "Live blog of Thursday, 18 July"
_SPOKEN = {"script", "style", "template", "noscript", "title", "option", "textarea"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One time, as one node has it; one of `written`, `clock` and `ago` is set."""

    node: LexborNode
    column: str  # the same for the same field of other posts
    written: str | None = None  # a whole time, as `times.parse` reads it
    clock: Clock | None = None
    zone: str | None = None  # stated with the clock: "BST"
    ago: timedelta | None = None  # before the page was fetched

    @property
    def is_edit(self) -> bool:
        """Whether its field is named after the last edit."""
        return bool(re.search(r"updat|modif|edit", self.column, re.IGNORECASE))


@dataclass(slots=True)
class Scan:
    """All that a page has of times and days, in its order."""

    stamps: list[Stamp] = field(default_factory=list)
    days: list[tuple[LexborNode, date]] = field(default_factory=list)  # a day alone
    order: dict[int, int] = field(default_factory=dict)  # place of each node, by its id


def scan(page: Page, anchor: date) -> Scan:
    """Return the times of a page; `anchor` is a day near them."""
    found = Scan()
    nodes = page.tree.body.traverse(include_text=True) if page.tree.body else ()
    for place, node in enumerate(nodes):
        found.order[node.mem_id] = place
        if node.tag != "-text":
            found.stamps.extend(_of_attributes(node))
        elif _MAY_HOLD_A_TIME.match(node.text_content or ""):
            _of_text(node, anchor, found)
    return found


def _of_attributes(node: LexborNode) -> Iterator[Stamp]:
    attributes = node.attributes
    for name, value in attributes.items():
        if value and _bears_time(name, value, attributes):
            column = f"{shape(node)}@{attributes.get('itemprop') or name}"
            yield Stamp(node=node, column=column, written=value)


def _bears_time(name: str, value: str, beside: dict[str, str | None]) -> bool:
    if name == "datetime":
        return times.parse(value) is not None
    if name == "content":
        name = beside.get("itemprop") or ""
    return bool(_NAMED_AFTER_TIME.search(name) and _MACHINE.match(value))


def _of_text(node: LexborNode, anchor: date, found: Scan) -> None:
    said, parent = squeeze(node.text_content or ""), node.parent
    if parent is None or parent.tag in _SPOKEN:
        return
    stamp = read(said, parent, anchor)
    if stamp:
        found.stamps.append(stamp)
    elif len(said) <= _LABEL:
        day = _day(said, anchor) if len(said.split()) <= LONGEST_DAY else None
        found.days.extend([(node, day)] if day else [])


def read(said: str, node: LexborNode, anchor: date) -> Stamp | None:
    """Return the time that a text begins with, or that is all it says."""
    column = f"{shape(node)}#text"
    if len(said) <= _LABEL and times.parse(said) and ":" in said:
        return Stamp(node=node, column=column, written=said)
    clock = clocks.read(said, anchor=anchor) or _label(said, anchor)
    if clock:
        return Stamp(node=node, column=column, clock=clock, zone=_zone(clock.rest))
    ago = _ago(said) if len(said) <= _LABEL else None
    return Stamp(node=node, column=column, ago=ago) if ago else None


def _label(said: str, anchor: date) -> Clock | None:
    """Read a clock behind other words, as in "Updated at 2:05 pm", if that is all."""
    figures = _FIGURES.search(said) if len(said) <= _LABEL else None
    clock = clocks.read(said[figures.start() :], anchor=anchor) if figures else None
    return replace(clock, day=clock.day or _day(said, anchor)) if clock else None


def _day(said: str, anchor: date) -> date | None:
    """Return the day that is said; "3/9/2026" is the nearer of its two readings."""
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


def _zone(behind: str) -> str | None:
    stated = _ZONE.match(behind)
    return stated[1] if stated and stated[1] in {*OFFSETS, *SEASONAL} else None


def _ago(said: str) -> timedelta | None:
    found = _AGO.search(said)
    if found is None:
        return None
    unit = (found["unit"] or found["of"]).lower()
    seconds = next((each for start, each in _UNITS if unit.startswith(start)), None)
    count = int(found["after"] or found["before"])
    return (
        timedelta(seconds=seconds * count) if seconds and count < _COUNTLESS else None
    )


def shape(node: LexborNode) -> str:
    """Return what nodes of one kind have in common: tag and first class."""
    classes = (node.attributes.get("class") or "").split()
    return ".".join([node.tag or "", *classes[:1]])
