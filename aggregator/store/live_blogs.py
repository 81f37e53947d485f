"""Keep the live blogs that sources led to, as sources of their own."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, or_, select, update

from aggregator.store.columns import clean
from aggregator.store.rows import chunks
from aggregator.store.tables import live_blogs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from aggregator.liveblog import Link
    from aggregator.model import Source, SourceId


class LiveBlogs:
    """The live blogs that were found, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        source: Source,
        link: Link,
        now: datetime,
        follows: SourceId | None = None,
    ) -> bool:
        """Follow a live blog from now on; return whether it was not known before.

        What was found once keeps its id and its address, be it dropped or not: its
        posts hang on the id.

        Args:
            source: the live blog; `found_by` tells the configured source.
            link: what led to it.
            now: when it was found.
            follows: the source that it carries on.
        """
        digest = _digest(source)
        mine = or_(live_blogs.c.source == source.id, live_blogs.c.digest == digest)
        if self._connection.execute(select(live_blogs.c.id).where(mine)).first():
            return False
        values = {
            "source": source.id,
            "found_by": source.found_by,
            "digest": digest,
            "url": source.url,
            "title": link.title,
            "published": link.published,
            "found_at": now,
            "follows": follows,
        }
        self._connection.execute(insert(live_blogs).values(values))
        return True

    def followed(self, configured: Iterable[Source]) -> list[Source]:
        """Return the live blogs that are followed, in the order they were found in.

        All but their addresses is their parents' business, as configured today.

        Args:
            configured: the sources that may have led to them.
        """
        return self._found(configured, live_blogs.c.dropped_at.is_(None))

    def found(self, configured: Iterable[Source], source: SourceId) -> Source | None:
        """Return a live blog that was ever found, be it dropped or not.

        Args:
            configured: the sources that may have led to it.
            source: its id.
        """
        its = self._found(configured, live_blogs.c.source == source)
        return its[0] if its else None

    def _found(
        self, configured: Iterable[Source], where: ColumnElement[bool]
    ) -> list[Source]:
        parents = {each.id: each for each in configured}
        query = select(
            live_blogs.c.id,
            live_blogs.c.source,
            live_blogs.c.found_by,
            live_blogs.c.url,
        ).where(where)
        rows = [
            row
            for chunk in chunks(parents)
            for row in self._connection.execute(
                query.where(live_blogs.c.found_by.in_(chunk))
            )
        ]
        return [
            replace(
                parent := parents[row.found_by],
                id=row.source,
                url=row.url,
                kind=parent.discover.kind if parent.discover else "live",
                discover=None,
                found_by=row.found_by,
            )
            for row in sorted(rows, key=lambda each: each.id)
        ]

    def known(self, found_by: Iterable[SourceId]) -> set[str]:
        """Return the addresses that sources ever led to: none is found twice."""
        query = select(live_blogs.c.url)
        return {
            url
            for chunk in chunks(found_by)
            for url in self._connection.scalars(
                query.where(live_blogs.c.found_by.in_(chunk))
            )
        }

    def drop(self, source: SourceId, reason: str, now: datetime) -> None:
        """Follow a live blog no longer; its posts stay.

        Args:
            source: its id; nothing is done where it is not followed.
            reason: in words, for the operator.
            now: since when.
        """
        self._connection.execute(
            update(live_blogs)
            .where(live_blogs.c.source == source, live_blogs.c.dropped_at.is_(None))
            .values(dropped_at=now, reason=reason)
        )

    def predecessor(self, source: SourceId) -> SourceId | None:
        """Return the source that a live blog carries on; None if there is none."""
        query = select(live_blogs.c.follows).where(live_blogs.c.source == source)
        return self._connection.scalar(query)


def _digest(source: Source) -> bytes:
    return sha256(clean(f"{source.found_by}\n{source.url}").encode()).digest()
