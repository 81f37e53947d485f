"""Rows of nodes of one shape that each bear a time: what may be the posts of a page."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

LEAST = 4  # posts; fewer repeat by chance
LEAST_EXPECTED = 2  # where a live blog is expected that may just have begun

_FIGURES = re.compile(r"[0-9a-f]{6,}|\d+")
_MOST = 0.8  # of a row bear the class that tells its nodes from their neighbours

Row: TypeAlias = list["LexborNode"]


def rows(stamped: Iterable[LexborNode], *, least: int = LEAST) -> list[Row]:
    """Return all rows above the nodes that bear times, inner and outer, any order.

    A row is what has one parent and tag; the rows of several parents (a section for
    each day) are one where they look alike.
    """
    merged: dict[tuple[object, ...], Row] = {}
    for children in _children(stamped):
        for row, token in _alike(children):
            merged.setdefault(_kind(row[0], token), []).extend(row)
    return _gathered(merged, least)


def _gathered(merged: Mapping[tuple[object, ...], Row], least: int) -> list[Row]:
    """Return the rows, each with what stands elsewhere with its class and form of id.

    So stands a post that is pinned above the others, or in a box of its own.
    """
    strays: dict[tuple[object, ...], list[tuple[int, LexborNode]]] = {}
    for place, (kind, row) in enumerate(merged.items()):
        for node in row if len(row) < least or kind[1] is None else ():
            for look in _looks(node, tokens(node)):
                strays.setdefault(look, []).append((place, node))
    found: list[Row] = []
    for place, (kind, row) in enumerate(merged.items()):
        if len(row) >= least:
            look = next(iter(_looks(row[0], [kind[1]] if kind[1] else [])), ())
            alike = strays.get(look, [])
            ahead = [node for at, node in alike if at < place]
            behind = [node for at, node in alike if at > place]
            found.append([*ahead, *row, *behind])
    return found


def _looks(node: LexborNode, classes: Sequence[object]) -> list[tuple[object, ...]]:
    """Return what tells nodes of one kind wherever they stand; none without an id."""
    own_id = nodes.own_id(node) if classes else None
    form = _FIGURES.sub("0", own_id) if own_id else None
    return [(node.tag, each, form) for each in classes] if form else []


def _children(stamped: Iterable[LexborNode]) -> Iterator[Row]:
    """Yield, for each node above a time, those of its children that are so too."""
    above: set[int] = set()
    children: dict[int, Row] = {}
    for each in stamped:
        node = each
        while node.mem_id not in above and node.parent is not None:
            above.add(node.mem_id)
            children.setdefault(node.parent.mem_id, []).append(node)
            node = node.parent
    yield from children.values()


def _alike(children: Row) -> Iterator[tuple[Row, str | None]]:
    """Part children by tag; with them goes the class that most of them share."""
    by_tag: dict[str | None, list[tuple[LexborNode, Sequence[str]]]] = {}
    for each in children:
        by_tag.setdefault(each.tag, []).append((each, tokens(each)))
    for row in by_tag.values():
        often: dict[str, int] = {}
        for token in chain.from_iterable(classes for _, classes in row):
            often[token] = often.get(token, 0) + 1
        most = max(often, key=often.__getitem__, default=None)
        if most is None or often[most] < _MOST * len(row):
            yield [each for each, _ in row], None
        else:
            yield [each for each, classes in row if most in classes], most


def tokens(node: LexborNode) -> Sequence[str]:
    """Return a node's classes, each once."""
    return list(dict.fromkeys((node.attrs.get("class") or "").split()))


def _kind(node: LexborNode, token: str | None) -> tuple[object, ...]:
    """Return what rows of several parents share, if they are one."""
    parent = node.parent
    if token:
        return node.tag, token, parent and parent.tag
    above = parent and parent.parent
    return node.tag, None, above and above.mem_id
