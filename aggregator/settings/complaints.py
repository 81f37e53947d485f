"""What is wrong with a configuration, in words that name the place and the remedy."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from aggregator.settings.location import KeyPath, line_of
from aggregator.settings.tables import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_LONGEST = 60  # characters of the operator's own words that are quoted back
_LARGEST = 10**18  # a number that is longer to read helps nobody

_FAULTS = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number without quotes",
    "bool_type": "must be true or false without quotes",
    "tuple_type": "must be a list in brackets",
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
_SECRETS = {("database", "url"), ("server", "token")}  # one may hold a password


class Complaint(NamedTuple):
    """One thing that is wrong, and the key that is to blame."""

    path: KeyPath
    text: str


def complaints(error: ValidationError) -> Iterator[Complaint]:
    """Yield what pydantic found, in our own words."""
    for detail in error.errors(include_url=False):
        yield Complaint(detail["loc"], _words(detail))


def repeated_ids(
    data: Mapping[str, object], lines: Mapping[KeyPath, int]
) -> Iterator[Complaint]:
    """Yield each [[source]] whose id an earlier one has; the rest may be invalid."""
    sources = data.get("source")
    first: dict[str, int] = {}
    for index, source in enumerate(sources if isinstance(sources, list) else ()):
        name = source.get("id") if isinstance(source, dict) else None
        if not isinstance(name, str):
            continue
        if (earlier := first.setdefault(name, index)) != index:
            path = ("source", index, "id")
            line = line_of(("source", earlier, "id"), lines)
            again = f"{_place(path)} is {_shown(name)} again, like that on line {line}"
            yield Complaint(path, f"{again}: each source needs an id of its own")


def _words(detail: ErrorDetails) -> str:
    path, kind, value = detail["loc"], detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return _unknown(path, value)
    if path == ("source",):
        return _TWO_BRACKETS if kind == "tuple_type" else _NO_SOURCE
    fault = _FAULTS.get(kind, "{msg}")
    text = fault.format(msg=detail["msg"], **detail.get("ctx", {}))
    if kind == "missing" or path in _SECRETS:
        return f"{_place(path)} {text}"
    return f"{_place(path)} {text}, not {_shown(value)}{_nearest_choice(detail)}"


def _unknown(path: KeyPath, value: object) -> str:
    *table, last = path
    key = str(last)
    name = _bare(key)
    if table:
        known: Collection[str] = SECTIONS[str(table[0])].model_fields
        return f"unknown key `{name}` in {_place(table)}: {_remedy(key, known)}"
    if isinstance(value, dict | list):
        return f"unknown section [{name}]: {_remedy(key, SECTIONS)}"
    return f"unknown key `{name}` outside all sections: {_remedy(key, SECTIONS)}"


def _remedy(key: str, known: Collection[str]) -> str:
    homes = [name for name, table in SECTIONS.items() if key in table.model_fields]
    if homes:
        return "it belongs in " + " or ".join(_section(name) for name in homes)
    if near := difflib.get_close_matches(key.lower(), known, n=1):
        return f"did you mean `{near[0]}`?"
    return "known here are " + ", ".join(known)


def _nearest_choice(detail: ErrorDetails) -> str:
    choices = re.findall(r"'(\w+)'", detail.get("ctx", {}).get("expected", ""))
    written = str(detail["input"])[:_LONGEST].lower() if choices else ""
    near = difflib.get_close_matches(written, choices, n=1)
    return f': did you mean "{near[0]}"?' if near else ""


def _place(path: Sequence[str | int]) -> str:
    *around, last = path
    if not around:
        return _section(str(last))
    if isinstance(last, str):
        return f"`{last}` in {_place(around)}"
    if around == ["source"]:
        return f"[[source]] number {last + 1}"
    return f"item {last + 1} of {_place(around)}"


def _section(name: str) -> str:
    return f"[[{name}]]" if name == "source" else f"[{name}]"


def _shown(value: object) -> str:
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
