"""Posts in the JSON of a live page or its programming interface, by an outlet's paths.

A path is names joined by dots; lists on the way are entered. And the answers that
`hydration` finds no list of posts in: those that tell of one post, and those that hold
a page's markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.extract import blocks, candidates, deletions, kinds, lenient
from aggregator.extract.drafts import Draft
from aggregator.extract.islands import Island
from aggregator.extract.jsonld import body
from aggregator.extract.shapes import Group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page

_SAYS = ("html", "text")  # of a node in a tree of blocks
_BETWEEN = {"author": ", "}
_NESTS = ("model", "blocks", "content", "children", "items", "elements")

_DEEPEST = 6  # objects around the one post; GraphQL's answers have 2
_KINDS = ("postType", "post_type", "type", "_type", "__typename")
# Al Jazeera: "liveblog-update", The Athletic: "liveBlogPost", NYT: "ReporterUpdate".
_ONE_POST = re.compile(
    r"live_?-?blog_?-?(?:update|post|item|entry|card)|reporter_?-?update",
    re.IGNORECASE,
)

_MARKUP = re.compile(r"\s*<[a-z!][^<>]*>", re.IGNORECASE)
_SHORTEST_MARKUP = 200  # characters; one post with its time is longer
_MOST_FIELDS = 200  # of a document that holds markup


def drafts(page: Page, outlet: Outlet) -> list[Draft]:
    """Return the posts in the page's JSON, where the outlet's paths lead to some.

    Without paths, the one post that an interface's answer tells of, where it says that
    it is a live blog's: Al Jazeera's `LiveBlogUpdateQuery` gives them one by one, as
    several public clients of it show.
    """
    paths = outlet.json
    if paths is None:
        return _single(page)
    posts = (post for block in page.data for post in _at(block, paths["each"]))
    return [
        _draft(post, paths, outlet.zone) for post in posts if isinstance(post, dict)
    ]


def wrapped(document: object) -> str | None:
    """Return the markup that a JSON document holds instead of posts; None if none.

    So do the answers to "load more" of many publishing systems, and what Tickaroo
    keeps for pages to start from (`embed/v4/prefetch/liveblog.json`: `html`).
    """
    if not isinstance(document, dict):
        return None
    inner = [each for each in document.values() if isinstance(each, dict)]
    said = [value for each in (document, *inner) for value in each.values()]
    markup = [
        each
        for each in said[:_MOST_FIELDS]
        if isinstance(each, str)
        and len(each) >= _SHORTEST_MARKUP
        and _MARKUP.match(each)
    ]
    return max(markup, key=len, default=None)


def _single(page: Page) -> list[Draft]:
    """Return the one post of an answer in which each object holds one other."""
    if len(page.data) != 1 or page.tree.css_first("script"):
        return []
    island = Island(page.data[0])
    post = _innermost(island.data)
    if post is None or deletions.is_deleted(post.get):
        return []
    group, writer = Group((), (post,), island), blocks.Writer(island.follow)
    found = candidates.read(group, writer, now=page.fetched)
    return [item.draft for item in found.items] if found else []


def _innermost(data: object) -> lenient.Object | None:
    """Return the object that says it is a live blog's post, alone in what is around."""
    for _ in range(_DEEPEST):
        if not isinstance(data, dict):
            return None
        if any(_ONE_POST.search(lenient.first(data, name) or "") for name in _KINDS):
            return data
        inner = [each for each in data.values() if isinstance(each, dict)]
        data = inner[0] if len(inner) == 1 else None
    return None


def _draft(post: lenient.Object, paths: Mapping[str, str], zone: str | None) -> Draft:
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
        kind=kinds.of_row(post),
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
