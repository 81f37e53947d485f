"""CSS selectors that find just the given nodes of a page."""

from __future__ import annotations

import re
from itertools import product, takewhile
from typing import TYPE_CHECKING

from selectolax.lexbor import SelectolaxError

from aggregator.extract import nodes
from aggregator.extract.repeated import tokens
from aggregator.extract.spans import above

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

_PLAIN = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)
_QUOTABLE = re.compile(r"[^\"\\\s]+")
_NAMED = re.compile(r"[A-Za-z_][A-Za-z_-]*[-_]")  # the beginning of "block-64621ab3"
_SPOKEN = re.compile(r"[a-z_-]+|[a-z]+(?:[A-Z][a-z]{2,})+")  # a class in words
_LEVELS = 4  # above the nodes, whose names may tell them from others


def exactly(tree: LexborHTMLParser, wanted: Sequence[LexborNode]) -> str | None:
    """Return the plainest selector that finds all of these nodes and no other.

    Ids go before classes, and last those classes that look as if a program had made
    them: the next release of the page has others.
    """
    ids = {node.mem_id for node in wanted}
    return next((css for css in _page_wide(wanted) if _found(tree, css) == ids), None)


def covering(tree: LexborHTMLParser, wanted: Sequence[LexborNode]) -> str | None:
    """Return the selector that finds all of these nodes and the fewest others."""
    ids = {node.mem_id for node in wanted}
    found = [(css, _found(tree, css)) for css in _page_wide(wanted)]
    sizes = {css: len(every) for css, every in found if ids <= every}
    return min(sizes, key=sizes.__getitem__, default=None)


def within(heads: Sequence[LexborNode], wanted: Sequence[LexborNode]) -> str | None:
    """Return a selector whose first match in each head is the node beside it."""
    for css in _alike(wanted):
        first = (head.css_first(css) for head in heads)
        found = [node.mem_id if node else None for node in first]
        if found == [node.mem_id for node in wanted]:
            return css
    return None


def _page_wide(wanted: Sequence[LexborNode]) -> Iterator[str]:
    own = list(_alike(wanted))
    yield from own
    around = [
        css
        for each in takewhile(
            lambda node: node.tag != "html", above(wanted[0], _LEVELS)
        )
        for css in _alike([each])
    ]
    for scope, css in product(around, own):
        yield f"{scope} > {css}"
        yield f"{scope} {css}"
    yield from (
        f"{css}:has({inner})" for css in own for inner in ("time", "[datetime]")
    )


def _found(tree: LexborHTMLParser, css: str) -> set[int]:
    try:
        return {node.mem_id for node in tree.css(css)}
    except SelectolaxError:  # a name that is none in CSS
        return set()


def _alike(wanted: Sequence[LexborNode]) -> Iterator[str]:
    """Yield selectors that all of the nodes bear out, the plainest first."""
    tags = {node.tag for node in wanted}
    tag = (next(iter(tags)) or "") if len(tags) == 1 else ""
    start = _shared_start([nodes.attribute(node, "id") or "" for node in wanted])
    if start:
        yield f'{tag}[id^="{start}"]'
    properties = {nodes.attribute(node, "itemprop") for node in wanted}
    if len(properties) == 1 and None not in properties:
        yield f'{tag}[itemprop="{properties.pop()}"]'
    classes = _shared_classes(wanted)
    yield from (f"{tag}{_class(name)}" for name in classes if _SPOKEN.fullmatch(name))
    yield from (f"{tag}[{name}]" for name in _shared_names(wanted))
    if tag:
        yield tag
    made = (name for name in classes if not _SPOKEN.fullmatch(name))
    yield from (f"{tag}{_class(name)}" for name in made)


def _class(name: str) -> str:
    return f".{name}" if _PLAIN.fullmatch(name) else f'[class~="{name}"]'


def _shared_classes(wanted: Sequence[LexborNode]) -> list[str]:
    shared = set.intersection(*(set(tokens(node)) for node in wanted))
    usable = [each for each in tokens(wanted[0]) if each in shared]
    return [each for each in usable if _QUOTABLE.fullmatch(each)]


def _shared_start(ids: Sequence[str]) -> str:
    """Return the words that all ids begin with."""
    begun = [_NAMED.match(each) for each in ids]
    starts = {each[0] if each else "" for each in begun}
    return next(iter(starts)) if len(starts) == 1 else ""


def _shared_names(wanted: Sequence[LexborNode]) -> list[str]:
    """Return the names of attributes that all nodes have."""
    names = set.intersection(*(set(node.attributes) for node in wanted))
    return sorted(
        each for each in names if each.startswith("data-") and _PLAIN.fullmatch(each)
    )
