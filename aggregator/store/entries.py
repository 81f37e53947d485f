"""Keep the timeline: the entries that leads were given, as readers see them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    insert,
    select,
    tuple_,
)

from aggregator.errors import StoreError
from aggregator.model import Entry, EntryId, Reference, Timeline
from aggregator.store.archiving import archives, span
from aggregator.store.correcting import corrections
from aggregator.store.leaving import tombstones
from aggregator.store.listing import HERE, LISTED, Withdrawn, from_sources
from aggregator.store.minting import random_id
from aggregator.store.noticing import UNSEEN
from aggregator.store.rows import chunks, digest_of, id_of
from aggregator.store.searching import worded
from aggregator.store.tables import counters, entries, feeds, posts, revisions
from aggregator.store.telling import (
    reference,
    references,
    told,
    told_alone,
    with_followed,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from aggregator.evidence import Mode
    from aggregator.model import PostId, SourceId
    from aggregator.outputs import Correction, Tombstone

_SHOWN = (posts, revisions)  # what a page tells of
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Entries:
    """The timeline, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(
        self,
        *,
        limit: int,
        since: datetime | None = None,
        before: EntryId | None = None,
        mode: Mode | None = None,
        withdrawn: Withdrawn = "shown",
        sources: Collection[SourceId] = (),
    ) -> Timeline:
        """Return the entries that surfaced last, newest first.

        The timeline's `updated` looks at all entries older than `before`, not only at
        those returned: as a window moves on, the newest of it would go back.

        Args:
            limit: how many at most.
            since: none that surfaced before this.
            before: only those that come after this one, further down.
            mode: None and "conservative" list what leads; "off" lists echoes too, as
                entries of their own; "eager" leaves out what would have joined an
                entry that it lists.
            withdrawn: what becomes of an entry that its outlet took back; one that
                another outlet still says stays in any case.
            sources: only those whose leads are from one of these, or from live blogs
                that they led to; none: all.

        Raises:
            StoreError: there is no entry `before`.
        """
        below = self._below(before)
        window = [*below, *([] if since is None else [entries.c.surfaced >= since])]
        chosen = [*window, *from_sources(sources)]
        query = with_followed().where(*chosen, *LISTED[mode, withdrawn]).limit(limit)
        ever = [*below, *([] if mode == "off" else [entries.c.shown])]
        return self._timeline(query, ever, mode)

    def search(
        self,
        words: str,
        *,
        limit: int,
        before: EntryId | None = None,
        withdrawn: Withdrawn = "shown",
        sources: Collection[SourceId] = (),
    ) -> Timeline:
        """Return the entries that have all of `words`, the last that surfaced first.

        One post of the entry has them all, be it the lead or an echo. Capitals and
        accents make no difference. The timeline's `updated` is of all that is found.

        Args:
            words: any text; see `fulltext.found`. Without a letter or a digit, nothing
                is found.
            limit: how many at most.
            before: only those that come after this one, further down.
            withdrawn: as of `latest`.
            sources: likewise.

        Raises:
            StoreError: there is no entry `before`.
        """
        window = [*self._below(before), worded(self._connection, words)]
        chosen = [*window, *from_sources(sources)]
        query = with_followed().where(*chosen, *LISTED[None, withdrawn]).limit(limit)
        return self._timeline(query, [*window, entries.c.shown])

    def archives(self, since: datetime | None = None) -> int:
        """Return how many archives there are, each of a hundred numbers of entries.

        Args:
            since: where a feed's window begins: with it, all that is older is in one
                of them; without, only what no entry will be added to.
        """
        return archives(self._connection, since)

    def archive(
        self, number: int, *, since: datetime | None = None, mode: Mode | None = None
    ) -> Timeline | None:
        """Return an archive of the timeline (RFC 5005), newest first.

        No entry comes into it any more, but for the last with `since`; one leaves it
        that joins another by hand, or is withdrawn.

        Args:
            number: 1 is the oldest.
            since: as of `archives`.
            mode: as of `latest`.

        Returns:
            None if there is no such archive.
        """
        if not 1 <= number <= self.archives(since):
            return None
        query = with_followed().where(span(number), *LISTED[mode, "left out"])
        return self._timeline(query, [span(number)], mode)

    def tombstones(
        self, since: datetime, limit: int, *, mode: Mode | None = None
    ) -> tuple[Tombstone, ...]:
        """Return what has left the feeds since then, the last that left first.

        What stands again has no tombstone; nor has what another outlet still says.
        """
        return tombstones(self._connection, since, limit, mode)

    def corrections(
        self, *, limit: int, since: datetime | None = None
    ) -> tuple[Correction, ...]:
        """Return what all outlets corrected, retracted or took back, newest first.

        Args:
            limit: how many at most.
            since: none before this.
        """
        return corrections(self._connection, limit, since)

    def get(self, entry: EntryId) -> Entry | None:
        """Return one entry, listed or not; None if there is none of this id."""
        query = with_followed().where(entries.c.uid == entry)
        its = told(self._connection, self._connection.execute(query).all())
        return its[0] if its else None

    def now_in(self, entry: EntryId) -> Reference | None:
        """Return the entry that the post of `entry` is an echo in; None if it leads."""
        its = select(posts.c.lead_id).join(entries, entries.c.post_id == posts.c.id)
        lead = its.where(entries.c.uid == entry).scalar_subquery()
        row = self._connection.execute(
            references().where(entries.c.post_id == lead)
        ).one_or_none()
        return None if row is None else reference(row)

    def following(self, entry: EntryId) -> tuple[Reference, ...]:
        """Return the listed entries that follow `entry` or what it holds, in order.

        Those that followed an entry which was merged into this one are among them.
        """
        lead = select(entries.c.post_id).where(entries.c.uid == entry).scalar_subquery()
        post = posts.alias("followed_post")
        followed = entries.alias("followed")
        held = (
            select(followed.c.id)
            .join(post, post.c.id == followed.c.post_id)
            .where((post.c.id == lead) | (post.c.lead_id == lead))
        )
        query = references().where(entries.c.follows_id.in_(held), *HERE)
        rows = self._connection.execute(query.order_by(entries.c.id))
        return tuple(reference(row) for row in rows)

    def of(self, ids: Iterable[PostId]) -> dict[PostId, Reference]:
        """Return the own entries of posts, listed or not; those that are held."""
        query = references().add_columns(posts.c.source, posts.c.key)
        return {
            id_of(row.source, row.key): reference(row)
            for chunk in chunks(digest_of(each) for each in ids)
            for row in self._connection.execute(query.where(posts.c.digest.in_(chunk)))
        }

    def stamp(self) -> str:
        """Return a mark that changes with all that a page or a feed shows.

        Most such changes make a post (a new entry, an echo) or a revision, and their
        numbers only grow, in the order in which writers commit. What makes neither (a
        post is withdrawn, proves a key event, or is ruled elsewhere) is counted.
        """
        last = [select(func.max(each.c.id)).scalar_subquery() for each in _SHOWN]
        unseen = select(counters.c.number).where(counters.c.name == UNSEEN)
        query = select(*last, unseen.scalar_subquery())
        marks = self._connection.execute(query).one()
        return ".".join(str(each or 0) for each in marks)

    def feed_id(self, name: str) -> EntryId:
        """Return the id of the output feed `name`; minted at the first call, kept.

        Raises:
            StoreError: there is none yet, and this transaction only reads.
        """
        query = select(feeds.c.uid).where(feeds.c.name == name)
        uid = self._connection.execute(query).scalar()
        if uid is None:
            uid = random_id()
            self._connection.execute(insert(feeds).values(name=name, uid=uid))
        return uid

    def _timeline(
        self,
        query: Select[Any],
        ever: Sequence[ColumnElement[bool]],
        mode: Mode | None = None,
    ) -> Timeline:
        """Return the entries of `query`, and when the last of `ever` was updated."""
        last = select(entries.c.updated).where(*ever).order_by(entries.c.updated.desc())
        tell = told_alone if mode == "off" else told
        return Timeline(
            entries=tell(self._connection, self._connection.execute(query).all()),
            updated=self._connection.scalar(last.limit(1)) or _NEVER,
        )

    def _below(self, entry: EntryId | None) -> list[ColumnElement[bool]]:
        if entry is None:
            return []
        place = select(entries.c.surfaced, entries.c.id).where(entries.c.uid == entry)
        there = self._connection.execute(place).one_or_none()
        if there is None:
            message = f"there is no entry {entry}"
            raise StoreError(message)
        return [tuple_(entries.c.surfaced, entries.c.id) < tuple(there)]
