"""A list of alike objects, read as if they were posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.extract import fields, jsonld, kinds, lenient
from aggregator.extract.drafts import Draft
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from aggregator.extract.blocks import Follow, Writer
    from aggregator.extract.fields import Path, Reading, Row
    from aggregator.extract.shapes import Group

_NAMES = (
    "name", "displayName", "display_name", "fullName", "Name", "nome", "nombre",
    "title", "text",
)  # fmt: skip
_INNER = ("by", "items", "authors", "creators")  # of an author that is several
_DEEPEST = 6  # lists and objects around a name; Arc XP has 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One object that may be a post."""

    draft: Draft
    when: datetime | None
    stamp: datetime | None  # the latest of all its times
    title: tuple[str, ...]  # words
    body: tuple[str, ...]  # words
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A list that may be posts."""

    group: Group
    reading: Reading
    items: Sequence[Item]

    @property
    def size(self) -> int:
        """How many words its bodies have."""
        return sum(len(item.body) for item in self.items)

    def alike(self, other: Candidate) -> bool:
        """Tell whether the same fields of the other make its time and body."""
        mine, theirs = self.reading, other.reading
        return (mine.time[0], mine.body) == (theirs.time[0], theirs.body)


def read(group: Group, writer: Writer, *, now: datetime) -> Candidate | None:
    """Return a list read as posts; None if it has no times or no bodies.

    What says nothing is left out, an advertisement between the posts.
    """
    rows: list[Row] = []
    for each in group.members:
        rows.append(fields.row(each, writer.follow))
        writer.left -= len(rows[-1])
        if writer.left < 0:
            return None
    reading = fields.reading(rows, writer, now=now)
    if reading is None:
        return None
    items = [_item(row, reading, writer, now) for row in rows]
    return Candidate(
        group=group,
        reading=reading,
        items=[each for each in items if each.body or (each.title and each.when)],
    )


def _item(row: Row, reading: Reading, writer: Writer, now: datetime) -> Item:
    said = row.get(reading.body)
    html, text = (
        jsonld.body(said) if isinstance(said, str) else (writer.markup(said), None)
    )
    title = _first(writer.line(row.get(path)) for path in reading.title)
    published, when = _time(row, reading.time, now)
    updated, _ = _time(row, reading.changed, now)
    stamps = (
        fields.moment(path, row, now=now) for path in reading.time + reading.changed
    )
    return Item(
        draft=Draft(
            id=_first(lenient.scalar(row.get(path)) for path in reading.id),
            url=_first(_address(row.get(path)) for path in reading.url),
            title=title,
            html=html,
            text=text,
            published=published,
            updated=updated,
            author=_first(
                _names(row.get(path), writer.follow) for path in reading.author
            ),
            kind=kinds.of_row(row),
        ),
        when=when,
        stamp=max((stamp for stamp in stamps if stamp), default=None),
        title=tuple(words(title or "")),
        body=tuple(words(writer.line(said))),
        row=row,
    )


def _first(said: Iterator[str | None]) -> str | None:
    return next((each for each in said if each), None)


def _time(
    row: Row, paths: Sequence[Path], now: datetime
) -> tuple[str | None, datetime | None]:
    """Return a time as written and as meant."""
    for path in paths:
        when = fields.moment(path, row, now=now)
        if when:
            return fields.time_as_written(path, row), when
    return None, None


def _address(said: object) -> str | None:
    is_one = isinstance(said, str) and said.startswith(("http", "/", "#", "?"))
    return said.strip() if is_one and isinstance(said, str) else None


def _names(said: object, follow: Follow, depth: int = 0) -> str | None:
    """Return the names of one author or several, each once."""
    value = follow(said)
    if isinstance(value, dict) and depth < _DEEPEST:
        inner = [value[name] for name in _INNER if name in value]
        return lenient.first(value, *_NAMES) or _names(inner, follow, depth + 1)
    if isinstance(value, list) and depth < _DEEPEST:
        found = (_names(each, follow, depth + 1) for each in value)
        return ", ".join(dict.fromkeys(name for name in found if name)) or None
    return value.strip() or None if isinstance(value, str) else None
