"""One output feed: what it shows now, in each form that readers take."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from aggregator.model import Timeline
from aggregator.outputs import ALL, Links
from aggregator.publish.archive import archive, json_archive
from aggregator.publish.atom import atom_of
from aggregator.publish.issues import edition
from aggregator.publish.jsonfeed import jsonfeed_of
from aggregator.publish.rss import rss_of
from aggregator.publish.selection import chooses
from aggregator.stretch import stretch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Entry, EntryId, FeedInfo, Rendition
    from aggregator.outputs import Span, Tombstone
    from aggregator.publish.issues import Edition
    from aggregator.store.unit import Store, Unit

Form: TypeAlias = Literal["atom", "json", "rss"]
"""What a feed can be written as; its address ends so."""

_TOMBSTONES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What a feed shows, and the documents that were written of it so far."""

    edition: Edition
    tombstones: tuple[Tombstone, ...]
    archives: int
    documents: dict[Form, Rendition] = field(default_factory=dict)

    def differs(self, other: _Shown) -> bool:
        """Tell whether a reader would see a difference."""
        return (self.edition.issues, self.tombstones, self.archives) != (
            other.edition.issues,
            other.tombstones,
            other.archives,
        )


class OutputFeed:
    """One feed over the store; may be asked in any thread.

    Args:
        store: read only.
        info: what it says of itself; `url` is that of its Atom form.
        span: what it shows.
        clock: tells the time, for the window; it is never in a document.
        hub: the address of who tells of each change; empty: nobody.
    """

    def __init__(
        self,
        store: Store,
        info: FeedInfo,
        *,
        span: Span,
        clock: Callable[[], datetime],
        hub: str = "",
    ) -> None:
        self.info = info
        self._store = store
        self._span = span
        self._clock = clock
        self._hub = hub
        self._last: tuple[object, _Shown] | None = None

    def document(self, form: Form = "atom") -> Rendition:
        """Return the feed in one form; it is written anew only when it has changed.

        Raises:
            StoreError: the store cannot be read.
        """
        shown = self._shown()
        document = shown.documents.get(form)
        if document is None:
            document = shown.documents[form] = self._written(shown, form)
        return document

    def archive(self, number: int, form: Form = "atom") -> Rendition | None:
        """Return an older part of all that the feed ever showed (RFC 5005).

        Args:
            number: 1 is the oldest.
            form: "atom", or "json", whose pages lead to older ones.

        Returns:
            None if there is none of this number.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._store.reading() as unit:
            since = self.since()
            timeline = unit.entries.archive(number, since=since, mode=self._span.mode)
            last = unit.entries.archives(since)
        if timeline is None:
            return None
        held = replace(timeline, entries=tuple(filter(self._wants, timeline.entries)))
        info = replace(self.info, url=self._archived(number, form))
        edits = self._span.edits
        if form == "json":
            older = Links(next=self._archived(number - 1, form))
            return json_archive(held, info, links=older, edits=edits)
        links = Links(
            current=self.info.url,
            prev_archive=self._archived(number - 1, form),
            next_archive=self._archived(number + 1, form) if number < last else "",
        )
        return archive(held, info, links=links, edits=edits)

    def url(self, form: Form) -> str:
        """Return the address of one form."""
        return f"{self._stem}.{form}"

    def since(self) -> datetime:
        """Return where the window begins, by the whole hour: a feed must not tick."""
        return (self._clock() - self._span.window).replace(
            minute=0, second=0, microsecond=0
        )

    @property
    def _stem(self) -> str:
        return self.info.url.removesuffix(".atom")

    def _archived(self, number: int, form: Form) -> str:
        return f"{self._stem}/archive/{number}.{form}" if number else ""

    def _shown(self) -> _Shown:
        since = self.since()
        with self._store.reading() as unit:
            state = (unit.entries.stamp(), since)
            last = self._last
            if last is not None and last[0] == state:
                return last[1]
            shown = self._read(unit, since)
        if last is not None and not shown.differs(last[1]):
            shown = last[1]  # what has changed is in other feeds
        self._last = (state, shown)  # another thread may set it meanwhile
        return shown

    def _read(self, unit: Unit, since: datetime) -> _Shown:
        span = self._span
        timeline = self._timeline(unit, since)
        return _Shown(
            edition=edition(timeline, self.info, edits=span.edits),
            tombstones=self._left(unit, since),
            archives=unit.entries.archives(since),
        )

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

        if span.selection == ALL:
            return read(None, span.entries)
        return stretch(read, self._wants, most=span.entries).timeline

    def _wants(self, entry: Entry) -> bool:
        return chooses(self._span.selection, entry)

    def _left(self, unit: Unit, since: datetime) -> tuple[Tombstone, ...]:
        """Return what has left the feed, by the ids that it had there."""
        left = unit.entries.tombstones(since, _TOMBSTONES, mode=self._span.mode)
        if self._span.selection == ALL and self._span.edits == "silent":
            return left
        return tuple(
            replace(each, id=self._issued(entry))
            for each in left
            if (entry := unit.entries.get(each.id)) is not None and self._wants(entry)
        )

    def _issued(self, entry: Entry) -> str:
        alone = Timeline(entries=(entry,), updated=entry.updated)
        (issue,) = edition(alone, self.info, edits=self._span.edits).issues
        return issue.id

    def _written(self, shown: _Shown, form: Form) -> Rendition:
        info = replace(self.info, url=self.url(form))
        if form == "atom":
            links = Links(
                hub=self._hub, prev_archive=self._archived(shown.archives, form)
            )
            return atom_of(
                shown.edition, info, tombstones=shown.tombstones, links=links
            )
        if form == "json":
            links = Links(hub=self._hub, next=self._archived(shown.archives, form))
            return jsonfeed_of(shown.edition, info, links=links)
        return rss_of(shown.edition, info, links=Links(hub=self._hub))
