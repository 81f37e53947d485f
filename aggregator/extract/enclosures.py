"""What a feed's item brings beside its words: a picture, a recording."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Node: TypeAlias = "Mapping[str, Any]"

_PICTURE = '<figure><img src="{}" alt=""></figure>'


def with_picture(body: str, entry: Node) -> str:
    """Return the markup of a body with the item's picture, if it shows none itself.

    The picture brings no words: a post is compared as if it had none.

    Args:
        body: as the outlet wrote it; so is what is returned, and not yet safe.
        entry: the item, as feedparser reads it.
    """
    found = next(_pictures(entry), None) if "<img" not in body.lower() else None
    return body + _PICTURE.format(html.escape(found)) if found else body


def recording(entry: Node) -> str | None:
    """Return the address of what is enclosed: the link of an item that has no other."""
    return next((each["href"] for each in _enclosed(entry)), None)


def _pictures(entry: Node) -> Iterator[str]:
    for each in _listed(entry, "media_content", "url"):
        if _is_picture(each):
            yield each["url"]
    for each in _enclosed(entry):
        if _is_picture(each):
            yield each["href"]
    for each in _listed(entry, "media_thumbnail", "url"):
        yield each["url"]


def _enclosed(entry: Node) -> Iterator[Node]:
    links = _listed(entry, "links", "href")
    return (each for each in links if each.get("rel") == "enclosure")


def _is_picture(node: Node) -> bool:
    kind = str(node.get("type") or node.get("medium") or "").lower()
    return kind.startswith("image")


def _listed(entry: Node, name: str, address: str) -> Iterator[Node]:
    """Yield the parts of an item that have an address."""
    for each in entry.get(name) or ():
        if each.get(address):
            yield dict(each)
