"""JSON as outlets write it: read where it can be, and searched without a schema."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

Object: TypeAlias = Mapping[str, object]

_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_WRAPPING = re.compile(
    r"\A\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://)?\]\]>)\s*\Z"
)


def loads(text: str) -> object:
    """Return what a JSON text says, None if it cannot be read.

    Raw line breaks in strings are allowed, as the Telegraph has them; a trailing comma
    (NDTV), a comment or CDATA around it, and entities for the quotes are repaired.
    """
    bare = _WRAPPING.sub("", text.removeprefix("\ufeff")).strip().removesuffix(";")
    without_commas = _TRAILING_COMMA.sub("", bare)
    for attempt in (bare, without_commas, html.unescape(without_commas)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def objects(value: object) -> Iterator[Object]:
    """Yield every object in a JSON value, outer before inner, in the order written."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            waiting.extend(reversed(here.values()))
        elif isinstance(here, list):
            waiting.extend(reversed(here))


def listed(value: object) -> list[object]:
    """Return a value that may stand alone or in a list as a list; nothing for None."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def scalar(value: object) -> str | None:
    """Return a string or number as a string that is not blank, None for all else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def first(found: Object, *names: str) -> str | None:
    """Return the first of the named fields that holds a string or number."""
    return next((said for name in names if (said := scalar(found.get(name)))), None)
