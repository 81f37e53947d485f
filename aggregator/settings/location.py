"""On which line of a TOML text each of its keys is written.

`tomllib` forgets lines. This reader is for texts that `tomllib` has accepted, so it
only has to tell strings, comments and brackets apart, and checks nothing.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value from the top: ("source", 2, "every")."""

_TOKEN = re.compile(
    r'''(?P<space>[^\S\n]+|\#[^\n]*)
    | """(?:\\.|[^\\])*?"""(?!") | "(?:\\.|[^"\\])*"
    | \'\'\'.*?\'\'\'(?!\') | '[^']*'
    | [][{}=,.\n]
    | [^][{}=,.\s"'\#]+''',
    re.DOTALL | re.VERBOSE,
)
_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}
_MARKS = frozenset("[.]")


class _Token(NamedTuple):
    text: str
    line: int


def locate(text: str) -> Mapping[KeyPath, int]:
    """Return the line, from 1, on which each key, table and element first stands."""
    found: dict[KeyPath, int] = {}
    arrays: dict[KeyPath, int] = {}  # the last index of each array of tables
    table: KeyPath = ()
    for statement in _statements(text):
        if statement[0].text == "[":
            table = _open_table(statement, arrays)
            places = [(table, statement[0].line)]
        else:
            places = list(_places(statement, table))
        for path, line in places:
            for length in range(1, len(path) + 1):
                found.setdefault(path[:length], line)
    return found


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int | None:
    """Return the line of `path`, or of the nearest table around it, if there is one."""
    around = (path[:length] for length in range(len(path), 0, -1))
    return next((lines[each] for each in around if each in lines), None)


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match["space"] is None:
            yield _Token(match[0], line)
        line += match[0].count("\n")


def _statements(text: str) -> Iterator[list[_Token]]:
    """Yield each header and each `key = value`, which ends outside all brackets."""
    statement: list[_Token] = []
    depth = 0
    for token in _tokens(text + "\n"):
        depth += _DEPTH.get(token.text, 0)
        if token.text != "\n":
            statement.append(token)
        elif statement and not depth:
            yield statement
            statement = []


def _open_table(header: list[_Token], arrays: dict[KeyPath, int]) -> KeyPath:
    """Return the path of the table that [a.b] or [[a.b]] opens."""
    names = [_name(each.text) for each in header if each.text not in _MARKS]
    path: KeyPath = ()
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if depth == len(names) and header[1].text == "[":
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path


def _places(statement: list[_Token], table: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    """Yield each key and element in `key = value` with its line."""
    reader = _Reader(table)
    for token in statement:
        if reader.at_element and token.text != "]":
            yield reader.path, token.line
        reader.read(token.text)
        if token.text == "=":
            yield reader.path, token.line


class _Reader:
    """Keeps the place in a value while its tokens go by."""

    def __init__(self, table: KeyPath) -> None:
        self.path = table
        self.at_element = False  # does the next token begin an element of an array?
        self._naming = True  # are we before the `=`?
        self._around: list[tuple[KeyPath, int | None]] = [(table, None)]

    def read(self, token: str) -> None:
        """Step over `token`."""
        self.at_element = False
        match token:
            case "[":
                self._enter(0)
            case "{":
                self._enter(None)
            case "]" | "}":
                self._around.pop()
            case ",":
                self._next()
            case "=":
                self._naming = False
            case name if self._naming and name != ".":
                self.path = (*self.path, _name(name))

    def _enter(self, index: int | None) -> None:
        self._around.append((self.path, index))
        self._start(self.path, index)

    def _next(self) -> None:
        path, index = self._around.pop()
        index = None if index is None else index + 1
        self._around.append((path, index))
        self._start(path, index)

    def _start(self, path: KeyPath, index: int | None) -> None:
        """Begin a pair of the table, or an element of the array, at `path`."""
        self.path = path if index is None else (*path, index)
        self.at_element = index is not None
        self._naming = index is None


def _name(token: str) -> str:
    """Return the key that `token` writes, bare or in quotes."""
    return next(iter(tomllib.loads(f"{token}=0")))
