"""What a feed shows as RSS 2.0, for clients that know nothing else.

Its titles, names and topics are plain text by the specification and markup to many
readers. What would be markup is escaped once more, so that it is inert in both.
"""

from __future__ import annotations

import re
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from aggregator.outputs import NO_LINKS, PLAIN, Links
from aggregator.publish.atom import SPACE
from aggregator.publish.elements import DECLARATION, add, written
from aggregator.publish.issues import Edition, Issue, edition, fitting
from aggregator.publish.rendition import rendition
from aggregator.publish.wording import language, one_line
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from aggregator.model import FeedInfo, Rendition, Timeline
    from aggregator.outputs import Style

MEDIA_TYPE = "application/rss+xml; charset=utf-8"

_END = b"</channel></rss>\n"
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&#?\w+;")
_SUMMED_UP = 1_000  # characters that a summary is made of


def rss(
    timeline: Timeline,
    info: FeedInfo,
    *,
    links: Links = NO_LINKS,
    style: Style = PLAIN,
) -> Rendition:
    """Return the newest entries of `timeline` as RSS; equal input, equal bytes.

    Args:
        timeline: what there is to show, within the bounds of the Atom feed.
        info: what the feed says of itself.
        links: of them the hub is told.
        style: how the feed issues what it shows.
    """
    return rss_of(edition(timeline, info, style=style), info, links=links)


def rss_of(shown: Edition, info: FeedInfo, *, links: Links = NO_LINKS) -> Rendition:
    """Return what a feed shows as RSS; the arguments are those of `rss`."""
    items = fitting(written(_item(each)) for each in shown.issues)
    shell = written(_feed(shown, info, links)).removesuffix(_END)
    body = b"".join([DECLARATION, shell, b"\n", *items, _END])
    return rendition(body, media_type=MEDIA_TYPE, modified=shown.modified)


def _feed(shown: Edition, info: FeedInfo, links: Links) -> Element:
    spaces = {
        "xmlns:atom": SPACE,
        "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    }
    feed = Element("rss", {"version": "2.0", **spaces})
    channel, title = SubElement(feed, "channel"), _plain(one_line(info.title))
    add(channel, "title", title)
    add(channel, "link", info.page)
    add(channel, "description", title)
    if (tongue := language(info.language)) != "und":
        add(channel, "language", tongue)
    add(channel, "lastBuildDate", format_datetime(shown.updated, usegmt=True))
    add(channel, "atom:link", rel="self", type="application/rss+xml", href=info.url)
    if links.hub:
        add(channel, "atom:link", rel="hub", href=links.hub)
    return feed


def _item(issue: Issue) -> Element:
    item, origin = Element("item"), issue.origin
    add(item, "title", _plain(issue.title))
    add(item, "link", issue.url)
    add(item, "guid", issue.id, isPermaLink="false")
    add(item, "pubDate", format_datetime(issue.published, usegmt=True))
    add(item, "atom:updated", rfc3339(issue.updated))
    add(item, "dc:creator", _plain(issue.author))
    for each in (origin.name, *issue.topics):
        add(item, "category", _plain(each))
    add(item, "description", escape(one_line(issue.text[:_SUMMED_UP]) or issue.title))
    add(item, "content:encoded", issue.content)
    add(item, "source", _plain(origin.outlet), url=origin.url)
    return item


def _plain(text: str) -> str:
    return escape(text, quote=False) if _MARKUP.search(text) else text
