"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from aggregator.errors import ExtractError
from aggregator.extract.drafts import Draft, told_apart
from aggregator.text import markup, urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.model import Document

Node: TypeAlias = "Mapping[str, Any]"

# Within a string the quotation marks would be escaped.
_VERSION = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\b')


def is_json_feed(document: Document) -> bool:
    """Return whether the document says of itself that it is a JSON Feed."""
    head = document.body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"{") and bool(_VERSION.search(document.body))


def drafts(document: Document) -> tuple[list[Draft], list[str]]:
    """Return the items of a feed in its order, and what was wrong with it, in words.

    Raises:
        ExtractError: the document is no JSON object.
    """
    feed = _object(document)
    stated = _string(feed, "home_page_url", "feed_url")
    base = urls.absolute(stated, base=document.url) or document.url
    items = feed.get("items")
    if not isinstance(items, list):
        return [], ["the feed has no list of items"]
    sound = [_draft(item, feed, base) for item in items if isinstance(item, dict)]
    found, complaints = told_apart(sound)
    strangers = len(items) - len(found)
    return found, complaints + [f"{strangers} items are no objects"] * bool(strangers)


def _object(document: Document) -> Node:
    try:
        feed = json.loads(document.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise ExtractError(document.source, f"the JSON is broken: {error}") from error
    if isinstance(feed, dict):
        return feed
    raise ExtractError(document.source, "the JSON is no object")


def _draft(item: Node, feed: Node, base: str) -> Draft:
    html = _string(item, "content_html")
    return Draft(
        id=_string(item, "id"),
        url=urls.absolute(_string(item, "url", "external_url"), base=base),
        title=_string(item, "title"),
        html=markup.sanitise(html, base=base) if html else None,
        text=_string(item, "content_text", "summary"),
        published=_string(item, "date_published"),
        updated=_string(item, "date_modified"),
        author=", ".join(_authors(item)) or ", ".join(_authors(feed)),
        language=_string(item, "language") or _string(feed, "language"),
    )


def _string(node: Node, *names: str) -> str | None:
    """Return the first of the fields that is filled; a number counts as its digits."""
    values = (node.get(name) for name in names)
    stated = (value for value in values if isinstance(value, str | int | float))
    return next((str(value) for value in stated if value != ""), None)


def _authors(node: Node) -> Iterator[str]:
    """Yield names: `authors` came with version 1.1, `author` is of 1.0 (section 2)."""
    authors = node.get("authors")
    listed = authors if isinstance(authors, list) else [node.get("author")]
    for author in listed:
        name = _string(author, "name") if isinstance(author, dict) else None
        if name:
            yield name
