"""Keep posts: what each outlet said, in its present and its earlier words."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, select

from aggregator.history import Version
from aggregator.model import Held, Post, PostId, SourceId, Verdict
from aggregator.store.minting import Moment, at_its_own_time, when_it_appears
from aggregator.store.noticing import restore, withdraw
from aggregator.store.recalling import find, recent
from aggregator.store.rows import (
    WORDS,
    AnyRow,
    chunks,
    digest_of,
    id_of,
    post_of,
    said_by,
)
from aggregator.store.saving import save
from aggregator.store.tables import posts, revisions

__all__ = ["Posts", "Version"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime


class Posts:
    """The posts, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self, ids: Iterable[PostId]) -> dict[PostId, Held]:
        """Return those posts of `ids` that are held, whatever their age."""
        wanted = {each: digest_of(each) for each in ids}
        found = {
            row.digest: _held(row)
            for chunk in chunks(wanted.values())
            for row in self._connection.execute(
                _with_lead().where(posts.c.digest.in_(chunk))
            )
        }
        return {each: found[wanted[each]] for each in wanted if wanted[each] in found}

    def keys(self, strangers: Iterable[Post]) -> dict[PostId, str]:
        """Return under which key of its source each post is held by another id.

        Known are those with the same words at the same claimed time.
        """
        wanted = {each.id: said_by(each) for each in strangers}
        query = select(posts.c.said, posts.c.key).order_by(posts.c.id.desc())
        found = {
            said: key
            for chunk in chunks(wanted.values())
            for said, key in self._connection.execute(
                query.where(posts.c.said.in_(chunk))
            )
        }
        return {each: found[said] for each, said in wanted.items() if said in found}

    def at(self, source: SourceId, moments: Iterable[datetime]) -> list[Held]:
        """Return the posts of `source` that claim one of these times, oldest first."""
        query = _with_lead().where(posts.c.source == source)
        found = [
            row
            for chunk in chunks(moments)
            for row in self._connection.execute(
                query.where(posts.c.published.in_(chunk))
            )
        ]
        return [_held(row) for row in sorted(found, key=lambda row: row.id)]

    def recent(self, since: datetime, *, after: int = 0) -> Iterator[Held]:
        """Yield the posts first seen at or after `since`, oldest first.

        Only what a judge compares is there: no markup, no mentions, no topics.

        Args:
            since: when that is.
            after: only those saved after the post of this number: see `last`.
        """
        return recent(self._connection, since, after)

    def last(self) -> int:
        """Return the number of the post that was saved last; 0 if there is none.

        There is one writer at a time, so whoever saves later has a higher number.
        """
        return self._connection.scalar(select(func.max(posts.c.id))) or 0

    def languages(self, *, after: int = 0) -> dict[str, int]:
        """Return the languages that posts are in, and how many are in each.

        Args:
            after: only of those saved after the post of this number: see `last`.
        """
        number = func.count().label("number")
        query = select(posts.c.language, number).group_by(posts.c.language)
        wanted = posts.c.language.is_not(None), posts.c.id > after
        return {
            row.language: row.number
            for row in self._connection.execute(query.where(*wanted))
        }

    def find(self, name: str) -> list[PostId]:
        """Return the posts that a person may mean by `name`, oldest first.

        Args:
            name: the id of a post, the id of an entry (its lead is meant) or the
                address of a post, which others may share.
        """
        return find(self._connection, name)

    def newest(self, source: SourceId) -> datetime | None:
        """Return the latest time that a post of `source` claims; None if none is held.

        It is never after the moment at which we last saw a new one, which stands for it
        where no post claims a time: a claim from next year must not hide every gap.
        """
        mine = posts.c.source == source
        # Each of the two is the end of an index; one statement would walk through both.
        claimed, seen = (
            self._connection.scalar(select(func.max(posts.c[each])).where(mine))
            for each in ("published", "first_seen")
        )
        return min((each for each in (claimed, seen) if each is not None), default=None)

    def between(
        self, source: SourceId, after: datetime, before: datetime
    ) -> list[tuple[PostId, datetime]]:
        """Return the posts of `source` that claim a time between two, oldest first.

        Neither those at the bounds, nor those that are withdrawn.
        """
        published = posts.c.published
        query = (
            select(posts.c.key, published)
            .where(posts.c.source == source, published > after, published < before)
            .where(posts.c.withdrawn.is_(None))
            .order_by(published, posts.c.id)
        )
        rows = self._connection.execute(query)
        return [(id_of(source, row.key), row.published) for row in rows]

    def withdraw(self, ids: Iterable[PostId], now: datetime) -> None:
        """Mark posts that their outlet took back; their last words stay.

        Args:
            ids: those that are not held, or marked already, are passed over.
            now: when it was noticed.
        """
        withdraw(self._connection, ids, now)

    def restore(self, ids: Iterable[PostId]) -> None:
        """Unmark posts that stand again; to save one that is seen again does it too."""
        restore(self._connection, ids)

    def save(self, verdicts: Sequence[Verdict], *, now: datetime) -> None:
        """Keep what a look brought; its new entries surface `now`, at the top.

        With a window by count, a late post that surfaced at its own old time would
        never be seen by anybody.

        Args:
            verdicts: in the order of their document, top first.
            now: when it was looked.

        Raises:
            StoreError: a new post is held already, or a revised one or a lead is not.
        """
        save(self._connection, verdicts, Moment(now, when_it_appears))

    def save_backlog(self, verdicts: Sequence[Verdict], *, now: datetime) -> None:
        """Keep what a source's first look brought; else like `save`.

        The entries surface at their own times: a source that is added today must not
        push its last three hundred posts above what is happening.
        """
        save(self._connection, verdicts, Moment(now, at_its_own_time))

    def versions(self, post: PostId) -> list[Version]:
        """Return the earlier words of `post`, oldest first."""
        words = (revisions.c[each] for each in WORDS)
        about = (revisions.c[each] for each in ("number", "replaced_at", "change"))
        query = (
            select(*about, *words)
            .join(posts, posts.c.id == revisions.c.post_id)
            .where(posts.c.digest == digest_of(post))
            .order_by(revisions.c.number)
        )
        return [Version(**row) for row in self._connection.execute(query).mappings()]

    def count(self, source: SourceId | None = None) -> int:
        """Return how many posts are held, of `source` or of all."""
        query = select(func.count()).select_from(posts)
        if source is not None:
            query = query.where(posts.c.source == source)
        return self._connection.execute(query).scalar_one()


@functools.cache  # to write it takes as long as to ask it
def _with_lead() -> Select[Any]:
    lead = posts.alias("lead")
    return select(
        posts, lead.c.source.label("lead_source"), lead.c.key.label("lead_key")
    ).outerjoin(lead, lead.c.id == posts.c.lead_id)


def _held(row: AnyRow) -> Held:
    leads = row.lead_id is None
    return Held(
        post=post_of(row),
        first_seen=row.first_seen,
        lead=None if leads else id_of(row.lead_source, row.lead_key),
        withdrawn=row.withdrawn,
        stems=row.stems or b"",
    )
