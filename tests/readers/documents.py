"""A published feed in any of its forms, as far as feed readers look at it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ATOM = "{http://www.w3.org/2005/Atom}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_STRICT = etree.XMLParser(resolve_entities=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry: its elements as they stand there, nothing resolved or tidied."""

    id: str
    title: str
    link: str  # the first one to the page itself
    related: str  # the first one of these
    authors: tuple[str, ...]  # of the entry alone
    source_authors: tuple[str, ...]  # of its atom:source
    published: str
    updated: str
    tags: tuple[str, ...]  # by their labels, else by their terms
    language: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole feed."""

    id: str  # empty, where the form has none;
    updated: str  # likewise
    items: tuple[Item, ...]


def parsed(body: bytes) -> Document:
    """Return a feed as a strict parser reads it."""
    if body.startswith(b"{"):
        return _json(json.loads(body))
    feed = etree.fromstring(body, _STRICT)
    return _rss(feed[0]) if feed.tag == "rss" else _atom(feed)


def _atom(feed: etree._Element) -> Document:
    return Document(
        id=_text(feed, "id"),
        updated=_text(feed, "updated"),
        items=tuple(map(_item, feed.iterchildren(f"{_ATOM}entry"))),
    )


def _item(entry: etree._Element) -> Item:
    return Item(
        id=_text(entry, "id"),
        title=_text(entry, "title"),
        link=next(_links(entry, "alternate"), ""),
        related=next(_links(entry, "related"), ""),
        authors=_names(entry, "author/name"),
        source_authors=_names(entry, "source/author/name"),
        published=_text(entry, "published"),
        updated=_text(entry, "updated"),
        tags=tuple(
            each.get("label") or each.get("term", "")
            for each in entry.iterchildren(f"{_ATOM}category")
        ),
        language=entry.get(_LANGUAGE, ""),
        content=_text(entry, "content"),
    )


def _text(parent: etree._Element, tag: str) -> str:
    return parent.findtext(f"{_ATOM}{tag}") or ""


def _names(entry: etree._Element, path: str) -> tuple[str, ...]:
    found = entry.iterfind("/".join(f"{_ATOM}{each}" for each in path.split("/")))
    return tuple(each.text or "" for each in found)


def _links(entry: etree._Element, rel: str) -> Iterator[str]:
    for link in entry.iterchildren(f"{_ATOM}link"):
        if link.get("rel", "alternate") == rel:
            yield link.get("href", "")


def _rss(channel: etree._Element) -> Document:
    return Document(
        id="",
        updated=_moment(channel.findtext("lastBuildDate")),
        items=tuple(map(_rss_item, channel.iterchildren("item"))),
    )


def _rss_item(item: etree._Element) -> Item:
    return Item(
        id=item.findtext("guid") or "",
        title=item.findtext("title") or "",
        link=item.findtext("link") or "",
        related="",
        authors=tuple(each.text or "" for each in item.iterchildren(_CREATOR)),
        source_authors=(),
        published=_moment(item.findtext("pubDate")),
        updated=_text(item, "updated"),
        tags=tuple(each.text or "" for each in item.iterchildren("category")),
        language="",
        content=item.findtext(_ENCODED) or item.findtext("description") or "",
    )


def _moment(date: str | None) -> str:
    return f"{parsedate_to_datetime(date):%Y-%m-%dT%H:%M:%SZ}" if date else ""


def _json(feed: Mapping[str, Any]) -> Document:
    return Document(id="", updated="", items=tuple(map(_json_item, feed["items"])))


def _json_item(item: Mapping[str, Any]) -> Item:
    return Item(
        id=item["id"],
        title=item["title"],
        link=item["url"],
        related=item.get("external_url", ""),
        authors=tuple(each["name"] for each in item["authors"]),
        source_authors=(),
        published=item["date_published"],
        updated=item["date_modified"],
        tags=tuple(item["tags"]),
        language=item["language"],
        content=item["content_html"],
    )
