"""How alembic reaches the database; the same for its command and for `schema`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

from alembic import context
from alembic.util import CommandError

from aggregator.store.columns import CleanText, Records, Strings, UtcDateTime
from aggregator.store.database import connect
from aggregator.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Engine, TypeDecorator

_PLAIN: dict[type[TypeDecorator[Any]], str] = {
    CleanText: "sa.Text()",
    Records: "sa.JSON()",
    Strings: "sa.JSON()",
    UtcDateTime: "sa.DateTime(timezone=True)",
}


def url() -> str:
    """Return the database's address: from `schema`, `-x url=…` or the environment."""
    told = context.config.attributes.get("url")
    asked = context.get_x_argument(as_dictionary=True).get("url")
    found = told or asked or os.environ.get("AGGREGATOR_DATABASE")
    if not found:
        message = "which database? Give `-x url=…`, or set AGGREGATOR_DATABASE"
        raise CommandError(message)
    return str(found)


def without_our_types(kind: str, item: object, _: Any) -> str | Literal[False]:  # noqa: ANN401  (alembic's context)
    """Write plain SQLAlchemy: a migration must outlive the code of its day."""
    if kind != "type":
        return False
    return next(
        (plain for ours, plain in _PLAIN.items() if isinstance(item, ours)), False
    )


def without_full_text(name: str | None, *_: object) -> bool:
    """Look past what the full text is kept in: each database has its own there."""
    return "searched" not in (name or "")


def migrate(engine: Engine) -> None:
    """Run the migrations in one transaction: on SQLite too, a schema is whole."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # A table that is altered is made anew; what points to it must stand still.
            # SQLite hears this outside transactions only, so it goes past SQLAlchemy.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            render_item=without_our_types,
            include_name=without_full_text,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline = "migrations are run on a database; their SQL is not written out"
    raise CommandError(offline)
engine = connect(url())
try:
    migrate(engine)
finally:
    engine.dispose()
