"""Which fields of alike objects say when, what and who: judged as columns.

A name alone proves little, and no two publishing systems use the same; a column of
times that are all the same, or of ids that are, tells nothing of its rows.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import lenient
from aggregator.extract.drafts import states_zone
from aggregator.text import times

if TYPE_CHECKING:
    from aggregator.extract.blocks import Follow, Writer

Path: TypeAlias = tuple[str, ...]
Row: TypeAlias = Mapping[Path, object]

_DEEPEST = 3  # objects within objects, on the way to a field
_MOST = 150  # fields of one object; the Guardian's have 60
_ENOUGH = 3  # rows, to see whether times are spread
_SPREAD = timedelta(minutes=1)
_AS_MUCH = 0.7  # of the fullest column; then the name decides

_AN_INSTANT = re.compile(r"\s*\d{4}-\d\d-\d\d[T ]\d\d:?\d\d")
_SHORTEST = 10  # characters of a time that is written out
_DOT_NET = re.compile(r"/Date\((\d{9,13})(?:[+-]\d{4})?\)/")  # ScribbleLive's

# Of other things than the post itself.
_FOREIGN = re.compile(
    r"media|image|picture|video|audio|user|author|creator|contributor|section|tag|promo"
    r"|taxonomy|owner|publisher|comment|related|seo|parent|channel|byline",
    re.IGNORECASE,
)
_NO_TIME = re.compile(r"expir|until|end|embargo|delet|birth|duration|scheduled")
_CHANGED = re.compile(r"updat|modif|edited|last|revis|chang")
_TIMES = (
    re.compile(r"curated|display"),
    re.compile(r"publi|posted|issued|datetime|entrytime|sent"),
    re.compile(r"date|time|stamp|data|start|when|hora|fecha|datum|zeit"),
    re.compile(r"creat|added|insert"),
)
_ISO_ONLY = len(_TIMES)  # what is named otherwise is believed if written out
_CHANGE = _ISO_ONLY + 1  # when it was changed is better than no time
_BODIES = (
    "body", "articlebody", "content", "contents", "contenthtml", "bodyhtml", "html",
    "render", "text", "texto", "message", "elements", "contentelements", "blocks",
    "groups", "components", "paragraphs", "richtext", "bodytext", "posttext",
    "blogcontent", "posthtml", "postcontent", "postbody", "storyelements",
)  # fmt: skip
_TITLES = (
    "headline", "title", "titulo", "titel", "titre", "titolo", "heading", "header",
    "headlines", "blogtitle", "posttitle", "newstitle", "subject",
)  # fmt: skip
_IDS = (
    "id", "urn", "guid", "uuid", "itemid", "postid", "entryid", "blockid", "updateid",
    "nid", "key",
)  # fmt: skip
_ADDRESSES = (
    "permalink", "itemurl", "shareurl", "sharelink", "sharingurl", "posturl", "url",
    "canonicalurl", "weburl", "websiteurl", "link", "href",
)  # fmt: skip
_AUTHORS = (
    "authors", "author", "authorname", "byline", "bylines", "contributors",
    "contributor", "createdby", "creator", "originalcreator", "commenter", "credits",
    "user", "sender", "writer", "autor", "autores",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which columns to read; where there are several, the best comes first."""

    time: tuple[Path, ...]
    changed: tuple[Path, ...]
    body: Path
    title: tuple[Path, ...]
    id: tuple[Path, ...]
    url: tuple[Path, ...]
    author: tuple[Path, ...]


def row(post: lenient.Object, follow: Follow) -> Row:
    """Return the fields of an object, those of objects within it too."""
    found: dict[Path, object] = {}
    level: list[tuple[Path, lenient.Object]] = [((), post)]
    for _ in range(_DEEPEST):
        here, level = level, []
        for path, each in here:
            for name, value in islice(each.items(), _MOST - len(found)):
                meant = follow(value)
                place = (*path, name)
                found[place] = meant
                if isinstance(meant, dict):
                    level.append((place, meant))
    return found


