"""Which revision of the schema a database is at, told without loading alembic.

The daemon asks this at its start and never migrates: alembic's 12 MB stay out of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table

from aggregator.errors import StoreError
from aggregator.store.database import READ, opening, store_errors

if TYPE_CHECKING:
    from sqlalchemy import Engine

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
)  # all, oldest first; a test holds migrations/ to it

_VERSION = table("alembic_version", column("version_num"))


def revision_of(engine: Engine) -> str | None:
    """Return the revision of the database behind `engine`; None if it has no schema.

    Raises:
        StoreError: the database cannot be read.
    """
    with store_errors(), opening(engine, READ).connect() as connection:
        if not inspect(connection).has_table(_VERSION.name):
            return None
        found: str | None = connection.scalar(select(_VERSION.c.version_num))
        return found


def require_head(engine: Engine) -> None:
    """Refuse a database whose schema is not the one that this version needs.

    Raises:
        StoreError: the schema is missing, older or newer; with the remedy.
    """
    found, head = revision_of(engine), REVISIONS[-1]
    if found == head:
        return
    if found is None or found in REVISIONS:
        message = (
            f"the database's schema is {found or 'missing'}, {head} is needed: "
            "run `aggregator db upgrade`"
        )
        raise StoreError(message)
    message = (
        f"the database's schema {found} is newer than this version, which knows "
        f"{head}: run the version that wrote it, or a later one"
    )
    raise StoreError(message)
