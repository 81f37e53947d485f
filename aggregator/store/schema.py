"""Bring the database's schema to where this version needs it; alembic's only door."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from aggregator.errors import StoreError
from aggregator.store.database import connect, store_errors
from aggregator.store.revision import revision_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = Path(__file__).parents[1]


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`.

    Raises:
        StoreError: it cannot be done; nothing was changed.
    """
    with _alembic_errors():
        command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database at `url` back to `revision`; "base" leaves it empty.

    Raises:
        StoreError: it cannot be done; nothing was changed.
    """
    with _alembic_errors():
        command.downgrade(_config(url), revision)


def current(url: str) -> str | None:
    """Return the revision of the database at `url`; None if it has no schema.

    Raises:
        StoreError: the database cannot be read.
    """
    engine = connect(url)
    try:
        return revision_of(engine)
    finally:
        engine.dispose()


def head() -> str:
    """Return the revision that this version needs.

    Raises:
        StoreError: the installation lacks its migrations.
    """
    with _alembic_errors():
        (revision,) = ScriptDirectory.from_config(_config()).get_heads()
    return revision


def _config(url: str | None = None) -> Config:
    """Return alembic's configuration; the wheel has the migrations inside."""
    inside, beside = _PACKAGE / "migrations", _PACKAGE.parent / "migrations"
    folder = inside if inside.is_dir() else beside
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _alembic_errors() -> Iterator[None]:
    with store_errors():
        try:
            yield
        except CommandError as error:
            raise StoreError(str(error)) from error
