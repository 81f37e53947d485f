from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aggregator.errors import StoreError
from aggregator.store import schema

BESIDE = Path(__file__).parents[2] / "migrations"


def test_a_missing_database_has_no_revision(tmp_path: Path) -> None:
    assert schema.current(f"sqlite:///{tmp_path}/new.db") is None


def test_the_migrations_inside_the_wheel_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "100% ours" / "aggregator"
    shutil.copytree(BESIDE, installed / "migrations")
    monkeypatch.setattr(schema, "_PACKAGE", installed)
    schema.upgrade(f"sqlite:///{tmp_path}/new.db")
    assert schema.current(f"sqlite:///{tmp_path}/new.db") == schema.head()


def test_an_installation_without_its_migrations_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_PACKAGE", tmp_path / "aggregator")
    with pytest.raises(StoreError, match="doesn't exist"):
        schema.head()
