"""The timeline as an Atom feed (RFC 4287), shaped by how readers treat one.

The rules are those of docs/timeline-format.md. Above all, rule 5: nothing in an entry
may change because others joined it, so echoes have no way into this document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from aggregator.publish.rendition import rendition
from aggregator.publish.wording import (
    address,
    anchor,
    byline,
    headline,
    language,
    legal,
    link,
    markup,
    one_line,
    outlet_of,
)
from aggregator.text.markup import as_html
from aggregator.text.times import rfc3339
from aggregator.text.urls import without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from aggregator.model import Entry, FeedInfo, Post, Reference, Rendition, Timeline

MEDIA_TYPE = "application/atom+xml; charset=utf-8"

_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
_END = b"</feed>\n"
_MOST_ENTRIES = 300  # rule 14: readers look at no more
_MOST_BYTES = 3_900_000  # of all entries; the rest of rule 14's 4 MB is for the feed
_LONGEST_CONTENT = 200_000  # characters; one post shall not crowd out the others

# Our own corner of UUIDs, once and for all: what is derived from it is frozen too.
_OURS = UUID("6b0c7d52-4c2b-5a55-9a3e-2f1d7c9e8b40")
_SOURCE_SCHEME = uuid5(_OURS, "scheme:source").urn


def atom(timeline: Timeline, info: FeedInfo) -> Rendition:
    """Return the newest entries of `timeline` as a feed; equal input, equal bytes.

    The oldest entries are left out where the document would grow past what readers
    take: 300 entries or 4 MB.
    """
    newest = timeline.entries[:_MOST_ENTRIES]
    parts = list(_fitting(_written(_entry(each, info)) for each in newest))
    entries = newest[: len(parts)]
    # Not that of the entries shown: as they leave the window it would go back.
    updated = max([timeline.updated, *(each.updated for each in entries)])
    shell = _written(_feed(info, rfc3339(updated)))
    body = b"".join([_DECLARATION, shell.removesuffix(_END), b"\n", *parts, _END])
    # A post found late is older than the newest one, yet news to who asks by date.
    modified = max([updated, *(_known(each) for each in entries)])
    return rendition(body, media_type=MEDIA_TYPE, modified=modified)


def _known(entry: Entry) -> datetime:
    return max(entry.updated, entry.first_seen, entry.surfaced)


def _fitting(parts: Iterable[bytes]) -> Iterator[bytes]:
    room = _MOST_BYTES
    for part in parts:
        room -= len(part)
        if room < 0:
            return
        yield part


def _feed(info: FeedInfo, updated: str) -> Element:
    # Literal prefixes instead of ElementTree's namespaces: those are registered for
    # the whole process, and entries written one by one would each declare them anew.
    feed = Element(
        "feed",
        {
            "xmlns": "http://www.w3.org/2005/Atom",
            "xmlns:thr": "http://purl.org/syndication/thread/1.0",
            "xml:lang": language(info.language),
        },
    )
    _add(feed, "id", info.id)
    _add(feed, "title", one_line(info.title), type="text")
    _add(feed, "updated", updated)
    _add(feed, "link", rel="self", type="application/atom+xml", href=info.url)
    _add(feed, "link", rel="alternate", type="text/html", href=info.page)
    return feed


def _entry(entry: Entry, info: FeedInfo) -> Element:
    post, updated = entry.post, rfc3339(entry.updated)
    tongue, url = language(post.language, info.language), link(post.url) or info.page
    element = Element("entry", {"xml:lang": tongue})
    _add(element, "id", entry.id)
    _add(element, "title", headline(post), type="text")
    _add(element, "published", rfc3339(entry.published))
    _add(element, "updated", updated)
    _add(SubElement(element, "author"), "name", byline(post))
    _add(element, "link", rel="alternate", type="text/html", href=url)
    if entry.follows is not None:
        _add_followed(element, entry.follows, info)
    if via := address(post.via):
        _add(element, "link", rel="via", href=via)
    _add(
        element,
        "category",
        term=post.source,
        scheme=_SOURCE_SCHEME,
        label=outlet_of(post),
    )
    for topic in filter(None, map(one_line, post.topics)):
        _add(element, "category", term=topic)
    content = _add(element, "content", _content(post, url), type="html")
    content.set("xml:lang", tongue)
    _add_source(element, post, updated=updated, page=without_fragment(url))
    return element


def _add_followed(element: Element, followed: Reference, info: FeedInfo) -> None:
    """Tie a follow-up to the entry it goes beyond (RFC 4685; rule 21)."""
    url = link(followed.url) or info.page
    _add(element, "link", rel="related", type="text/html", href=url)
    _add(element, "thr:in-reply-to", ref=followed.id, type="text/html", href=url)


def _content(post: Post, url: str) -> str:
    """Return the body, closed by one line that names the outlet (rule 8)."""
    body = markup(post)
    if len(body) > _LONGEST_CONTENT:
        body = as_html(f"{post.text[:_LONGEST_CONTENT]} …")
    return f"{body}\n<p>— {anchor(url, outlet_of(post))}</p>"


def _add_source(element: Element, post: Post, *, updated: str, page: str) -> None:
    """Say where the entry is from: as its last child, without author (rule 8).

    Of a live blog that is the page itself; of a feed, the feed, and the outlet's site.
    """
    via = address(post.via) or page
    site = page if page == via else urljoin(page, "/")
    source = SubElement(element, "source")
    _add(source, "id", uuid5(_OURS, f"source:{legal(post.source)}").urn)
    _add(source, "title", outlet_of(post), type="text")
    _add(source, "updated", updated)
    _add(source, "link", rel="self", href=via)
    _add(source, "link", rel="alternate", type="text/html", href=site)


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    legal_ones = {name: legal(value) for name, value in attributes.items()}
    child = SubElement(parent, tag, legal_ones)
    child.text = legal(text) or None
    return child


def _written(element: Element) -> bytes:
    return tostring(element, encoding="unicode").encode() + b"\n"
