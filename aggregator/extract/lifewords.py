"""The words by which live blogs tell that they end, go on or have more, as patterns."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Literal, TypeAlias

from aggregator.text.remembered import remembered

Use: TypeAlias = Literal[
    "ended",
    "leave",
    "handover",
    "faint",
    "going",
    "older",
    "onward",
    "backward",
    "archive",
    "successor",
]

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})  # noqa: RUF001 - what is to be replaced


def said(use: Use, text: str) -> str | None:
    """Return the words of that use that a text has, in lower case; None if none."""
    return _said(text, use)


@remembered
def _said(text: str, use: Use) -> str | None:
    found = _pattern(use).search(_plain(text))
    return found[0].strip() if found else None


def is_all(use: Use, label: str) -> bool:
    """Tell whether a label says that and nothing else, but for signs and arrows."""
    return bool(_pattern(use).fullmatch(_plain(label).strip(" .…»›>→←‹«<+-–|↓")))  # noqa: RUF001 - what labels are adorned with


def _plain(text: str) -> str:
    return " ".join(text.casefold().translate(_STRAIGHT).split())


@functools.cache
def _pattern(use: Use) -> re.Pattern[str]:
    phrases = (phrase for each in _table()[use].values() for phrase in each)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


@functools.cache
def _table() -> dict[str, dict[str, list[str]]]:
    file = resources.files("aggregator.extract") / "lifewords.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
