"""The whole history in documents that do not change their members (RFC 5005)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from aggregator.store.tables import entries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

SIZE = 100  # entries, of which echoes' are not listed
"""How many numbers of entries one archive spans."""


def archives(connection: Connection, since: datetime | None = None) -> int:
    """Return how many archives there are: into those no entry will come any more.

    They are cut by the numbers of entries, which only grow in the order in which
    writers commit: what leaves one archive moves nothing in the others.

    Args:
        connection: the transaction's.
        since: where a feed's window begins. What has left it, and is in no complete
            archive yet, is in one more, which is still growing.
    """
    complete = (connection.scalar(select(func.max(entries.c.id))) or 0) // SIZE
    if since is None:
        return complete
    begun = select(entries.c.id).where(
        entries.c.id > complete * SIZE, entries.c.surfaced < since
    )
    return complete + (connection.scalar(begun.limit(1)) is not None)


def span(number: int) -> ColumnElement[bool]:
    """Return what is true of the entries that archive `number`, from 1, spans."""
    return entries.c.id.between((number - 1) * SIZE + 1, number * SIZE)
