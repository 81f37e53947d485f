"""Lists of sources and of output feeds, as OPML 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element, SubElement

from aggregator.publish.elements import DECLARATION, add, written
from aggregator.publish.rendition import rendition
from aggregator.publish.wording import address, language, legal, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from aggregator.model import FeedInfo, Rendition, Standing
    from aggregator.outputs import Offer

MEDIA_TYPE = "text/x-opml; charset=utf-8"


def sources_opml(
    standings: Iterable[Standing], info: FeedInfo, *, modified: datetime
) -> Rendition:
    """Return a list of all sources that any reader can subscribe to.

    Of a source that is a feed, it names that feed; of any other, the one that we make
    of it.

    Args:
        standings: of the sources, in their order.
        info: what the main feed says of itself.
        modified: when the list last changed; it is not in the document.
    """
    outlines = (_of_source(each, info) for each in standings)
    return _opml(outlines, f"{info.title}: sources", modified)


def feeds_opml(
    offers: Iterable[Offer], info: FeedInfo, *, modified: datetime
) -> Rendition:
    """Return a list of our feeds, without those that ask for a token.

    Args:
        offers: the feeds, in their order.
        info: what the main feed says of itself.
        modified: when the list last changed; it is not in the document.
    """
    outlines = (_of_offer(each, info) for each in offers if not each.private)
    return _opml(outlines, info.title, modified)


def _opml(outlines: Iterable[Element], title: str, modified: datetime) -> Rendition:
    root = Element("opml", {"version": "2.0"})
    add(SubElement(root, "head"), "title", one_line(title))
    SubElement(root, "body").extend(outlines)
    body = DECLARATION + written(root)
    return rendition(body, media_type=MEDIA_TYPE, modified=modified)


def _of_source(standing: Standing, info: FeedInfo) -> Element:
    source = standing.source
    url = address(source.url)
    ours = urljoin(info.page, f"source/{quote(legal(source.id))}.atom")
    is_feed = (standing.state.kind or source.kind) == "feed"
    outline = _outline(source.outlet or source.id, url if is_feed and url else ours)
    if url:
        outline.set("htmlUrl", urljoin(url, "/") if is_feed else url)
    if source.language:
        outline.set("language", language(source.language))
    if topics := ",".join(filter(None, map(_category, source.topics))):
        outline.set("category", topics)
    return outline


def _of_offer(offer: Offer, info: FeedInfo) -> Element:
    outline = _outline(offer.title, offer.atom)
    outline.set("htmlUrl", legal(info.page))
    if offer.language:
        outline.set("language", language(offer.language))
    return outline


def _outline(title: str, url: str) -> Element:
    name = one_line(title)
    return Element(
        "outline",
        {"type": "rss", "text": name, "title": name, "xmlUrl": legal(url)},
    )


def _category(topic: str) -> str:
    """Return a topic as a category: they are parted by commas (OPML 2.0)."""
    return one_line(topic.replace(",", " "))
