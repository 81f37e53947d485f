"""Keep in which hour a feed told which entry."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from aggregator.outputs import Line
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
        query = select(hours).where(hours.c.feed == feed, hours.c.start >= since)
        return [
            Line(**{each: getattr(row, each) for each in _FIELDS})
            for row in self._connection.execute(query)
        ]

    def keep(self, feed: EntryId, lines: Iterable[Line]) -> None:
        """Keep what a feed tells from now on; no entry has two lines in it."""
        rows = [{"feed": feed, **asdict(each)} for each in lines]
        if rows:
            self._connection.execute(insert(hours), rows)