def reading(rows: Sequence[Row], writer: Writer, *, now: datetime) -> Reading | None:
    """Return how rows are read as posts; None if they have no times or no bodies.

    Args:
        rows: the objects of one list.
        writer: tells how much a body says.
        now: when the page was fetched; what is later is no time of a post.
    """
    often = Counter(path for each in rows for path in each)
    paths = list(often)
    common = [path for path in paths if 2 * often[path] >= len(rows)]
    bodies = _named(common, _BODIES)
    timed = _timed(common) if bodies else []
    best = next((path for path in timed if _tells(path, rows, now)), None)
    body = _fullest(bodies, rows, writer) if best else None
    if best is None or body is None:
        return None
    own = [
        path for path in timed if path != best and (_time_rank(path) or 0) < _ISO_ONLY
    ]
    return Reading(
        time=(best, *own),
        changed=tuple(path for path in timed if path != best and _changes(path)),
        body=body,
        title=tuple(_named(paths, _TITLES)),
        id=tuple(_distinct(_named(paths, _IDS), rows)),
        url=tuple(_distinct(_named(paths, _ADDRESSES), rows)),
        author=tuple(_named(paths, _AUTHORS)),
    )


def _timed(paths: Sequence[Path]) -> list[Path]:
    """Return the paths that may lead to times, by how much their names promise."""
    return sorted(
        (path for path in paths if _time_rank(path) is not None), key=_time_order
    )


def moment(path: Path, each: Row, *, now: datetime) -> datetime | None:
    """Return the time that stands in a field, if one may stand there."""
    when = times.parse(time_as_written(path, each) or "")
    return when if when and times.plausible(when, now=now) else None


def time_as_written(path: Path, each: Row) -> str | None:
    """Return what looks like a time in a field; numbers only where its name says so."""
    value = each.get(path)
    named = _time_rank(path) != _ISO_ONLY
    if isinstance(value, str):
        of_dot_net = _DOT_NET.fullmatch(value)
        if of_dot_net:
            return of_dot_net[1]
        long_enough = len(value) >= _SHORTEST and named
        is_one = long_enough or _AN_INSTANT.match(value)
        return _with_zone(path, value) if is_one else None
    if isinstance(value, float):
        return f"{value:.0f}" if named else None
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_whole and named else None


def _with_zone(path: Path, written: str) -> str:
    """Add the zone that the name of a field states, and its value does not."""
    return f"{written} UTC" if _is_gmt(path) and not states_zone(written) else written


def _is_gmt(path: Path) -> bool:
    return _plain(path[-1]).endswith(("gmt", "utc"))


def _changes(path: Path) -> bool:
    return bool(_CHANGED.search(_plain(path[-1])))


@functools.lru_cache(maxsize=4096)
def _time_rank(path: Path) -> int | None:
    name = _plain(path[-1])
    if _NO_TIME.search(name) or _foreign(path):
        return None
    if _changes(path):
        return _CHANGE
    ranks = (rank for rank, form in enumerate(_TIMES) if form.search(name))
    return next(ranks, _ISO_ONLY)


def _time_order(path: Path) -> tuple[int, bool, int]:
    """Order by name; of two, the one that states its zone, as WordPress' `date_gmt`."""
    return _time_rank(path) or 0, not _is_gmt(path), len(path)


def _tells(path: Path, rows: Sequence[Row], now: datetime) -> bool:
    """Tell whether a column dates half of the rows, and not all alike."""
    found = [when for each in rows if (when := moment(path, each, now=now))]
    if 2 * len(found) < len(rows) or 2 * len(set(found)) < len(found):
        return False
    return len(found) < _ENOUGH or max(found) - min(found) >= _SPREAD


def _fullest(paths: Sequence[Path], rows: Sequence[Row], writer: Writer) -> Path | None:
    """Return the first of the columns that say about as much as any."""
    sizes = {
        path: sum(len(writer.line(each.get(path))) for each in rows) for path in paths
    }
    most = max(sizes.values(), default=0)
    full = (path for path, size in sizes.items() if size and size >= _AS_MUCH * most)
    return next(full, None)


def _named(paths: Sequence[Path], names: Sequence[str]) -> list[Path]:
    """Return the paths that end in one of the names, the outer and better first."""
    ranks = {name: rank for rank, name in enumerate(names)}
    found = [
        path for path in paths if _plain(path[-1]) in ranks and not _foreign(path[:-1])
    ]
    return sorted(found, key=lambda path: (len(path), ranks[_plain(path[-1])]))


def _distinct(paths: Sequence[Path], rows: Sequence[Row]) -> list[Path]:
    """Return the columns that mostly tell one row from another."""
    columns = {
        path: {said for each in rows if (said := lenient.scalar(each.get(path)))}
        for path in paths
    }
    return [path for path in paths if 2 * len(columns[path]) > len(rows)]


def _foreign(path: Path) -> bool:
    return any(map(_is_foreign, path))


@functools.lru_cache(maxsize=4096)  # the rows of a list have the same few names
def _is_foreign(name: str) -> bool:
    return _FOREIGN.search(name) is not None


@functools.lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")
