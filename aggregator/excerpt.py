"""What one feed takes of the timeline: entries, whole hours, and what has left it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.model import Timeline
from aggregator.outputs import ALL, PLAIN, Selection
from aggregator.publish.digest import digests, hour_of
from aggregator.publish.issues import MOST_BYTES, edition
from aggregator.publish.selection import chooses
from aggregator.stretch import stretch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.model import Entry, EntryId, FeedInfo
    from aggregator.outputs import Span, Tombstone
    from aggregator.publish.issues import Issue
    from aggregator.store.unit import Unit

_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_HEAVY = MOST_BYTES / 4  # of markup: escaped, it may not fit into one document
_TOMBSTONES = 300
_DIGESTED = 2_000  # entries that are read for the hours which tell of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a feed shows, as the store has it at one moment."""

    timeline: Timeline
    hours: tuple[Issue, ...]
    tombstones: tuple[Tombstone, ...]
    archives: int
    ends: datetime | None  # where it is full, and there may be more in its window


class Excerpt:
    """What a feed is made of.

    Args:
        span: how much it shows, and which entries.
        info: what it says of itself.
    """

    def __init__(self, span: Span, info: FeedInfo) -> None:
        self._span = span
        self._info = info

    def take(self, unit: Unit, since: datetime, until: datetime) -> Taken:
        """Return all that the feed shows.

        Args:
            unit: the store at this moment.
            since: where its window begins.
            until: the end of the last hour that is told whole.
        """
        timeline = self._timeline(unit, since)
        hours = self._hours(unit, since, until) if self._span.digest else ()
        is_full = len(timeline.entries) + len(hours) >= self._span.entries
        # What the feed has no room for shall be reached, too.
        short = is_full or _is_heavy(timeline.entries)
        return Taken(
            timeline=timeline,
            hours=hours,
            tombstones=self._left(unit, since),
            archives=unit.entries.archives(_EVER if short else since),
            ends=timeline.entries[-1].surfaced
            if is_full and timeline.entries
            else None,
        )

    def archive(self, unit: Unit, number: int) -> Timeline | None:
        """Return an older part of what it ever showed; None if there is none."""
        timeline = unit.entries.archive(number, since=_EVER, mode=self._span.mode)
        if timeline is None:
            return None
        return replace(timeline, entries=tuple(filter(self._wants, timeline.entries)))

    def _timeline(self, unit: Unit, since: datetime) -> Timeline:
        span = self._span

        def read(before: EntryId | None, limit: int) -> Timeline:
            return unit.entries.latest(
                limit=limit,
                since=since,
                before=before,
                mode=span.mode,
                withdrawn="left out",
                sources=span.selection.sources,
            )

        if span.selection == ALL and not span.digest:
            return read(None, span.entries)
        return stretch(read, self._lists, most=span.entries).timeline

    def _hours(self, unit: Unit, since: datetime, until: datetime) -> tuple[Issue, ...]:
        """Return the hours that are told whole, each in one issue."""
        found = unit.entries.latest(
            limit=_DIGESTED,
            since=since,
            mode=self._span.mode,
            sources=self._span.digest,
        ).entries
        if len(found) == _DIGESTED:  # of the oldest hour there may be more
            cut = hour_of(found[-1].surfaced)
            found = tuple(each for each in found if hour_of(each.surfaced) != cut)
        return digests(found, self._info, wanted=self._wants, until=until)

    def _lists(self, entry: Entry) -> bool:
        """Tell whether an entry stands in the feed by itself."""
        return not self._digested(entry) and self._wants(entry)

    def _digested(self, entry: Entry) -> bool:
        digest = self._span.digest
        return bool(digest) and chooses(Selection(sources=digest), entry)

    def _wants(self, entry: Entry) -> bool:
        return chooses(self._span.selection, entry)

    def _left(self, unit: Unit, since: datetime) -> tuple[Tombstone, ...]:
        """Return what has left the feed, by the ids that it had there."""
        left = unit.entries.tombstones(since, _TOMBSTONES, mode=self._span.mode)
        span = self._span
        if span.selection == ALL and span.style == PLAIN and not span.digest:
            return left
        return tuple(
            replace(each, id=self._issued(entry))
            for each in left
            if (entry := unit.entries.get(each.id)) is not None and self._lists(entry)
        )

    def _issued(self, entry: Entry) -> str:
        alone = Timeline(entries=(entry,), updated=entry.updated)
        (issue,) = edition(alone, self._info, style=self._span.style).issues
        return issue.id


def _is_heavy(entries: Iterable[Entry]) -> bool:
    return sum(len(each.post.html) for each in entries) > _HEAVY
