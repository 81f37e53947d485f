"""Keep what was asked of hubs: news come on where a restart left off."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from aggregator.store.tables import subscriptions
from aggregator.subscription import Subscription

if TYPE_CHECKING:
    from aggregator.store.rows import AnyRow


class Subscriptions:
    """The subscriptions, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Subscription]:
        """Return every one, by source."""
        order = (subscriptions.c.source, subscriptions.c.token)
        rows = self._connection.execute(select(subscriptions).order_by(*order))
        return [_subscription(row) for row in rows]

    def of(self, source: str) -> list[Subscription]:
        """Return those for one source; most often there is one, or none."""
        query = select(subscriptions).where(subscriptions.c.source == source)
        rows = self._connection.execute(query.order_by(subscriptions.c.token))
        return [_subscription(row) for row in rows]

    def save(self, changed: Subscription) -> None:
        """Keep one as it is now."""
        self.forget(changed.token)
        self._connection.execute(insert(subscriptions).values(asdict(changed)))

    def forget(self, token: str) -> None:
        """Keep one no more; nothing is done where there is none."""
        mine = subscriptions.c.token == token
        self._connection.execute(delete(subscriptions).where(mine))


def _subscription(row: AnyRow) -> Subscription:
    return Subscription(**row._asdict())
