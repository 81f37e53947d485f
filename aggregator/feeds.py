"""One output feed: what it shows now, in each form that readers take."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias

from aggregator.editions import dated, last_changed
from aggregator.excerpt import EVER, Excerpt, Taken, hours_of
from aggregator.outputs import ALL, Links, Told
from aggregator.publish.archive import archive, json_archive
from aggregator.publish.atom import atom_of
from aggregator.publish.digest import (
    digests,
    hour_of,
    more_lines,
    settled,
    told_of,
    with_digests,
)
from aggregator.publish.issues import digest_of, edition
from aggregator.publish.jsonfeed import jsonfeed_of
from aggregator.publish.rss import rss_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.model import FeedInfo, Rendition
    from aggregator.outputs import Line, Span, Tombstone
    from aggregator.publish.digest import Plan
    from aggregator.publish.issues import Edition, Issue
    from aggregator.store.unit import Store

Form: TypeAlias = Literal["atom", "json", "rss"]
"""What a feed can be written as; its address ends so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What a feed shows, and the documents that were written of it so far."""

    edition: Edition
    tombstones: tuple[Tombstone, ...]
    archives: int
    ends: datetime | None  # as of `Taken`
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
        store: read, but for the moments of changes, which are kept.
        info: what it says of itself; `url` is that of its Atom form.
        span: what it shows.
        clock: tells the time, for the window; it is never in a document.
        hub: the address of who tells of each change; empty: nobody.
        lasting: keep in the store when it last changed, for the feed is configured.
    """

    def __init__(
        self,
        store: Store,
        info: FeedInfo,
        *,
        span: Span,
        clock: Callable[[], datetime],
        hub: str = "",
        lasting: bool = False,
    ) -> None:
        self.info = info
        self._store = store
        self._span = span
        self._excerpt = Excerpt(span, info, keeps=lasting)
        self._clock = clock
        self._hub = hub
        self._lasting = lasting
        self._last: tuple[object, _Shown] | None = None
        self._turn = Lock()

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
            held = self._excerpt.archive(unit, number)
            last = unit.entries.archives(EVER)
        if held is None:
            return None
        info = replace(self.info, url=self._archived(number, form))
        style = self._span.style
        if form == "json":
            older = Links(next=self._archived(number - 1, form))
            return json_archive(held, info, links=older, style=style)
        links = Links(
            current=self.info.url,
            prev_archive=self._archived(number - 1, form),
            next_archive=self._archived(number + 1, form) if number < last else "",
        )
        return archive(held, info, links=links, style=style)

    def url(self, form: Form) -> str:
        """Return the address of one form."""
        return f"{self._stem}.{form}"

    def ends(self) -> datetime | None:
        """Return where the feed is full; None: it holds all of its window.

        Raises:
            StoreError: the store cannot be read.
        """
        return self._shown().ends

    def since(self) -> datetime:
        """Return where the window begins, by the whole hour: a feed must not tick."""
        return hour_of(self._clock() - self._span.window)

    def until(self) -> datetime:
        """Return the end of the last hour that is told where hours are one entry."""
        return settled(self._clock())

    @property
    def _stem(self) -> str:
        return self.info.url.removesuffix(".atom")

    def _archived(self, number: int, form: Form) -> str:
        return f"{self._stem}/archive/{number}.{form}" if number else ""

    def _shown(self) -> _Shown:
        with self._turn:
            since, until = self.since(), self.until()
            with self._store.reading() as unit:
                state = (unit.entries.stamp(), since, until)
                if self._last is not None and self._last[0] == state:
                    return self._last[1]
                taken = self._excerpt.take(unit, since, until)
            shown = self._told(taken, until)
            if self._last is not None and not shown.differs(self._last[1]):
                shown = self._last[1]  # what has changed is in other feeds
            self._last = (state, shown)
            return shown

    def _told(self, taken: Taken, until: datetime) -> _Shown:
        timeline, plan = taken.timeline, taken.plan
        told = edition(timeline, self.info, style=self._span.style)
        if plan.lines or plan.began:
            until = max(until, plan.until or until)  # a clock may be set back
            hours, most = self._hours(taken, until), self._span.entries
            told = with_digests(told, timeline, hours, until=until, most=most)
        if self._lasting:
            told = self._stamped(told, taken)
        return _Shown(
            edition=told,
            tombstones=taken.tombstones,
            archives=taken.archives,
            ends=self._ends(told, taken),
        )

    def _hours(self, taken: Taken, until: datetime) -> tuple[Issue, ...]:
        """Return what is told by the hour, and keep what is new of it."""
        plan = taken.plan
        fresh = more_lines(taken.coalesced, plan, until=until)
        if fresh or plan.until != until:
            self._keep(fresh, plan, until)
        lines = (*plan.lines.values(), *fresh)
        return self._dated(digests(taken.coalesced, lines, self.info))

    def _keep(self, fresh: Sequence[Line], plan: Plan, until: datetime) -> None:
        feed = self.info.id
        moments = {hours_of(feed): until}
        moments |= {hours_of(feed, each): began for each, began in plan.began.items()}
        told = {
            name: Told(digest=digest_of(moment), at=moment, now=moment)
            for name, moment in moments.items()
        }
        with self._store.begin() as unit:
            unit.hours.keep(feed, fresh)
            unit.editions.keep(told)

    def _ends(self, told: Edition, taken: Taken) -> datetime | None:
        """Return where the feed is full, or hours are told no more."""
        entries = taken.timeline.entries
        if len(told.issues) < self._span.entries:
            return taken.cut
        return (
            entries[-1].surfaced
            if len(entries) == len(told.issues)
            else (told.issues[-1].published)
        )

    def _dated(self, hours: Sequence[Issue]) -> tuple[Issue, ...]:
        """Return hours with the moments at which they became what they are."""
        now = self._clock()
        told = {each.id: told_of(each, now=now) for each in hours}
        changed = last_changed(self._store, told)
        return tuple(replace(each, updated=changed[each.id]) for each in hours)

    def _stamped(self, told: Edition, taken: Taken) -> Edition:
        """Return what is told with the moment at which it last became another.

        It is the feed's own `updated` where not all entries are shown, or hours come
        and go: that of all entries would move by what happens elsewhere.
        """
        beside = (taken.archives, *taken.tombstones)
        stamped = dated(self._store, told, self.info.id, *beside, now=self._clock())
        chosen = f"chosen:{self.info.id}"  # it may be configured to show all again
        if self._span.selection == ALL and taken.plan.until is None:
            with self._store.reading() as unit:
                before = unit.editions.last(chosen)
            return replace(stamped, updated=max(told.updated, before or told.updated))
        updated = max([stamped.updated, *(each.updated for each in told.issues)])
        kept = Told(digest=digest_of(updated), at=updated, now=updated)
        return replace(
            stamped, updated=last_changed(self._store, {chosen: kept})[chosen]
        )

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
