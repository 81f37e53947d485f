"""Documents that hold what has left a feed, so that all of it can be reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.outputs import PLAIN
from aggregator.publish import atom, jsonfeed
from aggregator.publish.issues import LONGEST_CONTENT, MOST_BYTES, Edition, edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.model import FeedInfo, Rendition, Timeline
    from aggregator.outputs import Links, Style

# Characters of a content, tried in turn: a hundred of the last are half a megabyte.
_LENGTHS = (LONGEST_CONTENT, 20_000, 1_000)


def archive(
    timeline: Timeline, info: FeedInfo, *, links: Links, style: Style = PLAIN
) -> Rendition:
    """Return all of `timeline` as an archive document (RFC 5005, section 4).

    Other documents do not have its entries. So where they are too long together for
    what readers take, the longest are cut, and none is left out.

    Args:
        timeline: the entries of this document, at most 300.
        info: the feed's, with the address of this document.
        links: the feed itself is `current`; the documents beside this one.
        style: as in the feed.
    """
    shown, entries = _whole(timeline, info, style, atom.entries_of)
    return atom.document(entries, shown, info, (), links)


def json_archive(
    timeline: Timeline, info: FeedInfo, *, links: Links, style: Style = PLAIN
) -> Rendition:
    """Return the same as a page of a JSON feed; the older page is `next` of `links`."""
    shown, items = _whole(timeline, info, style, jsonfeed.items_of)
    return jsonfeed.document(items, shown, info, links)


def _whole(
    timeline: Timeline,
    info: FeedInfo,
    style: Style,
    write: Callable[[Edition], Iterator[bytes]],
) -> tuple[Edition, list[bytes]]:
    newest = max((each.updated for each in timeline.entries), default=timeline.updated)
    own = replace(timeline, updated=newest)  # else it changed with every other one
    for longest in _LENGTHS:
        shown = edition(own, info, style=style, longest=longest)
        written = list(write(shown))
        if sum(map(len, written)) <= MOST_BYTES:
            break
    return shown, written
