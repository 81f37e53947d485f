"""What several commands share: the configuration they are given, and how they speak."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Source
    from aggregator.settings import Settings

CONFIG = typer.Option(
    Path("config.toml"), "--config", "-c", help="The configuration file."
)


def load(path: Path) -> Settings:
    """Return the settings of the file at `path` and of the environment.

    Raises:
        ConfigError: the configuration cannot be used.
    """
    from aggregator import settings

    return settings.load(path, os.environ)


def chosen(settings: Settings, ids: list[str]) -> tuple[Source, ...]:
    """Return the sources with these ids, or all where none is named.

    Raises:
        ConfigError: an id that no source has.
    """
    known = {each.id: each for each in settings.sources}
    for each in ids:
        if each not in known:
            message = f"no source has the id {each!r}; there are: {', '.join(known)}"
            raise ConfigError(message)
    return tuple(known[each] for each in dict.fromkeys(ids)) or settings.sources


def language_model(*, wanted: bool) -> Callable[[str, str], float] | None:
    """Return what tells how near two texts are in meaning; None if it is not wanted.

    Raises:
        ConfigError: it is wanted, and the extra that has it is not installed.
    """
    if not wanted:
        return None
    from aggregator import meaning

    return meaning.load()


def announce(text: str) -> None:
    """Say something to the person at the terminal, beside the log."""
    typer.echo(text)
