"""What a feed shows as JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aggregator.outputs import NO_LINKS, PLAIN, Links
from aggregator.publish.issues import Edition, Issue, edition, fitting
from aggregator.publish.rendition import rendition
from aggregator.publish.wording import language, legal, one_line
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.model import FeedInfo, Rendition, Timeline
    from aggregator.outputs import Style

MEDIA_TYPE = "application/feed+json; charset=utf-8"

_VERSION = "https://jsonfeed.org/version/1.1"


def jsonfeed(
    timeline: Timeline,
    info: FeedInfo,
    *,
    links: Links = NO_LINKS,
    style: Style = PLAIN,
) -> Rendition:
    """Return the newest entries of `timeline` as JSON; equal input, equal bytes.

    Args:
        timeline: what there is to show, within the bounds of the Atom feed.
        info: what the feed says of itself.
        links: the format knows the hub and the next page.
        style: how the feed issues what it shows.
    """
    return jsonfeed_of(edition(timeline, info, style=style), info, links=links)


def jsonfeed_of(
    shown: Edition, info: FeedInfo, *, links: Links = NO_LINKS
) -> Rendition:
    """Return what a feed shows as JSON; the arguments are those of `jsonfeed`."""
    return document(fitting(items_of(shown)), shown, info, links)


def items_of(shown: Edition) -> Iterator[bytes]:
    """Yield the issues of an edition as they are written."""
    return (_written(_item(each)) for each in shown.issues)


def document(
    items: Iterable[bytes], shown: Edition, info: FeedInfo, links: Links
) -> Rendition:
    """Return the document in which `items` stand, however many they are."""
    shell = _written(_feed(info, links)).removesuffix(b"}")
    body = b"".join([shell, b',"items":[\n', b",\n".join(items), b"\n]}\n"])
    return rendition(body, media_type=MEDIA_TYPE, modified=shown.modified)


def _feed(info: FeedInfo, links: Links) -> dict[str, object]:
    feed: dict[str, object] = {
        "version": _VERSION,
        "title": one_line(info.title),
        "home_page_url": legal(info.page),
        "feed_url": legal(info.url),
        "language": language(info.language),
    }
    if links.next:
        feed["next_url"] = legal(links.next)
    if links.hub:
        feed["hubs"] = [{"type": "WebSub", "url": legal(links.hub)}]
    return feed


def _item(issue: Issue) -> dict[str, object]:
    return {
        "id": issue.id,
        "url": issue.url,
        "title": issue.title,
        "content_html": issue.content,
        "date_published": rfc3339(issue.published),
        "date_modified": rfc3339(issue.updated),
        "authors": [{"name": issue.author}],
        "tags": [issue.origin.name, *issue.topics],
        "language": issue.language,
    }


def _written(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
