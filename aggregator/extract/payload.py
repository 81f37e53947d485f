"""Posts in the JSON of a live page or its programming interface, by an outlet's paths.

A path is names joined by dots; lists on the way are entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.extract import lenient
from aggregator.extract.drafts import Draft
from aggregator.extract.jsonld import body

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page

_SAYS = ("html", "text")  # of a node in a tree of blocks
_BETWEEN = {"author": ", "}
_NESTS = ("model", "blocks", "content", "children", "items", "elements")


def drafts(page: Page, outlet: Outlet) -> list[Draft]:
    """Return the posts in the page's JSON, where the outlet's paths lead to some."""
    paths = outlet.json
    if paths is None:
        return []
    posts = (post for block in page.data for post in _at(block, paths["each"]))
    return [
        _draft(post, paths, outlet.zone) for post in posts if isinstance(post, dict)
    ]


def _draft(post: object, paths: Mapping[str, str], zone: str | None) -> Draft:
    said = {
        name: _BETWEEN.get(name, "\n").join(_prose(_at(post, path)))
        for name, path in paths.items()
    }
    markup, text = body(said.get("body", ""))
    return Draft(
        id=said.get("id") or None,
        url=said.get("url") or None,
        title=said.get("title") or None,
        html=markup,
        text=text,
        published=said.get("time") or None,
        updated=said.get("updated") or None,
        author=said.get("author") or None,
        zone=zone,
    )


def _at(value: object, path: str) -> list[object]:
    here = lenient.listed(value)
    for name in path.split("."):
        here = [
            inner
            for each in here
            if isinstance(each, dict)
            for inner in lenient.listed(each.get(name))
        ]
    return here


def _prose(value: object) -> Iterator[str]:
    """Yield what a value says; of a tree of blocks, what its outermost words are."""
    said = lenient.scalar(value)
    if said:
        yield said
    elif isinstance(value, dict):
        own = lenient.first(value, *_SAYS)
        inner = [own] if own else [value.get(name) for name in _NESTS]
        for each in inner:
            yield from _prose(each)
    elif isinstance(value, list):
        for each in value:
            yield from _prose(each)
