"""The timeline as an Atom feed (RFC 4287), shaped by how readers treat one.

The rules are those of docs/timeline-format.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from aggregator.outputs import NO_LINKS, PLAIN, Links
from aggregator.publish.elements import DECLARATION, add, written
from aggregator.publish.issues import (
    SOURCE_SCHEME,
    Edition,
    Issue,
    Origin,
    Tie,
    edition,
    fitting,
)
from aggregator.publish.rendition import rendition
from aggregator.publish.wording import language, one_line
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregator.model import FeedInfo, Rendition, Timeline
    from aggregator.outputs import Style, Tombstone

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
SPACE = "http://www.w3.org/2005/Atom"

_END = b"</feed>\n"
_MOST_TOMBSTONES = 300  # as many as entries
_DELETIONS = "http://purl.org/atompub/tombstones/1.0"
_ARCHIVES = "http://purl.org/syndication/history/1.0"


def atom(
    timeline: Timeline,
    info: FeedInfo,
    *,
    tombstones: Sequence[Tombstone] = (),
    links: Links = NO_LINKS,
    style: Style = PLAIN,
) -> Rendition:
    """Return the newest entries of `timeline` as a feed; equal input, equal bytes.

    The oldest entries are left out where the document would grow past what readers
    take: 300 entries or 4 MB.

    Args:
        timeline: what there is to show.
        info: what the feed says of itself.
        tombstones: of entries that were in the feed, the last first (RFC 6721).
        links: where else the document leads; one that names its `current` feed is
            an archive (RFC 5005, section 4).
        style: how the feed issues what it shows.
    """
    shown = edition(timeline, info, style=style)
    return atom_of(shown, info, tombstones=tombstones, links=links)


def atom_of(
    shown: Edition,
    info: FeedInfo,
    *,
    tombstones: Sequence[Tombstone] = (),
    links: Links = NO_LINKS,
) -> Rendition:
    """Return what a feed shows as Atom; the arguments are those of `atom`."""
    there = {each.id for each in shown.issues}
    gone = [each for each in tombstones if each.id not in there][:_MOST_TOMBSTONES]
    return document(fitting(entries_of(shown)), shown, info, gone, links)


def entries_of(shown: Edition) -> Iterator[bytes]:
    """Yield the issues of an edition as they are written."""
    return (written(_entry(each)) for each in shown.issues)


def document(
    entries: Iterable[bytes],
    shown: Edition,
    info: FeedInfo,
    tombstones: Sequence[Tombstone],
    links: Links,
) -> Rendition:
    """Return the document in which `entries` stand, however many they are."""
    shell = written(_feed(info, rfc3339(shown.updated), tombstones, links))
    body = b"".join([DECLARATION, shell.removesuffix(_END), b"\n", *entries, _END])
    # A tombstone is no reason for the feed's own `updated`, which would go back with
    # it; to who asks by date it is news.
    modified = max([shown.modified, *(each.when for each in tombstones)])
    return rendition(body, media_type=MEDIA_TYPE, modified=modified)


def _feed(
    info: FeedInfo, updated: str, tombstones: Sequence[Tombstone], links: Links
) -> Element:
    # Literal prefixes instead of ElementTree's namespaces: those are registered for
    # the whole process, and entries written one by one would each declare them anew.
    spaces = {"xmlns": SPACE, "xmlns:thr": "http://purl.org/syndication/thread/1.0"}
    if tombstones:
        spaces["xmlns:at"] = _DELETIONS
    if links.current:
        spaces["xmlns:fh"] = _ARCHIVES
    feed = Element("feed", {**spaces, "xml:lang": language(info.language)})
    add(feed, "id", info.id)
    add(feed, "title", one_line(info.title), type="text")
    add(feed, "updated", updated)
    add(feed, "link", rel="self", type="application/atom+xml", href=info.url)
    add(feed, "link", rel="alternate", type="text/html", href=info.page)
    _add_links(feed, links)
    for each in tombstones:
        add(feed, "at:deleted-entry", ref=each.id, when=rfc3339(each.when))
    return feed


def _add_links(feed: Element, links: Links) -> None:
    if links.hub:
        add(feed, "link", rel="hub", href=links.hub)
    others = {
        "prev-archive": links.prev_archive,
        "next-archive": links.next_archive,
        "current": links.current,
        "next": links.next,
    }
    for rel, href in others.items():
        if href:
            add(feed, "link", rel=rel, type="application/atom+xml", href=href)
    if links.current:
        add(feed, "fh:archive")


def _entry(issue: Issue) -> Element:
    element = Element("entry", {"xml:lang": issue.language})
    add(element, "id", issue.id)
    add(element, "title", issue.title, type="text")
    add(element, "published", rfc3339(issue.published))
    add(element, "updated", rfc3339(issue.updated))
    add(SubElement(element, "author"), "name", issue.author)
    add(element, "link", rel="alternate", type="text/html", href=issue.url)
    if issue.follows is not None:
        _add_followed(element, issue.follows)
    for each in issue.beside:
        add(
            element,
            "link",
            rel="related",
            type="text/html",
            href=each.url,
            title=each.outlet,
        )
    if issue.via:
        add(element, "link", rel="via", href=issue.via)
    if issue.predecessor is not None:
        add(element, "link", rel="predecessor-version", href=issue.predecessor)
    _add_categories(element, issue)
    content = add(element, "content", issue.content, type="html")
    content.set("xml:lang", issue.language)
    _add_source(element, issue.origin, updated=rfc3339(issue.updated))
    return element


def _add_followed(element: Element, followed: Tie) -> None:
    """Tie a follow-up to the entry it goes beyond (RFC 4685; rule 21)."""
    add(element, "link", rel="related", type="text/html", href=followed.url)
    add(
        element,
        "thr:in-reply-to",
        ref=followed.id,
        type="text/html",
        href=followed.url,
    )


def _add_categories(element: Element, issue: Issue) -> None:
    origin = issue.origin
    add(
        element,
        "category",
        term=origin.name,
        scheme=SOURCE_SCHEME,
        label=origin.outlet,
    )
    for topic in issue.topics:
        add(element, "category", term=topic)


def _add_source(element: Element, origin: Origin, *, updated: str) -> None:
    """Say where the entry is from: as its last child, without author (rule 8)."""
    source = SubElement(element, "source")
    add(source, "id", origin.id)
    add(source, "title", origin.outlet, type="text")
    add(source, "updated", updated)
    add(source, "link", rel="self", href=origin.url)
    add(source, "link", rel="alternate", type="text/html", href=origin.site)
