"""JSON as outlets write it: read where it can be, and searched without a schema."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

Object: TypeAlias = Mapping[str, object]
HOLDERS = frozenset({dict, list})  # of objects; JSON gives these, and none of theirs

_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_OPENINGS = ("<!--", "//<![CDATA[", "<![CDATA[")
_CLOSINGS = ("-->", "//]]>", "]]>")
_DECODER = json.JSONDecoder(strict=False)


def loads(text: str) -> object:
    """Return what a JSON text says, None if it cannot be read.

    Raw line breaks in strings are allowed, as the Telegraph has them; a trailing comma
    (NDTV), a comment or CDATA around it, and entities for the quotes are repaired.
    """
    for attempt in _repaired(text):
        try:
            return _DECODER.decode(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _repaired(text: str) -> Iterator[str]:
    """Yield a text without what is around it, then with more and more mended."""
    bare = text.removeprefix("\ufeff").strip()
    opening = next((each for each in _OPENINGS if bare.startswith(each)), "")
    closing = next((each for each in _CLOSINGS if bare.endswith(each)), "")
    bare = bare.removeprefix(opening).removesuffix(closing).strip().removesuffix(";")
    yield bare
    without_commas = _TRAILING_COMMA.sub("", bare)
    yield without_commas
    yield html.unescape(without_commas)


def objects(value: object) -> Iterator[Object]:
    """Yield every object in a JSON value, outer before inner, in the order written."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            held: Iterable[object] = here.values()
        else:
            held = here if isinstance(here, list) else ()
        inner = [each for each in held if type(each) in HOLDERS]
        waiting += inner[::-1]


def listed(value: object) -> list[object]:
    """Return a value that may stand alone or in a list as a list; nothing for None."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def scalar(value: object) -> str | None:
    """Return a string or number as a string that is not blank, None for all else."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(value)


def first(found: Object, *names: str) -> str | None:
    """Return the first of the named fields that holds a string or number."""
    for name in names:
        if name in found and (said := scalar(found[name])) is not None:
            return said
    return None
