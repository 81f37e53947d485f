"""The times that a page shows or carries, each with the node that bears it.

As some forty outlets mark them up: `datetime`, attributes with seconds or milliseconds
since 1970, and text that begins with a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extract import labels
from aggregator.extract.lengths import Lengths, count
from aggregator.text import times
from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, timedelta

    from selectolax.lexbor import LexborNode

    from aggregator.extract.clocks import Clock
    from aggregator.extract.page import Page

_NAMED_AFTER_TIME = re.compile(r"time|date|publish|stamp|created", re.IGNORECASE)
_PAGE_DATE = re.compile(r"date|time|datum|fecha|publi|posted", re.IGNORECASE)
_MACHINE = re.compile(r"\d{10}(?:\d{3})?\Z|\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_SHOWN = {"title", "aria-label"}  # a time in full, where the text is "2 hours ago"
_SHORTEST = 5  # characters: 11:48
_WHOLE = 10  # characters: a day, or seconds since 1970
_LABEL = 120  # characters; with its white space, what is longer is prose
_LABEL_TIME = re.compile(r"\D{0,80}\d")  # in a label, a figure may stand behind words
_PROSE_TIME = re.compile(r"\s*\D{0,24}\d")  # prose has to begin with its time
_UNSPOKEN = {"script", "style", "template", "noscript", "title", "option", "textarea"}
_LINES = "h1, h2, h3, h4, h5, h6, time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One time, as one node has it; one of the four kinds is set."""

    node: LexborNode
    column: str  # the same for the same field of other posts
    written: str | None = None  # a whole time, as `times.parse` reads it
    clock: Clock | None = None
    ago: timedelta | None = None  # before the page was fetched
    minute: int | None = None  # of a match: it orders posts, and dates none
    zone: str | None = None  # stated with the clock: "BST"
    said: str = ""  # the text that it was read from, if it was a text

    @property
    def is_edit(self) -> bool:
        """Whether its field is named after the last edit."""
        return bool(re.search(r"updat|modif|edit", self.column, re.IGNORECASE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that a text says, and nothing else."""

    node: LexborNode
    day: date

    @property
    def is_of_page(self) -> bool:
        """Whether its place is named after the date of the page."""
        parent = self.node.parent
        return parent is not None and bool(_PAGE_DATE.search(shape(parent)))


@dataclass(slots=True)
class Scan:
    """All that a page has of times and days, in its order, and of words."""

    anchor: date  # near the times
    stamps: list[Stamp] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    lengths: Lengths = field(default_factory=lambda: Lengths({}, {}, (), ()))


def scan(page: Page, anchor: date) -> Scan:
    """Return the times of a page; `anchor` is a day near them."""
    found, body = Scan(anchor), page.tree.body
    if body is not None:
        found.lengths = _walked(body, found)
    return found


def _walked(body: LexborNode, found: Scan) -> Lengths:
    """Note all times, and measure all nodes: in one pass, for pages are long."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    words: list[int] = []
    within: list[int] = []  # the nodes that are not at their end yet
    spoken = True
    for place, node in enumerate(body.traverse(include_text=True)):
        own, parent, is_text = node.mem_id, node.parent, node.is_text_node
        starts[own] = place
        words.append(0)
        text = (spoken and is_text and node.text_content) or ""
        said = text.split()
        if is_text and not said:
            continue
        above = parent.mem_id if parent else 0
        while within and within[-1] != above:
            ends[within.pop()] = place
        if said:
            words[place] = count(text, said)
            _of_text(node, text, said, found)
        else:
            within.append(own)
            spoken = node.tag not in _UNSPOKEN  # the text of a script comes next
            _of_attributes(node, found)
    ends.update(dict.fromkeys(within, len(words)))
    return Lengths(starts, ends, words, body.css(_LINES))


def _of_attributes(node: LexborNode, found: Scan) -> None:
    if not node.is_element_node:
        return
    attributes = node.attrs
    for name in _bearing(tuple(attributes.keys())):
        value = attributes.get(name) or ""
        if len(value) < _SHORTEST:
            continue
        if name == "datetime":
            found.stamps.extend(_of_datetime(node, value))
        elif len(value) >= _WHOLE and _bears_time(name, value, node):
            column = f"{shape(node)}@{attributes.get('itemprop') or name}"
            found.stamps.append(Stamp(node=node, column=column, written=value))


@lru_cache(maxsize=1024)  # pages say the same few names again and again
def _bearing(names: tuple[str, ...]) -> Sequence[str]:
    return [name for name in names if _may_bear(name)]


def _may_bear(name: str) -> bool:
    named = name in {"datetime", "content"} or name in _SHOWN
    return named or _NAMED_AFTER_TIME.search(name) is not None


def _of_datetime(node: LexborNode, value: str) -> Iterator[Stamp]:
    """Read what HTML, section 4.5.14, lets stand there: a time, or a clock alone."""
    column = f"{shape(node)}@datetime"
    if times.parse(value):
        yield Stamp(node=node, column=column, written=value)
    elif clock := labels.bare(value):
        yield Stamp(node=node, column=column, clock=clock)


def _bears_time(name: str, value: str, node: LexborNode) -> bool:
    if name == "content" and not _may_bear(node.attrs.get("itemprop") or ""):
        return False
    if value[0].isdigit() and _MACHINE.match(value):
        return True
    in_words = name in _SHOWN or name.startswith("data-")
    return in_words and ":" in value and times.parse(value) is not None


def _of_text(node: LexborNode, text: str, words: list[str], found: Scan) -> None:
    if not (_PROSE_TIME if len(text) > _LABEL else _LABEL_TIME).match(text):
        return
    said, parent = " ".join(words), node.parent
    if parent is None or parent.tag in _UNSPOKEN:
        return
    stamp = read(said, parent, found.anchor)
    if stamp:
        found.stamps.append(stamp)
    elif day := labels.day_alone(said, found.anchor):
        found.days.append(Day(node=node, day=day))


def read(said: str, node: LexborNode, anchor: date) -> Stamp | None:
    """Return the time that a text begins with, or that is all it says."""
    told = _told(said, anchor)
    if told is None:
        return None
    return Stamp(
        node=node,
        column=f"{shape(node)}#text",
        written=told.written,
        clock=told.clock,
        ago=told.ago,
        minute=told.minute,
        zone=told.zone,
        said=said,
    )


class _Told(NamedTuple):
    """What a text says, wherever it stands: the fields of a stamp."""

    written: str | None = None
    clock: Clock | None = None
    ago: timedelta | None = None
    minute: int | None = None
    zone: str | None = None


@remembered
def _told(said: str, anchor: date) -> _Told | None:
    if labels.is_whole(said):
        return _Told(written=said)
    if clock := labels.clock(said, anchor):
        return _Told(clock=clock, zone=labels.zone(clock.rest))
    ago, minute = labels.ago(said), labels.minute(said)
    return None if ago is None and minute is None else _Told(ago=ago, minute=minute)


def shape(node: LexborNode) -> str:
    """Return what nodes of one kind have in common: tag and first class."""
    named = node.attrs.get("class") if node.is_element_node else None
    return ".".join([node.tag or "", *(named or "").split()[:1]])
