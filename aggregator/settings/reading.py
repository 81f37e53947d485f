"""From the file config.toml to settings, or to one error that tells all its faults."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import ValidationError

from aggregator.errors import ConfigError
from aggregator.settings.agreement import disagreements
from aggregator.settings.complaints import Complaint, complaints
from aggregator.settings.location import KeyPath, line_of, locate
from aggregator.settings.tables import Settings
from aggregator.settings.values import (
    DATABASE_VARIABLE,
    TOKEN_VARIABLE,
    Surroundings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOTHING: Mapping[str, str] = MappingProxyType({})


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings in the file at `path`.

    Args:
        path: the file; relative paths within it start from its folder.
        environ: the environment; AGGREGATOR_DATABASE and AGGREGATOR_TOKEN count.

    Raises:
        ConfigError: there is no such file, or `parse` refuses it.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        message = (
            f"no {path.name} at {path.absolute()}: copy the example config.toml "
            "there and change it to your needs, or name another file"
        )
        raise ConfigError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigError(message) from error
    return parse(_decoded(raw, str(path)), name=str(path), environ=environ)


def parse(text: str, *, name: str, environ: Mapping[str, str] = _NOTHING) -> Settings:
    """Return the settings that `text` spells out.

    Args:
        text: what stands in the file, in TOML.
        name: the path of the file, for messages and as the start of relative paths.
        environ: the environment; AGGREGATOR_DATABASE and AGGREGATOR_TOKEN count.

    Raises:
        ConfigError: it is not in order; each line of the message tells one fault.
    """
    data = _toml(text, name)
    lines = locate(text)
    found = list(disagreements(data, lines))
    surroundings = Surroundings(
        folder=Path(name).absolute().parent,
        database=environ.get(DATABASE_VARIABLE),
        token=environ.get(TOKEN_VARIABLE),
    )
    try:
        settings = Settings.model_validate(data, context=surroundings)
    except ValidationError as error:
        found += complaints(error, data)
        raise _refusal(name, found, lines) from error
    if found:
        raise _refusal(name, found, lines)
    return settings


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")  # some editors put a byte order mark first
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"{name}, line {line}: this is no UTF-8: save the file as UTF-8"
        raise ConfigError(message) from error


def _toml(text: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and integers that are too long
        raise ConfigError(_syntax_fault(str(error), text, name)) from error
    except RecursionError as error:
        message = f"{name}: brackets are nested too deeply"
        raise ConfigError(message) from error


def _syntax_fault(reason: str, text: str, name: str) -> str:
    """Put the line first, as in our other messages; tomllib tells it last."""
    lines = text.split("\n")
    stated = re.search(r"line (\d+)", reason)
    number = int(stated[1]) if stated else len(lines)
    excerpt = lines[number - 1].strip()[:60]
    return f"{name}, line {number}: no valid TOML: {reason}: {excerpt}"


def _refusal(
    name: str, found: Iterable[Complaint], lines: Mapping[KeyPath, int]
) -> ConfigError:
    placed = sorted((line_of(each.path, lines) or 0, each.text) for each in found)
    return ConfigError(
        "\n".join(
            f"{name}, line {line}: {text}" if line else f"{name}: {text}"
            for line, text in placed
        )
    )
