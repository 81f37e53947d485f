"""What one feed takes of the timeline: entries, whole hours, and what has left it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from aggregator.model import Timeline
from aggregator.outputs import ALL, PLAIN
from aggregator.publish.digest import Plan, hour_of
from aggregator.publish.issues import MOST_BYTES, edition
from aggregator.publish.selection import chooses
from aggregator.stretch import stretch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.model import Entry, EntryId, FeedInfo, SourceId
    from aggregator.outputs import Span, Tombstone
    from aggregator.store.unit import Unit

_COALESCED = 2_000  # entries that are read for the hours which tell of them
EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""As where a window begins: then all is in an archive, be it in the feed as well."""

_HEAVY = MOST_BYTES / 4  # of markup: escaped, it may not fit into one document
_TOMBSTONES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a feed shows, as the store has it at one moment."""

    timeline: Timeline
    coalesced: tuple[Entry, ...]  # which do not stand in it by themselves
    cut: datetime | None  # where hours are told no more: there are too many
    plan: Plan
    tombstones: tuple[Tombstone, ...]
    archives: int


class Excerpt:
    """What a feed is made of.

    Args:
        span: how much it shows, and which entries.
        info: what it says of itself.
        keeps: whether the store may know what it has told of hours.
    """

    def __init__(self, span: Span, info: FeedInfo, *, keeps: bool) -> None:
        self._span = span
        self._info = info
        self._keeps = keeps

    def take(self, unit: Unit, since: datetime, until: datetime) -> Taken:
        """Return all that the feed shows.

        Args:
            unit: the store at this moment.
            since: where its window begins.
            until: the end of the last hour into which nothing comes any more.
        """
        plan = self._plan(unit, since, until)
        timeline = self._timeline(unit, since, plan)
        coalesced, cut = self._coalesced(unit, since, plan)
        number = len(timeline.entries) + len(coalesced)
        # What the feed has no room for shall be reached, too.
        short = number >= self._span.entries or _is_heavy(timeline.entries)
        return Taken(
            timeline=timeline,
            coalesced=coalesced,
            cut=cut,
            plan=plan,
            tombstones=self._left(unit, since, plan),
            archives=unit.entries.archives(EVER if short else since),
        )

    def archive(self, unit: Unit, number: int) -> Timeline | None:
        """Return an older part of what it ever showed; None if there is none."""
        timeline = unit.entries.archive(number, since=EVER, mode=self._span.mode)
        if timeline is None:
            return None
        return replace(timeline, entries=tuple(filter(self._wants, timeline.entries)))

    def _plan(self, unit: Unit, since: datetime, until: datetime) -> Plan:
        """Return what was told of hours; the sources of which none was begin now."""
        if not (self._keeps or self._span.digest):
            return Plan()
        feed, last = self._info.id, unit.editions.last
        lines = unit.hours.lines(feed, since)
        return Plan(
            lines={each.entry: each for each in lines},
            until=last(hours_of(feed)),
            began={
                each: last(hours_of(feed, each)) or until for each in self._span.digest
            },
        )

    def _timeline(self, unit: Unit, since: datetime, plan: Plan) -> Timeline:
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

        if span.selection == ALL and not (plan.lines or plan.began):
            return read(None, span.entries)
        wanted = partial(self._lists, plan)
        return stretch(read, wanted, most=span.entries).timeline

    def _coalesced(
        self, unit: Unit, since: datetime, plan: Plan
    ) -> tuple[tuple[Entry, ...], datetime | None]:
        """Return what is told by the hour, the newest first, and where that is cut."""
        sources = {*plan.began, *(each.source for each in plan.lines.values())}
        if not sources:
            return (), None
        found = unit.entries.latest(
            limit=_COALESCED,
            since=since,
            mode=self._span.mode,
            withdrawn="left out",
            sources=sources,
        ).entries
        cut = hour_of(found[-1].surfaced) if len(found) == _COALESCED else None
        held = tuple(
            each
            for each in found
            if hour_of(each.surfaced) != cut  # of that hour there may be more
            and (each.id in plan.lines or (plan.holds(each) and self._wants(each)))
        )
        return held, cut

    def _lists(self, plan: Plan, entry: Entry) -> bool:
        """Tell whether an entry stands in the feed by itself."""
        return not plan.holds(entry) and self._wants(entry)

    def _wants(self, entry: Entry) -> bool:
        return chooses(self._span.selection, entry)

    def _left(self, unit: Unit, since: datetime, plan: Plan) -> tuple[Tombstone, ...]:
        """Return what has left the feed, by the ids that it had there."""
        left = unit.entries.tombstones(since, _TOMBSTONES, mode=self._span.mode)
        span = self._span
        plain = span.selection == ALL and span.style == PLAIN
        if plain and not (plan.lines or plan.began):
            return left
        return tuple(
            replace(each, id=self._issued(entry))
            for each in left
            if (entry := unit.entries.get(each.id)) is not None
            and self._lists(plan, entry)
        )

    def _issued(self, entry: Entry) -> str:
        alone = Timeline(entries=(entry,), updated=entry.updated)
        (issue,) = edition(alone, self._info, style=self._span.style).issues
        return issue.id


def hours_of(feed: EntryId, source: SourceId = "") -> str:
    """Return the name under which it is kept until when a feed has told hours.

    Of one source: since when these are its.
    """
    return f"hours:{feed}:{source}" if source else f"hours:{feed}"


def _is_heavy(entries: Iterable[Entry]) -> bool:
    return sum(len(each.post.html) for each in entries) > _HEAVY
