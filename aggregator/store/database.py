"""Reach SQLite or PostgreSQL, and make the two behave alike.

Both have one writer at a time, who waits for its turn, and readers who see one moment
and are never in its way. SQLite: write-ahead log, `BEGIN IMMEDIATE`, a read snapshot.
PostgreSQL: an advisory lock held by the writing transaction, `REPEATABLE READ`.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from aggregator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection as SqliteConnection

Opening: TypeAlias = dict[str, tuple[str, ...]]
"""The first statements of a transaction, for each kind of database."""

_WRITER = 0x6C69_7665  # the advisory lock's number: "live"
WRITE: Opening = {
    "sqlite": ("PRAGMA query_only=OFF", "BEGIN IMMEDIATE"),
    "postgresql": (f"SELECT pg_advisory_xact_lock({_WRITER})",),
}
READ: Opening = {
    "sqlite": ("PRAGMA query_only=ON", "BEGIN"),
    "postgresql": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",),
}

_DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
# As many connections as threads may ask at once: forty answer readers. Whoever finds
# none waits as long as for the writer.
_POOL = {"max_overflow": 40, "pool_timeout": 4}
# How long to wait, in seconds. An operator's own choice in the address wins.
_DEFAULTS = {
    "sqlite": {"timeout": "4"},
    "postgresql": {
        "connect_timeout": "10",
        "options": "-c timezone=UTC -c lock_timeout=4s",
    },
}


def connect(url: str) -> Engine:
    """Return an engine for `url`; nothing is asked of the database yet.

    A missing folder of a SQLite file is made.

    Raises:
        StoreError: `url` names no database that can be reached.
    """
    with store_errors():
        address = _address(url)
        if address.get_backend_name() == "postgresql":
            engine = create_engine(address, pool_pre_ping=True, **_POOL)
        else:
            engine = create_engine(address, **_sqlite_options(address))
            event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _open)
    return engine


def opening(engine: Engine, how: Opening) -> Engine:
    """Return a view of `engine` whose transactions begin with `how`."""
    return engine.execution_options(opening=how)


def in_memory(engine: Engine) -> bool:
    """Return whether the database lives and dies with `engine`."""
    return isinstance(engine.pool, StaticPool)


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what SQLAlchemy and its drivers say into a `StoreError` of one line."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        message = " ".join(f"the database: {cause}".split())
        raise StoreError(message) from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        driver = _DRIVERS[address.drivername]
    except (SQLAlchemyError, ValueError) as error:
        message = (
            "the database's address is not of the form sqlite:///… or postgresql://…"
        )
        raise StoreError(message) from error
    except KeyError as error:
        message = f"the database is neither sqlite nor postgresql: {error}"
        raise StoreError(message) from error
    address = address.set(drivername=driver)
    defaults = _DEFAULTS[address.get_backend_name()]
    return address.set(query={**defaults, **address.query})


def _sqlite_options(address: URL) -> dict[str, Any]:
    if address.database in {None, "", ":memory:"}:
        return {
            "poolclass": StaticPool,  # each new connection would be a new database
            "connect_args": {"check_same_thread": False},
        }
    folder = Path(str(address.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the database's folder cannot be made: {error}"
        raise StoreError(message) from error
    return {**_POOL}


def _prepare_sqlite(connection: SqliteConnection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_open`, not by guess
    connection.execute("PRAGMA journal_mode=WAL")
    # With NORMAL, what was committed and served can be lost in a power cut.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _open(connection: Connection) -> None:
    how: Opening = connection.get_execution_options().get("opening", WRITE)
    for statement in how[connection.dialect.name]:
        connection.exec_driver_sql(statement)
