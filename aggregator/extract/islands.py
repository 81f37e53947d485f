"""The JSON that scripts of a page start from, wherever in the page it is written.

Islands of many makers: `__NEXT_DATA__` and other scripts of type JSON, assignments of
objects or of escaped strings, what Next.js streams, attributes with properties.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aggregator.extract import flat, lenient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.extract.page import Page

_PROPERTIES = (
    "props", "data-props", "data-react-props", "data-state", "data-initial-state",
    "data-page", "data-json", "data-hydrate", "data-hydration", "data-model",
    "initialdata", "initial-data", "data-initial-data",
)  # fmt: skip
_BEARING = ", ".join(f"[{name}]" for name in _PROPERTIES)
_SHORTEST = 200  # characters; three posts are longer
_MOST_SPACE = 32  # characters before a value
_MOST_STEPS = 4  # from reference to reference
# A failed attempt costs as much as the script is long, for the place of the error.
_MOST_ATTEMPTS = 500
# Three numbers that may be a year or seconds since 1970: without, there are no posts.
_TIMED = (  # what begins with a figure, and looks back behind it, is found fast
    re.compile(r"20(?<!\d20)\d\d(?!\d)"),
    re.compile(r"1(?<!\d1)\d{9}(?:\d{3})?(?!\d)"),
)
_ENOUGH = 3

_VALUE = r"\s*(?=\{\s*\"|\[\s*[\[{\"]|[\"'])"
_ASSIGNED = re.compile(f"={_VALUE}")  # what begins with one character is found fast
_PARSING = "JSON.parse("
_BEGINS = re.compile(rf"(?:=|{re.escape(_PARSING)}){_VALUE}")
_STRING = re.compile(
    r"\"([^\"\\]*(?:\\.[^\"\\]*)*)\"|'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_NOTHINGS = tuple(  # two, for what begins with a word is found fast
    re.compile(rf"{name}(?=\s*[,}}\]])") for name in ("undefined", "void 0")
)
_VEILED = re.compile(r"=\s*[\"'](?:ey|W3|%7B|%5B)", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_ENCODED = re.compile(r"\s*%(?:7B|5B)", re.IGNORECASE)
_DECODER = json.JSONDecoder(strict=False)

# React's stream: rows of `id:JSON`, or `id:T` with a length in bytes and a text.
_PUSHED = re.compile(r"__next_f\.push\(\[1,\s*(?=\")")
_ROW = re.compile(rb"([0-9a-f]*):(?:T([0-9a-f]{1,8}),)?")
_LAZY = re.compile(r"\$[L@]?([0-9a-f]+)")


@dataclass(frozen=True, slots=True)
class Island:
    """One JSON value, and what is referred to in it by name."""

    data: object
    known: Mapping[str, object] = field(default_factory=dict)

    def follow(self, value: object) -> object:
        """Return what a reference leads to, and any other value as it is.

        Apollo's `{"__ref": key}` and `{"type": "id", "id": key}`, React's `"$1f"`.
        """
        if isinstance(value, dict):  # nearly all refer to nothing, and are told cheaply
            if "__ref" not in value and value.get("type") != "id":
                return value
        elif not isinstance(value, str) or value[:1] != "$":
            return value
        for _ in range(_MOST_STEPS):
            name = _reference(value)
            if name is None or name not in self.known:
                return value
            value = self.known[name]
        return None


def _reference(value: object) -> str | None:
    if isinstance(value, str):
        lazy = _LAZY.fullmatch(value)
        return f"${lazy[1]}" if lazy else None
    if not isinstance(value, dict):
        return None
    name = value.get("__ref") or (value.get("type") == "id" and value.get("id"))
    return name if isinstance(name, str) else None


def islands(page: Page) -> Iterator[Island]:
    """Yield the JSON of a page but its JSON-LD, or the document that is JSON itself.

    What cannot be read is passed over, and so is what holds no three times.
    """
    if page.data and not page.tree.css_first("script"):
        yield from (_island(flat.resolved(block)) for block in page.data)
        return
    streamed: list[str] = []
    for kind, text in page.scripts:
        streamed += _pushed(text)
        yield from map(_island, _written(text, kind))
    yield from _streamed("".join(streamed))
    bearing = [node.attributes for node in page.tree.css(_BEARING)]
    for name in _PROPERTIES:
        for each in bearing:
            yield from map(_island, _stated(each.get(name) or ""))


def _island(data: object) -> Island:
    """Return an island; the names of Apollo's store stand at its top or one below."""
    if not isinstance(data, dict):
        return Island(data)
    inner = [each for each in data.values() if isinstance(each, dict)]
    stores = [each for each in (data, *inner) if "ROOT_QUERY" in each]
    return Island(data, stores[0] if stores else data)


