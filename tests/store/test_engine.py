from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from aggregator.errors import StoreError
from aggregator.model import New
from aggregator.store import schema
from aggregator.store.database import connect
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from aggregator.model import Post


def test_a_database_without_a_schema_is_refused_with_the_remedy(store_url: str) -> None:
    schema.downgrade(store_url, "base")
    with pytest.raises(StoreError, match=r"missing.*run `aggregator db upgrade`"):
        open_store(store_url)


def test_a_database_of_a_newer_version_is_refused(store_url: str) -> None:
    engine = connect(store_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="9999 is newer than this version"):
        open_store(store_url)


def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/not/yet/there.db"
    schema.upgrade(url)
    open_store(url).close()
    assert (tmp_path / "not/yet/there.db").is_file()


def test_a_file_survives_a_power_cut(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/safe.db"
    schema.upgrade(url)
    store = open_store(url)
    with store.begin() as unit:
        asked = unit.posts._connection.exec_driver_sql
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        told = [asked(f"PRAGMA {each}").scalar() for each in pragmas]
    store.close()
    assert told == ["wal", 2, 1, 4_000]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory_is_born_at_head(
    url: str, make_post: Callable[..., Post], noon: datetime
) -> None:
    store = open_store(url)
    with store.begin() as unit:
        unit.posts.save([New(post=make_post())], now=noon)
    with store.reading() as unit:
        assert unit.posts.count() == 1
    store.close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "not of the form"),
        ("postgresql://host:port/name", "not of the form"),
        ("mysql://host/name", "neither sqlite nor postgresql: 'mysql'"),
        ("sqlite://host/name", "Invalid SQLite URL"),
        ("postgresql://me:secret@127.0.0.1:1/x?connect_timeout=2", "connection"),
        ("postgres://me:secret@127.0.0.1:1/x?connect_timeout=2", "connection"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_one_line(
    url: str, reason: str
) -> None:
    with pytest.raises(StoreError, match=reason) as refused:
        open_store(url)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, this is no database at all." * 50)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{file}")
    with pytest.raises(StoreError, match="unable to open"):
        open_store(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreError, match="folder cannot be made"):
        open_store(f"sqlite:///{file}/x.db")


def test_a_file_that_another_program_keeps_locked_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "busy.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            open_store(f"sqlite:///{file}?timeout=0.05")
