"""The read story: what happens when a reader asks.

    recall | render

Both are plain functions, called in any thread. Feeds are told in `feeds`; this is what
people see.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from aggregator.errors import StoreError
from aggregator.feeds import OutputFeed
from aggregator.looks.found import followed
from aggregator.looks.histories import history
from aggregator.outputs import Filters, Span
from aggregator.publish.pages import (
    entry_page,
    not_found_page,
    sources_page,
    timeline_page,
)
from aggregator.publish.selection import shows
from aggregator.publish.site import BARE, query_of
from aggregator.stretch import Stretch, stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from aggregator.history import History
    from aggregator.model import (
        Entry,
        EntryId,
        FeedInfo,
        Rendition,
        Source,
        Standing,
        Timeline,
    )
    from aggregator.publish.site import Site
    from aggregator.store.unit import Store, Unit

__all__ = ["COSTLY", "PAGE", "Reading", "Span"]

PAGE = 100
"""Entries on one page for people."""
COSTLY = ("q", "source", "topic", "language")
"""Parameters of the page that may make it look through much of the timeline."""
_STEP = 300  # entries that are read at once, where not all are shown
_CHART = timedelta(days=1)  # what the charts of the sources tell of
_RECENT = 10_000  # posts whose languages are offered,
_LANGUAGES = 40  # and how many: a hostile outlet could state any number
_LONGEST = 200  # characters that are searched for
_NOTHING_ASKED: Mapping[str, str] = MappingProxyType({})
_QUICKEST = 5  # seconds between two loads of a page on the wall


class Reading:
    """Say the timeline in the formats that people and their readers know.

    Args:
        store: read only.
        info: what the main feed says of itself.
        span: how much of it is shown.
        sources: what is followed, for the page that tells how they are doing.
        clock: tells the time; used for the window and for "ago", never in a feed.
        site: what is served beside the pages.
    """

    def __init__(
        self,
        store: Store,
        info: FeedInfo,
        *,
        span: Span,
        sources: Sequence[Source],
        clock: Callable[[], datetime],
        site: Site = BARE,
    ) -> None:
        self._store = store
        self._info = info
        self._sources = sources
        self._clock = clock
        self._site = site
        self._spoken = _Spoken()
        self._feed = OutputFeed(store, info, span=span, clock=clock)

    def feed(self) -> Rendition:
        """Return the merged feed as Atom; rendered anew only when it has changed.

        Raises:
            StoreError: the store cannot be read.
        """
        return self._feed.document()

    def page(self, query: Mapping[str, str]) -> Rendition | None:
        """Return the timeline as a page.

        Args:
            query: `before`, an entry's id, asks for older entries; `refresh`, a number
                of seconds, makes the page load itself anew, for a screen on the wall;
                `source`, `topic`, `language` and `q`, words, ask for some of them.

        Returns:
            None if `before` names no entry.

        Raises:
            StoreError: the store cannot be read.
        """
        filters, before = _filters(query), query.get("before")
        with self._store.reading() as unit:
            if before is not None and unit.entries.get(before) is None:
                return None
            shown = _stretch(unit, filters, before)
            spoken = self._spoken.told(unit)
        below = shown.below
        return timeline_page(
            shown.timeline,
            self._info,
            now=self._clock(),
            older=query_of(filters, before=below) if below else None,
            newer=None if before is None else query_of(filters) or "./",
            refresh=_refresh(query.get("refresh", "")),
            filters=filters,
            site=replace(self._site, languages=(*self._site.languages, *spoken)),
        )

    def newest(self) -> tuple[Entry, ...]:
        """Return the entries of the first page, as it shows them.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._store.reading() as unit:
            return unit.entries.latest(limit=PAGE).entries

    def entry(self, entry: EntryId) -> History | None:
        """Return all that is known of one entry, listed or not.

        Returns:
            None if there is none of this id.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._store.reading() as unit:
            return history(unit, entry)

    def about(
        self, query: Mapping[str, str], rulings: str | None = None
    ) -> Rendition | None:
        """Return the page of one entry.

        Args:
            query: `entry` is the id of one, or the UUID of it alone.
            rulings: the name, below the page's own, of the address that takes rulings;
                None: it shows no form.

        Returns:
            None if there is no such entry.

        Raises:
            StoreError: the store cannot be read.
        """
        try:
            entry = UUID(query["entry"]).urn
        except ValueError:
            return None
        told = self.entry(entry)
        if told is None:
            return None
        return entry_page(
            told, self._info, now=self._clock(), rulings=rulings, site=self._site
        )

    def standings(self, query: Mapping[str, str] = _NOTHING_ASKED) -> Rendition:
        """Return the page that tells how each source is doing.

        Args:
            query: `refresh`, as of the timeline's page.

        Raises:
            StoreError: the store cannot be read.
        """
        now = self._clock()
        with self._store.reading() as unit:
            standings = self._standings(unit, now)
            ids = [each.source.id for each in standings]
            activity = unit.sources.activity(ids, now - _CHART)
        return sources_page(
            standings,
            self._info,
            now=now,
            activity=activity,
            refresh=_refresh(query.get("refresh", "")),
            site=self._site,
        )

    def nowhere(self) -> Rendition:
        """Return what is shown at an address that leads nowhere."""
        return not_found_page(self._info, site=self._site)

    def health(self) -> Mapping[str, object]:
        """Return whether the store answers, and how many sources are failing."""
        try:
            with self._store.reading() as unit:
                standings = self._standings(unit, self._clock())
        except StoreError as error:
            return {"ok": False, "error": str(error)}
        failing = [each.source.id for each in standings if each.state.failures]
        return {"ok": True, "sources": len(standings), "failing": failing}

    def _standings(self, unit: Unit, now: datetime) -> list[Standing]:
        return unit.sources.standings(followed(unit, self._sources), now)


class _Spoken:
    """The languages that the posts of late are in, and those that came since."""

    def __init__(self) -> None:
        self._known: tuple[Counter[str], int] = Counter(), 0

    def told(self, unit: Unit) -> tuple[str, ...]:
        """Return those that most posts are in; pages may ask for it at once."""
        counts, read = self._known
        last = unit.posts.last()
        if last > read:
            after = max(read, last - _RECENT)
            counts = counts + Counter(unit.posts.languages(after=after))
            self._known = counts, last
        return tuple(each for each, _ in counts.most_common(_LANGUAGES))


def _stretch(unit: Unit, filters: Filters, before: EntryId | None) -> Stretch:
    """Return what one page shows."""
    sources = frozenset(filter(None, [filters.source]))

    def read(below: EntryId | None, limit: int) -> Timeline:
        if filters.words:
            return unit.entries.search(
                filters.words, limit=limit, before=below, sources=sources
            )
        return unit.entries.latest(limit=limit, before=below, sources=sources)

    # The store itself knows what is wanted, unless by topic or language.
    step = _STEP if filters.topic or filters.language else PAGE + 1
    wanted = partial(shows, filters)
    return stretch(read, wanted, most=PAGE, before=before, step=step)


def _filters(query: Mapping[str, str]) -> Filters:
    return Filters(
        source=query.get("source", ""),
        topic=query.get("topic", ""),
        language=query.get("language", ""),
        words=query.get("q", "").strip()[:_LONGEST],
    )


def _refresh(seconds: str) -> int | None:
    """Return a pace that a wall needs and the server bears, or None for a reader."""
    told = re.fullmatch(r"[0-9]{1,4}", seconds)
    return max(_QUICKEST, int(told[0])) if told else None
