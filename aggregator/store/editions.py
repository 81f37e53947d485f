"""Keep when that which is published under a name last became another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from aggregator.store.minting import later_of, whole
from aggregator.store.rows import AnyRow, chunks
from aggregator.store.tables import editions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from aggregator.outputs import Told


class Editions:
    """What was told last under each name, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self, name: str) -> datetime | None:
        """Return when what is told under a name last changed; None: it never was."""
        return self._connection.scalar(
            select(editions.c.changed).where(editions.c.name == name)
        )

    def changed(self, told: Mapping[str, Told]) -> dict[str, datetime]:
        """Return when each of `told` last changed; those that are as they were kept."""
        return {
            row.name: row.changed
            for row in self._rows(told)
            if row.digest == told[row.name].digest
        }

    def keep(self, told: Mapping[str, Told]) -> dict[str, datetime]:
        """Keep what is told now; return when each last changed.

        In whole seconds, and never before its change before.

        Args:
            told: by name, at least one.
        """
        before = {row.name: row for row in self._rows(told)}
        changed = {
            name: _changed(each, before.get(name)) for name, each in told.items()
        }
        for chunk in chunks(before):
            self._connection.execute(delete(editions).where(editions.c.name.in_(chunk)))
        rows = [
            {"name": name, "digest": each.digest, "changed": changed[name]}
            for name, each in told.items()
        ]
        self._connection.execute(insert(editions), rows)
        return changed

    def _rows(self, names: Iterable[str]) -> list[AnyRow]:
        return [
            row
            for chunk in chunks(names)
            for row in self._connection.execute(
                select(editions).where(editions.c.name.in_(chunk))
            )
        ]


def _changed(told: Told, before: AnyRow | None) -> datetime:
    if before is None:
        return whole(told.at)
    last: datetime = before.changed
    if before.digest == told.digest:
        return last
    return (
        later_of(told.now, before=last) if told.singly else max(whole(told.now), last)
    )
