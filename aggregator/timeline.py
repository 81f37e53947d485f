"""The read story: what happens when a reader asks.

    recall | render

Both are plain functions, called in any thread; the feed is rendered once per change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from aggregator.errors import StoreError
from aggregator.looks.found import followed
from aggregator.looks.histories import history
from aggregator.publish.atom import atom
from aggregator.publish.pages import (
    entry_page,
    not_found_page,
    sources_page,
    timeline_page,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from aggregator.evidence import Mode
    from aggregator.history import History
    from aggregator.model import EntryId, FeedInfo, Rendition, Source, Standing
    from aggregator.store.unit import Store, Unit

_PAGE = 100  # entries on one page for people
_QUICKEST = 5  # seconds between two loads of a page on the wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How much of the timeline a feed shows (docs/timeline-format.md, rule 14)."""

    entries: int
    window: timedelta
    mode: Mode | None = None  # how readily posts join; None: as they were judged


class Reading:
    """Say the timeline in the formats that people and their readers know.

    Args:
        store: read only.
        info: what the feed says of itself.
        span: how much of it is shown.
        sources: what is followed, for the page that tells how they are doing.
        clock: tells the time; used for the window and for "ago", never in a feed.
    """

    def __init__(
        self,
        store: Store,
        info: FeedInfo,
        *,
        span: Span,
        sources: Sequence[Source],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._info = info
        self._span = span
        self._sources = sources
        self._clock = clock
        self._feed: tuple[object, Rendition] | None = None

    def feed(self) -> Rendition:
        """Return the merged feed as Atom; rendered anew only when it has changed.

        Raises:
            StoreError: the store cannot be read.
        """
        since = self._since()
        with self._store.reading() as unit:
            state = (unit.entries.stamp(), since)
            if self._feed is not None and self._feed[0] == state:
                return self._feed[1]
            timeline = unit.entries.latest(
                limit=self._span.entries, since=since, mode=self._span.mode
            )
        rendered = atom(timeline, self._info)
        self._feed = (state, rendered)  # another thread may set it meanwhile
        return rendered

    def page(self, query: Mapping[str, str]) -> Rendition | None:
        """Return the timeline as a page.

        Args:
            query: `before`, an entry's id, asks for older entries; `refresh`, a number
                of seconds, makes the page load itself anew, for a screen on the wall.

        Returns:
            None if `before` names no entry.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._store.reading() as unit:
            before = query.get("before")
            if before is not None and unit.entries.get(before) is None:
                return None
            timeline = unit.entries.latest(limit=_PAGE + 1, before=before)
        shown = replace(timeline, entries=timeline.entries[:_PAGE])
        more = len(timeline.entries) > _PAGE
        older = f"?before={shown.entries[-1].id}" if more else None
        return timeline_page(
            shown,
            self._info,
            now=self._clock(),
            older=older,
            refresh=_refresh(query.get("refresh", "")),
        )

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
        return entry_page(told, self._info, now=self._clock(), rulings=rulings)

    def standings(self) -> Rendition:
        """Return the page that tells how each source is doing.

        Raises:
            StoreError: the store cannot be read.
        """
        now = self._clock()
        with self._store.reading() as unit:
            standings = self._standings(unit, now)
        return sources_page(standings, self._info, now=now)

    def nowhere(self) -> Rendition:
        """Return what is shown at an address that leads nowhere."""
        return not_found_page(self._info)

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

    def _since(self) -> datetime:
        """Return where the window begins, by the whole hour: a feed must not tick."""
        return (self._clock() - self._span.window).replace(
            minute=0, second=0, microsecond=0
        )


def _refresh(seconds: str) -> int | None:
    """Return a pace that a wall needs and the server bears, or None for a reader."""
    told = re.fullmatch(r"[0-9]{1,4}", seconds)
    return max(_QUICKEST, int(told[0])) if told else None