def _written(text: str, kind: str) -> Iterator[object]:
    if not _promising(text) and not _hidden(text):
        return
    if "json" in kind:
        yield from _stated(text)
    elif "__next_f" not in text:
        for nothing in _NOTHINGS:
            text = nothing.sub(_null, text)
        yield from _assigned(text)


def _null(nothing: re.Match[str]) -> str:
    """Return `null` for a value, and what is the end of an expression as it is."""
    before = nothing.string[max(0, nothing.start() - _MOST_SPACE) : nothing.start()]
    return "null" if before.rstrip().endswith((":", ",", "[")) else nothing[0]


def _promising(text: str) -> bool:
    found = chain.from_iterable(form.finditer(text) for form in _TIMED)
    return len(list(islice(found, _ENOUGH))) == _ENOUGH


def _hidden(text: str) -> bool:
    """Tell whether a script may hold JSON in base64 or percent-encoded."""
    return bool(_VEILED.search(text))


def _stated(text: str) -> list[object]:
    """Return what a whole text says, be it a JSON string that says it."""
    if len(text) < _SHORTEST or not _promising(text):
        return []
    value = lenient.loads(text)
    if isinstance(value, str):
        return _said(value)
    return [] if value is None else [flat.resolved(value)]


def _assigned(text: str) -> Iterator[object]:
    """Yield what is assigned in a script; each part of it is read once."""
    begins, end = (_BEGINS if _PARSING in text else _ASSIGNED), 0
    for _ in range(_MOST_ATTEMPTS):
        begun = begins.search(text, end)
        if begun is None:
            return
        at = begun.end()
        if text[at] in "\"'":
            said, end = _string(text, at)
            yield from _said(said)
        else:
            value, end = _decoded(text, at)
            if value is not None and end - at >= _SHORTEST:
                yield value


def _decoded(text: str, at: int) -> tuple[object, int]:
    """Return the JSON value that begins there, and where to go on."""
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        return None, max(error.pos, at + 1)
    except (RecursionError, ValueError):  # too deep, or a number of 5,000 digits
        return None, len(text)


def _string(text: str, at: int) -> tuple[str, int]:
    """Return the string literal that begins there, and where it ends."""
    found = _STRING.match(text, at)
    if found is None:
        return "", at + 1
    written = found[1] or found[2] or ""
    return (_unescaped(written) if len(written) >= _SHORTEST else ""), found.end()


def _unescaped(written: str) -> str:
    units = _ESCAPE.sub(_character, written)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _LETTERS.get(escape[3], escape[3])


def _said(text: str) -> list[object]:
    """Return the JSON that a string holds: plain, in base64 or percent-encoded."""
    if _BASE64.fullmatch(text):
        whole = text.rstrip("=")
        padded = whole[: len(whole) - (len(whole) % 4 == 1)] + "=="
        text = base64.b64decode(padded).decode("utf-8", "replace")
    elif _ENCODED.match(text):
        text = unquote(text)
    if text.lstrip()[:1] not in {"{", "["} or not _promising(text):
        return []
    value = lenient.loads(text)
    return [] if value is None else [value]


def _pushed(text: str) -> list[str]:
    begun = islice(_PUSHED.finditer(text), _MOST_ATTEMPTS)
    values = [_decoded(text, each.end())[0] for each in begun]
    return [value for value in values if isinstance(value, str)]


def _streamed(text: str) -> Iterator[Island]:
    """Yield what React streamed, as one island; its rows refer to each other."""
    known = {
        f"${name}": value for name, value in _rows(text.encode("utf-8", "replace"))
    }
    if known:
        yield Island(known, known)


def _rows(stream: bytes) -> Iterator[tuple[str, object]]:
    row = _ROW.match(stream)
    while row:
        name, length = row[1].decode(), row[2]
        if length:
            end = row.end() + int(length, 16)
            yield name, stream[row.end() : end].decode("utf-8", "replace")
        else:
            line = stream.find(b"\n", row.end())
            end = line + 1 if line >= 0 else len(stream)
            written = stream[row.end() : end].decode("utf-8", "replace").strip()
            if written[:1] in {"{", "[", '"'}:
                yield name, lenient.loads(written)
        row = _ROW.match(stream, end)
