"""Keep the timeline: the entries that leads were given, as readers see them."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, tuple_

from aggregator.errors import StoreError
from aggregator.model import Echoed, Entry, EntryId, Reference, Timeline
from aggregator.store.minting import random_id
from aggregator.store.noticing import UNSEEN
from aggregator.store.rows import AnyRow, chunks, post_of
from aggregator.store.tables import counters, entries, feeds, posts, revisions
from aggregator.text.words import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHOWN = (posts, revisions)  # what a page tells of
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Company:
    """What else is known of some leads, by their rows."""

    echoes: Mapping[int, Sequence[Echoed]]
    revisions: Mapping[int, AnyRow]  # the last of each


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
    ) -> Timeline:
        """Return the entries that surfaced last, newest first.

        The timeline's `updated` looks at all entries older than `before`, not only at
        those returned: as a window moves on, the newest of it would go back.

        Args:
            limit: how many at most.
            since: none that surfaced before this.
            before: only those that come after this one, further down.

        Raises:
            StoreError: there is no entry `before`.
        """
        below = self._below(before)
        window = [*below, *([] if since is None else [entries.c.surfaced >= since])]
        query = _with_followed().where(*window).limit(limit)
        updated = select(func.max(entries.c.updated)).where(*below)
        return Timeline(
            entries=self._told(self._connection.execute(query).all()),
            updated=self._connection.execute(updated).scalar() or _NEVER,
        )

    def get(self, entry: EntryId) -> Entry | None:
        """Return one entry; None if there is none of this id."""
        query = _with_followed().where(entries.c.uid == entry)
        told = self._told(self._connection.execute(query).all())
        return told[0] if told else None

    def stamp(self) -> str:
        """Return a mark that changes with all that a page or a feed shows.

        Most such changes make a post (a new entry, an echo) or a revision, and their
        numbers only grow, in the order in which writers commit. What makes neither (a
        post is withdrawn, or proves a key event) is counted.
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

    def _below(self, entry: EntryId | None) -> list[ColumnElement[bool]]:
        if entry is None:
            return []
        place = select(entries.c.surfaced, entries.c.id).where(entries.c.uid == entry)
        found = self._connection.execute(place).one_or_none()
        if found is None:
            message = f"there is no entry {entry}"
            raise StoreError(message)
        return [tuple_(entries.c.surfaced, entries.c.id) < tuple(found)]

    def _told(self, rows: Sequence[AnyRow]) -> tuple[Entry, ...]:
        leads = [row.id for row in rows]
        company = _Company(self._echoes(leads), self._last_revisions(leads))
        return tuple(_entry(row, company) for row in rows)

    def _echoes(self, leads: Iterable[int]) -> dict[int, list[Echoed]]:
        echoes = defaultdict(list)
        query = select(posts).order_by(posts.c.first_seen, posts.c.id)
        for chunk in chunks(leads):
            for row in self._connection.execute(
                query.where(posts.c.lead_id.in_(chunk))
            ):
                echoes[row.lead_id].append(_echoed(row))
        return echoes

    def _last_revisions(self, leads: Iterable[int]) -> dict[int, AnyRow]:
        post, number = revisions.c.post_id, revisions.c.number
        other = revisions.alias("other")
        last = select(func.max(other.c.number)).where(other.c.post_id == post)
        query: Select[Any] = select(post, number, revisions.c.change).where(
            number == last.scalar_subquery()
        )
        return {
            row.post_id: row
            for chunk in chunks(leads)
            for row in self._connection.execute(query.where(post.in_(chunk)))
        }


@functools.cache  # to write it takes as long as to ask it
def _with_followed() -> Select[Any]:
    """Select entries, newest first, with their leads and what they follow."""
    followed, lead = entries.alias("followed"), posts.alias("followed_lead")
    return (
        select(
            posts,
            *(
                entries.c[each].label(f"entry_{each}")
                for each in (
                    "uid",
                    "published",
                    "updated",
                    "first_seen",
                    "surfaced",
                    "follows_url",
                )
            ),
            followed.c.uid.label("followed_uid"),
            *(
                lead.c[each].label(f"followed_{each}")
                for each in ("title", "text", "outlet")
            ),
        )
        .join(posts, posts.c.id == entries.c.post_id)
        .outerjoin(followed, followed.c.id == entries.c.follows_id)
        .outerjoin(lead, lead.c.id == followed.c.post_id)
        .order_by(entries.c.surfaced.desc(), entries.c.id.desc())
    )


def _entry(row: AnyRow, company: _Company) -> Entry:
    last = company.revisions.get(row.id)
    return Entry(
        id=row.entry_uid,
        post=post_of(row),
        published=row.entry_published,
        updated=row.entry_updated,
        first_seen=row.entry_first_seen,
        surfaced=row.entry_surfaced,
        follows=None if row.followed_uid is None else _reference(row),
        echoes=tuple(company.echoes.get(row.id, ())),
        revisions=last.number if last else 0,
        change=last.change if last else None,
        withdrawn=row.withdrawn,
    )


def _reference(row: AnyRow) -> Reference:
    return Reference(
        id=row.followed_uid,
        url=row.entry_follows_url,
        title=row.followed_title or first_sentence(row.followed_text),
        outlet=row.followed_outlet,
    )


def _echoed(row: AnyRow) -> Echoed:
    return Echoed(
        post=post_of(row),
        first_seen=row.first_seen,
        likeness=row.likeness,
        reasons=row.reasons,
    )
