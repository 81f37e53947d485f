"""What does not go together in a configuration, though each value by itself does."""

from __future__ import annotations

import difflib
from os.path import normpath
from typing import TYPE_CHECKING, NamedTuple

from aggregator.settings.complaints import Complaint, place, shown
from aggregator.settings.location import line_of
from aggregator.settings.output import Feed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.settings.location import KeyPath

_NAMES = {"source": "id", "feed": "name"}  # keys that tell the tables of a kind apart
_OWN = {"source": "an id", "feed": "a name"}
_UNNAMED = {"feed": Feed.model_fields["name"].default}


class _Table(NamedTuple):
    path: KeyPath
    values: dict[str, object]


class _Named(NamedTuple):
    path: KeyPath
    name: str


def disagreements(
    data: Mapping[str, object], lines: Mapping[KeyPath, int]
) -> Iterator[Complaint]:
    """Yield what is said twice, or of a source that is not there.

    Args:
        data: the configuration, which may be wrong in any other way.
        lines: where each key stands.
    """
    named = {kind: list(_named(data, kind)) for kind in _NAMES}
    for kind, tables in named.items():
        yield from _repeated(kind, tables, lines)
    yield from _written_over(data, lines)
    ids = [each.name for each in named["source"]]
    for path, name in _wanted(data):
        if name not in ids:
            yield Complaint(path, _unknown(path, name, ids))


def _tables(data: Mapping[str, object], kind: str) -> Iterator[_Table]:
    found = data.get(kind)
    if isinstance(found, dict):
        yield _Table((kind,), found)
    for index, table in enumerate(found if isinstance(found, list) else ()):
        if isinstance(table, dict):
            yield _Table((kind, index), table)


def _named(data: Mapping[str, object], kind: str) -> Iterator[_Named]:
    key = _NAMES[kind]
    for path, values in _tables(data, kind):
        name = values.get(key, _UNNAMED.get(kind))
        if isinstance(name, str):
            yield _Named((*path, key), name)


def _repeated(
    kind: str, tables: list[_Named], lines: Mapping[KeyPath, int]
) -> Iterator[Complaint]:
    first: dict[str, KeyPath] = {}
    for path, name in tables:
        earlier = first.setdefault(name, path)
        if earlier is not path:
            line = line_of(earlier, lines)
            again = f"{place(path)} is {shown(name)} again, like that on line {line}"
            yield Complaint(path, f"{again}: each {kind} needs {_OWN[kind]} of its own")


def _written_over(
    data: Mapping[str, object], lines: Mapping[KeyPath, int]
) -> Iterator[Complaint]:
    """Yield each file that two feeds would be written to."""
    first: dict[str, KeyPath] = {}
    for path, values in _tables(data, "feed"):
        file, here = values.get("file"), (*path, "file")
        if not (isinstance(file, str) and file):
            continue
        earlier = first.setdefault(normpath(file), here)
        if earlier is not here:
            line = line_of(earlier, lines)
            words = f"{place(here)} is the file on line {line} again"
            yield Complaint(here, f"{words}: each feed needs one of its own")


def _wanted(data: Mapping[str, object]) -> Iterator[_Named]:
    """Yield each source that a feed is to be made of."""
    for path, values in _tables(data, "feed"):
        for key in ("sources", "digest"):
            wanted = values.get(key)
            for index, name in enumerate(wanted if isinstance(wanted, list) else ()):
                if isinstance(name, str):
                    yield _Named((*path, key, index), name)


def _unknown(path: KeyPath, name: str, ids: list[str]) -> str:
    near = difflib.get_close_matches(name, ids, n=1)
    hint = f": did you mean {shown(near[0])}?" if near else ""
    return f"{place(path)} is {shown(name)}, which is the id of no [[source]]{hint}"
