"""Keep what is remembered of each host, for all the sources that it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, insert, select, update

from aggregator.manners import Host
from aggregator.store.tables import hosts

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHANGED = update(hosts).where(hosts.c.host == bindparam("of"))


class Hosts:
    """The hosts, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Host]:
        """Return all that are remembered, by name."""
        rows = self._connection.execute(select(hosts).order_by(hosts.c.host))
        return [
            Host(
                name=row.host,
                rest_until=row.rest_until,
                refusals=row.refusals,
                robots=row.robots,
                robots_until=row.robots_until,
                spent=row.spent,
            )
            for row in rows
        ]

    def save(self, changed: Iterable[Host]) -> None:
        """Keep hosts as they are now; most often there is none."""
        for each in changed:
            values = {
                "rest_until": each.rest_until,
                "refusals": each.refusals,
                "robots": each.robots,
                "robots_until": each.robots_until,
                "spent": each.spent,
            }
            mine = {"of": each.name, **values}
            if not self._connection.execute(_CHANGED, mine).rowcount:
                self._connection.execute(insert(hosts), {"host": each.name, **values})
