"""Keep in which hour a feed told which entry."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from aggregator.outputs import Line
from aggregator.store.rows import chunks
from aggregator.store.tables import hours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from aggregator.model import EntryId

_FIELDS = tuple(each.name for each in fields(Line))


class Hours:
    """The lines of told hours, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(self, feed: EntryId, since: datetime) -> list[Line]:
        """Return what a feed told of the hours that began since then."""
        mine = select(hours).where(hours.c.feed == feed, hours.c.start >= since)
        query = mine.order_by(hours.c.entry)
        return [
            Line(**{each: getattr(row, each) for each in _FIELDS})
            for row in self._connection.execute(query)
        ]

    def keep(self, feed: EntryId, lines: Iterable[Line]) -> None:
        """Keep what a feed tells from now on; what was told already stays as it was."""
        fresh = {each.entry: each for each in lines}
        told = {
            entry
            for chunk in chunks(fresh)
            for entry in self._connection.scalars(
                select(hours.c.entry).where(
                    hours.c.feed == feed, hours.c.entry.in_(chunk)
                )
            )
        }
        rows = [
            {"feed": feed, **asdict(each)}
            for each in fresh.values()
            if each.entry not in told
        ]
        if rows:
            self._connection.execute(insert(hours), rows)
