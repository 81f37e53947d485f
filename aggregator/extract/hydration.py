"""Posts from the JSON that a page's scripts start from, or that a document is.

Found by shape, not by outlet: the objects of one list that each have a moment of their
own and a body.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import (
    blocks,
    candidates,
    deletions,
    lookalikes,
    nodes,
    shapes,
)
from aggregator.extract.islands import islands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.extract.candidates import Candidate, Item
    from aggregator.extract.drafts import Draft
    from aggregator.extract.islands import Island
    from aggregator.extract.page import Page

_MOST_ISLANDS = 200  # of a page; 30 of the corpus have at most 60
_OPERATIONS = frozenset({"new", "update", "delete"})  # of WordPress' live blogs
_NEVER = datetime.min.replace(tzinfo=UTC)
_POLLED = '[id^="block-"]'


def drafts(page: Page) -> list[Draft]:
    """Return the posts in a page's JSON, in its order.

    They are the list of the most words, and others whose fields are the same. Posts
    that the outlet has deleted are left out, and so are earlier states of a post.
    """
    found = [each for island in islands(page) for each in _candidates(island, page)]
    if not found:
        return _polled(page)
    best = max(found, key=lambda each: each.size)
    items = [item for each in found if each.alike(best) for item in each.items]
    return list(dict.fromkeys(item.draft for item in _standing(items)))


def _candidates(island: Island, page: Page) -> Iterator[Candidate]:
    """Yield the lists of an island that are posts; what is within posts is none."""
    whole = any(island.data is block for block in page.data)
    writer = blocks.Writer(island.follow)
    ways: list[shapes.Way] = []
    known: set[int] = set()
    for group in shapes.groups(island):
        own = {id(each) for each in group.members}
        within = any(group.way[: len(way)] == way for way in ways)
        if within or own <= known or lookalikes.named_otherwise(group, whole=whole):
            continue
        found = candidates.read(group, writer, now=page.fetched)
        if found and lookalikes.are_posts(found, page):
            ways.append(group.way)
            known |= own
            yield found


def _standing(items: Sequence[Item]) -> list[Item]:
    """Return the items without those that are deleted or have been replaced."""
    newest: dict[str | None, Item] = {}
    for item in items:
        other = newest.setdefault(item.draft.id, item)
        if (item.stamp or _NEVER) > (other.stamp or _NEVER):
            newest[item.draft.id] = item
    gone = {item.draft.id for item in items if item.draft.id and _is_deleted(item)}
    return [
        item
        for item in items
        if item.draft.id not in gone and not _is_deleted(item)
        if newest[item.draft.id] is item or not _replaces(item)
    ]


def _replaces(item: Item) -> bool:
    kind = item.row.get(("type",))
    return bool(item.draft.id) and isinstance(kind, str) and kind in _OPERATIONS


def _is_deleted(item: Item) -> bool:
    def said(name: str) -> object:
        return item.row.get((name,))

    return deletions.is_deleted(said) or deletions.is_withheld(said)


def _polled(page: Page) -> list[Draft]:
    """Return the posts in the answer to the Guardian's `?isLivePage`: new markup."""
    markup = (
        each["html"]
        for each in page.data
        if isinstance(each, dict) and isinstance(each.get("html"), str)
        if "mostRecentBlockId" in each
    )
    return [
        nodes.read(node, {})
        for each in markup
        for node in nodes.outermost(LexborHTMLParser(each).css(_POLLED))
    ]
