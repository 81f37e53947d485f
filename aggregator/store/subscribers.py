"""Keep whom our own hub tells of changes: a restart forgets nobody."""

from __future__ import annotations

from dataclasses import asdict, fields
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from aggregator.store.columns import clean
from aggregator.store.tables import hub_subscriptions as table
from aggregator.subscription import Subscriber

if TYPE_CHECKING:
    from aggregator.store.rows import AnyRow

_FIELDS = tuple(each.name for each in fields(Subscriber))


class Subscribers:
    """The subscribers of our hub, within one transaction.

    There is one for each topic and callback.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Subscriber]:
        """Return every one, in the order in which they came, lapsed ones too."""
        rows = self._connection.execute(select(table).order_by(table.c.id))
        return [_subscriber(row) for row in rows]

    def save(self, changed: Subscriber) -> None:
        """Keep one as it is now."""
        digest = _digest(changed.callback, changed.topic)
        values = {**asdict(changed), "digest": digest}
        there = update(table).where(table.c.digest == digest).values(values)
        if not self._connection.execute(there).rowcount:
            self._connection.execute(insert(table).values(values))

    def drop(self, callback: str, topic: str) -> None:
        """Keep one no more; nothing is done where there is none."""
        mine = table.c.digest == _digest(callback, topic)
        self._connection.execute(delete(table).where(mine))


def _digest(callback: str, topic: str) -> bytes:
    return sha256(clean(f"{topic}\n{callback}").encode()).digest()


def _subscriber(row: AnyRow) -> Subscriber:
    return Subscriber(**{each: getattr(row, each) for each in _FIELDS})
