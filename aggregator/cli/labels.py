"""Files of labels: pairs of posts, or a stream of them, that a person has judged."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn, TypeAlias

from aggregator.errors import ConfigError
from aggregator.model import Post

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Form: TypeAlias = Literal["pairs", "stream"]
Name: TypeAlias = str | int
Fields: TypeAlias = dict[str, Any]
Kinds: TypeAlias = tuple[type, ...]

PAIRS_FROM = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
"""When the first post of a pair was published: a pair tells no time."""
_LATER = PAIRS_FROM + timedelta(minutes=10)

_LATEST = 10**11  # seconds since 1970: beyond it, dates come to their end

_NAME = (str, int)
_TEXT = (str,)
_TEXT_OR_NONE = (str, type(None))
_NUMBER = (int, float, str)
_PAIR = {"id": _NAME, "label": (object,), "a": _TEXT, "b": _TEXT}
_PAIR_TOO = {"ta": _TEXT_OR_NONE, "tb": _TEXT_OR_NONE, "set": _TEXT, "kind": _TEXT}
_ITEM = {"id": _NAME, "outlet": _TEXT, "text": _TEXT, "ts": _NUMBER, "cluster": _NAME}
_ITEM_TOO = {"title": _TEXT_OR_NONE, "kind": _TEXT, "ref": (*_NAME, type(None))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two posts of different outlets; whether `b` is an echo of `a`."""

    line: int
    id: Name
    set: str
    kind: str
    echo: bool | None  # None: nobody has said
    a: Post
    b: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is said of one post of a stream; those of one cluster say the same."""

    line: int
    id: Name
    cluster: Name
    kind: str
    ref: Name | None  # the post that it tells an update of


class Arrival(NamedTuple):
    """One post of a stream."""

    item: Item
    post: Post
    at: datetime


class Line(NamedTuple):
    """One line that says something, and where the file was read to with it."""

    place: str  # for messages
    number: int
    end: int  # bytes
    fields: Fields


def lines(path: Path) -> Iterator[Line]:
    """Yield the objects of a file of JSON lines; empty lines are passed over.

    Raises:
        ConfigError: it cannot be read; the message names the line.
    """
    end = 0
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                end += len(raw)
                if raw.strip():
                    place = f"{path}, line {number}"
                    yield Line(place, number, end, _object(raw, place))
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ConfigError(message) from error


def form_of(line: Line) -> Form:
    """Tell of what form a file is, by its first line.

    Raises:
        ConfigError: of none that we know.
    """
    if {"a", "b", "label"} <= line.fields.keys():
        return "pairs"
    if {"cluster", "outlet", "text"} <= line.fields.keys():
        return "stream"
    message = (
        f"{line.place}: neither a pair, with `a`, `b` and `label`, nor a post of a "
        "stream, with `outlet`, `text` and `cluster`"
    )
    raise ConfigError(message)


def pair(line: Line, otherwise: str) -> Pair:
    """Return the pair on a line.

    Args:
        line: of a file of pairs.
        otherwise: the name of the set, where the line tells none.

    Raises:
        ConfigError: a field is missing or of the wrong type.
    """
    fields = line.fields
    _demand(line, _PAIR)
    _allow(line, _PAIR_TOO)
    return Pair(
        line=line.number,
        id=fields["id"],
        set=fields.get("set", otherwise),
        kind=fields.get("kind", ""),
        echo=_label(line),
        a=_side(fields, "a", PAIRS_FROM),
        b=_side(fields, "b", _LATER),
    )


def arrival(line: Line) -> Arrival:
    """Return the post on a line of a stream, and what is said of it.

    Raises:
        ConfigError: a field is missing or of the wrong type.
    """
    fields = line.fields
    _demand(line, _ITEM)
    _allow(line, _ITEM_TOO)
    outlet, name, at = fields["outlet"], fields["id"], _moment(line)
    item = Item(
        line=line.number,
        id=name,
        cluster=fields["cluster"],
        kind=fields.get("kind", ""),
        ref=fields.get("ref"),
    )
    post = Post(
        source=outlet,
        outlet=outlet,
        key=str(line.number),
        url=f"https://{outlet}.example/{name}",
        title=fields.get("title") or None,
        html="",
        text=fields["text"],
        published=at,
    )
    return Arrival(item, post, at)


def written(pair: Pair) -> Fields:
    """Return a pair as the line of a file tells it."""
    return {
        "id": pair.id,
        "set": pair.set,
        "kind": pair.kind,
        "label": None if pair.echo is None else int(pair.echo),
        "ta": pair.a.title or "",
        "tb": pair.b.title or "",
        "a": pair.a.text,
        "b": pair.b.text,
    }


def _side(fields: Fields, side: str, published: datetime) -> Post:
    return Post(
        source=side,
        outlet=side,
        key=side,
        url=f"https://{side}.example/{fields['id']}",
        title=fields.get(f"t{side}") or None,
        html="",
        text=fields[side],
        published=published,
    )


def _label(line: Line) -> bool | None:
    label = line.fields["label"]
    if label not in (0, 1, None):
        refuse(line, "`label` must be 1, 0 or null")
    return None if label is None else bool(label)


def _moment(line: Line) -> datetime:
    try:
        seconds = float(line.fields["ts"])
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= _LATEST:
        refuse(line, "`ts` must be a time in seconds since 1970")
    return datetime.fromtimestamp(math.floor(seconds), UTC)


def _demand(line: Line, kinds: Mapping[str, Kinds]) -> None:
    for name in kinds:
        if name not in line.fields:
            refuse(line, f"`{name}` is missing")
    _allow(line, kinds)


def _allow(line: Line, kinds: Mapping[str, Kinds]) -> None:
    for name, kind in kinds.items():
        if name in line.fields and not isinstance(line.fields[name], kind):
            refuse(line, f"`{name}` is not of the right type")


def refuse(line: Line, reason: str) -> NoReturn:
    """Say what is wrong with a line.

    Raises:
        ConfigError: always.
    """
    message = f"{line.place}: {reason}"
    raise ConfigError(message)


def _object(raw: bytes, place: str) -> Fields:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        message = f"{place}: no JSON: {error}"
        raise ConfigError(message) from error
    if not isinstance(found, dict):
        message = f"{place}: no JSON object"
        raise ConfigError(message)
    return found
