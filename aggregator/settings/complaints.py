"""What is wrong with a configuration, in words that name the place and the remedy."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from aggregator.settings.tables import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from aggregator.settings.location import KeyPath

_LONGEST = 60  # characters of the operator's own words that are quoted back
_LARGEST = 10**18  # a number that is longer to read helps nobody

_FAULTS = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number without quotes",
    "bool_type": "must be true or false without quotes",
    "tuple_type": "must be a list in brackets",
    "dict_type": 'must be names and passwords, such as {{anna = "…"}}',
    "model_type": "must be a section with keys of its own",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}
_KINDS = {int: "so large a number", list: "a list", dict: "a section"}
_NO_SOURCE = (
    "there is no source: add at least one [[source]] and beneath it id, url and "
    'outlet, such as id = "bbc", url = "https://feeds.bbci.co.uk/news/rss.xml", '
    'outlet = "BBC News"'
)
_TWO_BRACKETS = "a source is written as [[source]], with two brackets"
_ANY_FEED = "[feed] must be a section with keys of its own, or several [[feed]]"
# Where a value may hold a password; below them, too.
_SECRETS = re.compile(r"database url|server (token|users)|feed( \d+)? tokens")


class Complaint(NamedTuple):
    """One thing that is wrong, and the key that is to blame."""

    path: KeyPath
    text: str


def complaints(
    error: ValidationError, data: Mapping[str, object]
) -> Iterator[Complaint]:
    """Yield what pydantic found in `data`, in our own words."""
    for detail in error.errors(include_url=False):
        path = detail["loc"]
        if path[:2] == ("feed", 0) and not isinstance(data["feed"], list):
            path = ("feed", *path[2:])  # it stands there as [feed]
        yield Complaint(path, _words(path, detail))


def _words(path: KeyPath, detail: ErrorDetails) -> str:
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return _unknown(path, value)
    if path == ("source",):
        return _TWO_BRACKETS if kind == "tuple_type" else _NO_SOURCE
    if path == ("feed",):
        return f"{_ANY_FEED}, not {shown(value)}"
    fault = _FAULTS.get(kind, "{msg}")
    text = fault.format(msg=detail["msg"], **detail.get("ctx", {}))
    if kind == "missing" or _SECRETS.match(" ".join(map(str, path))):
        return f"{place(path)} {text}"
    return f"{place(path)} {text}, not {shown(value)}{_nearest_choice(detail)}"


def _unknown(path: KeyPath, value: object) -> str:
    *table, last = path
    key = str(last)
    name = _bare(key)
    if table:
        known: Collection[str] = SECTIONS[str(table[0])].model_fields
        return f"unknown key `{name}` in {place(table)}: {_remedy(key, known)}"
    if isinstance(value, dict | list):
        return f"unknown section [{name}]: {_nearest(key, SECTIONS)}"
    return f"unknown key `{name}` outside all sections: {_remedy(key, SECTIONS)}"


def _remedy(key: str, known: Collection[str]) -> str:
    homes = [name for name, table in SECTIONS.items() if key in table.model_fields]
    if homes:
        return "it belongs in " + " or ".join(_section(name) for name in homes)
    return _nearest(key, known)


def _nearest(key: str, known: Collection[str]) -> str:
    if near := difflib.get_close_matches(key.lower(), known, n=1):
        return f"did you mean `{near[0]}`?"
    return "known here are " + ", ".join(known)


def _nearest_choice(detail: ErrorDetails) -> str:
    choices = re.findall(r"'(\w+)'", detail.get("ctx", {}).get("expected", ""))
    written = str(detail["input"])[:_LONGEST].lower() if choices else ""
    near = difflib.get_close_matches(written, choices, n=1)
    return f': did you mean "{near[0]}"?' if near else ""


def place(path: Sequence[str | int]) -> str:
    """Return the key at `path` as people call it: "`url` in [[source]] number 2"."""
    *around, last = path
    if not around:
        return _section(str(last))
    if isinstance(last, str):
        return f"`{last}` in {place(around)}"
    if len(around) == 1 and around[0] in ("source", "feed"):
        return f"[[{around[0]}]] number {last + 1}"
    return f"item {last + 1} of {place(around)}"


def _section(name: str) -> str:
    return f"[[{name}]]" if name == "source" else f"[{name}]"


def shown(value: object) -> str:
    """Return `value` much as it stands in the file, but on one short line."""
    if isinstance(value, str):
        return f'"{_bare(value)}"'
    if isinstance(value, bool | float):
        return str(value).lower()
    if isinstance(value, int) and abs(value) < _LARGEST:
        return str(value)
    return _KINDS.get(type(value), "a date or time")


def _bare(text: str) -> str:
    whole = json.dumps(text, ensure_ascii=False)[1:-1]
    return whole if len(whole) <= _LONGEST else whole[:_LONGEST] + "…"
