"""The entries of a timeline as its page shows them, day by day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zlib import crc32

from aggregator.publish.bodies import body_of, excerpt_of
from aggregator.publish.phrases import Moment, clock, day_name, lag
from aggregator.publish.wording import (
    headline,
    language,
    legal,
    link,
    one_line,
    outlet_of,
    page_of,
)
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from aggregator.liveblog import Mention
    from aggregator.model import (
        Echoed,
        Entry,
        EntryId,
        Post,
        PostId,
        Reference,
        Timeline,
    )

_HUES = 8  # colours of outlets in the style sheet
_AT_ONCE = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """Another outlet that said the same."""

    outlet: str
    hue: int
    url: str | None
    lag: str  # "+3 min"
    first: bool  # by the outlets' own times it was ahead of all, the lead too
    why: str  # likeness and reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The earlier entry that an item goes beyond."""

    outlet: str
    headline: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A post of the same live blog that an item refers to."""

    words: str  # as written: "see 7.13 post"
    url: str | None  # None: it is not on this page


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of the timeline, in the words of its page."""

    id: EntryId
    anchor: str
    source: str
    topics: tuple[str, ...]
    surfaced: str  # its place in the timeline, for machines
    version: str  # another one, whenever the item looks otherwise
    page: str  # its own one, as seen from the timeline's
    kind: str  # "key event", "summary", or nothing for what is neither
    time: Moment
    doubtful: bool  # the outlet states no day or zone
    outlet: str
    hue: int
    author: str
    url: str | None
    language: str
    headline: str
    body: str | None  # sanitised markup; None: the headline says it all
    excerpt: str | None  # stands for a long body until that is opened
    edits: int
    edited: Moment
    edit: str  # what the last one did: "correction"
    withdrawn: Moment | None
    pointers: tuple[Pointer, ...]
    follows: Followed | None
    first: bool  # ahead of every outlet that said the same
    also: tuple[Also, ...]
    independent: int  # voices, itself among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The items of one day under their heading."""

    iso: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What an item must know of the others on its page."""

    ids: frozenset[EntryId]
    anchors: Mapping[PostId, str]
    hues: Mapping[str, int]


def days_of(timeline: Timeline, *, now: datetime) -> tuple[Day, ...]:
    """Return the timeline's items in its own order, parted where the day changes."""
    page = _Page(
        ids=frozenset(entry.id for entry in timeline.entries),
        anchors={each.post.id: anchor_of(each.id) for each in timeline.entries},
        hues=hues_of(_outlets(timeline.entries)),
    )
    parted = groupby(timeline.entries, key=lambda entry: entry.surfaced.date())
    return tuple(
        Day(
            iso=day.isoformat(),
            name=day_name(day, today=now.date()),
            items=tuple(_item(entry, day=day, page=page) for entry in entries),
        )
        for day, entries in parted
    )


def item_of(entry: Entry, *, day: date) -> Item:
    """Return one entry by itself, with no others beside it to point at."""
    hues = hues_of(_outlets([entry]))
    return _item(entry, day=day, page=_Page(ids=frozenset(), anchors={}, hues=hues))


def anchor_of(entry: EntryId) -> str:
    """Return the fragment that leads to an entry on the page, made from its id."""
    return "e-" + re.sub(r"[^A-Za-z0-9]+", "-", entry.rpartition(":")[2])


def hues_of(outlets: Iterable[str]) -> dict[str, int]:
    """Return a colour for each outlet: its own one by name, or the next that is free.

    So an outlet keeps its colour from page to page, and two on one page share one
    only when there are more outlets than colours.
    """
    hues: dict[str, int] = {}
    for outlet in sorted(set(outlets)):
        wanted = crc32(outlet.encode()) % _HUES
        turns = ((wanted + step) % _HUES for step in range(_HUES))
        hues[outlet] = next((h for h in turns if h not in hues.values()), wanted)
    return hues


def _outlets(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield outlet_of(entry.post)
        yield from (outlet_of(echo.post) for echo in entry.echoes)


def _item(entry: Entry, *, day: date, page: _Page) -> Item:
    post = entry.post
    lags = [_lag(each, entry) for each in entry.echoes]
    ahead = min([_AT_ONCE, *lags])
    return Item(
        id=entry.id,
        anchor=anchor_of(entry.id),
        source=one_line(post.source),
        topics=tuple(map(one_line, post.topics)),
        surfaced=rfc3339(entry.surfaced),
        version=_version(entry),
        page=page_of(entry.id),
        kind="" if post.kind == "post" else post.kind.replace("_", " "),
        time=clock(entry.published, day=day),
        doubtful=post.time_doubtful,
        outlet=outlet_of(post),
        hue=page.hues[outlet_of(post)],
        author=_author(post),
        url=link(post.url),
        language=language(post.language),
        headline=headline(post),
        body=body_of(post),
        excerpt=excerpt_of(post),
        edits=entry.revisions,
        edited=clock(entry.updated, day=day),
        edit=entry.change or "",
        withdrawn=clock(entry.withdrawn, day=day) if entry.withdrawn else None,
        pointers=tuple(_pointer(post, each, page) for each in post.mentions),
        follows=None if entry.follows is None else _followed(entry.follows, page),
        first=bool(lags) and ahead == _AT_ONCE,
        also=tuple(
            _also(echo, late, page, first=late == ahead < _AT_ONCE)
            for echo, late in zip(entry.echoes, lags, strict=True)
        ),
        independent=entry.independent,
    )


def _version(entry: Entry) -> str:
    """Return what differs once an edit, an echo or a withdrawal has come to show."""
    echoes = [each.post.id for each in entry.echoes]
    parts = (entry.updated, entry.revisions, entry.withdrawn, echoes)
    return f"{crc32(repr((*parts, entry.independent)).encode()):08x}"


def _lag(echo: Echoed, entry: Entry) -> timedelta:
    """Return how much later the echo was; a claim to be from the future is ignored."""
    claimed = echo.post.published or echo.first_seen
    return min(claimed, echo.first_seen) - entry.published


def _also(echo: Echoed, distance: timedelta, page: _Page, *, first: bool) -> Also:
    outlet = outlet_of(echo.post)
    return Also(
        outlet=outlet,
        hue=page.hues[outlet],
        url=link(echo.post.url),
        lag=lag(distance),
        first=first,
        why="; ".join([f"{echo.likeness:.0%} alike", *map(legal, echo.reasons)]),
    )


def _pointer(post: Post, mention: Mention, page: _Page) -> Pointer:
    meant = page.anchors.get(f"{post.source}#{mention.post}")
    return Pointer(words=one_line(mention.words), url=f"#{meant}" if meant else None)


def _followed(followed: Reference, page: _Page) -> Followed:
    near = f"#{anchor_of(followed.id)}" if followed.id in page.ids else None
    return Followed(
        outlet=one_line(followed.outlet),
        headline=one_line(followed.title),
        url=near or link(followed.url),
    )


def _author(post: Post) -> str:
    author = one_line(post.author or "")
    return "" if author.casefold() == outlet_of(post).casefold() else author
