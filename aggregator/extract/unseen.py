"""Of a feed, read only the items that were not read before.

Whoever remembers hands on what is known of a source's items with the document, and adds
the posts of those to what is read here. Where anything is in doubt, the whole is read,
and the answer says so by having no `items`, or by having read them all.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.extract import feed
from aggregator.extract.cut import cut
from aggregator.model import Items, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from aggregator.extract.cut import Cut
    from aggregator.model import Document, Extraction, Post

NO_ITEMS = "the feed has no items"

_DATED = re.compile(
    rb"<(?:\w{1,20}:)?(?:pubDate|date|published|updated|issued|created|modified)\b",
    re.IGNORECASE,
)
_GUESSED = timedelta(days=1)  # by so much may a doubtful day be moved back


def read(document: Document, whole: Callable[[Document], Extraction]) -> Extraction:
    """Return the posts of the items that are not known, if that is safe; else of all.

    An item is known by its bytes, in the same setting: the head of its feed, address
    and type. What makes items depend on each other, an id that two of them share, is
    a reason to read the whole; so is a feed that is not well-formed.

    Args:
        document: of any kind; what is known of it is in it.
        whole: reads all of a document.
    """
    before = document.known
    if before is None or not feed.is_feed(document):
        return whole(document)
    document = feed.as_utf8(document)
    sheet = cut(document.body)
    if sheet is None:
        return whole(document)
    setting = _setting(sheet, document)
    keys = before.keys if before.setting == setting else {}
    known = {each: keys[each] for each in sheet.digests if each in keys}
    found = whole(replace(document, body=sheet.without(known)) if known else document)
    if known and not _is_plain(found, sheet, known):
        found, known = whole(document), {}
    if not _is_plain(found, sheet, known):
        return found
    fresh = tuple(each for each in sheet.digests if each not in known)
    lasting = (
        digest
        for digest, post in zip(fresh, found.posts, strict=True)
        if _is_lasting(post, sheet.item(digest), document.fetched)
    )
    items = Items(
        setting=setting,
        digests=sheet.digests,
        read=fresh,
        lasting=frozenset(lasting).union(known),
    )
    return replace(found, items=items, warnings=())


def by_item(found: Extraction, held: Mapping[bytes, Post]) -> dict[bytes, Post]:
    """Return the posts of all items by their digests, in the order of the document.

    Args:
        found: what `read` returned; nothing comes of one without `items`.
        held: the posts of the items that were known, by their digests.
    """
    if found.items is None:
        return {}
    fresh = dict(zip(found.items.read, found.posts, strict=True))
    every = {**held, **fresh}
    return {each: every[each] for each in found.items.digests}


def known(posts: Mapping[bytes, Post], items: Items) -> Known:
    """Return what is to be handed on with the next document of the same source.

    Args:
        posts: as `by_item` returned them.
        items: of the same document.
    """
    keys = {each: posts[each].key for each in items.digests if each in items.lasting}
    return Known(setting=items.setting, keys=keys)


def _setting(sheet: Cut, document: Document) -> bytes:
    place = f"{document.url}\n{document.media_type}\n".encode()
    return hashlib.blake2b(place + sheet.outside, digest_size=16).digest()


def _is_plain(found: Extraction, sheet: Cut, known: Mapping[bytes, str]) -> bool:
    """Tell whether each item came to one post, and none was read in view of another."""
    unseen = len(sheet.digests) - len(known)
    keys = [*known.values(), *(each.key for each in found.posts)]
    return (
        found.kind == "feed"
        and len(found.posts) == unseen
        and not (found.copies or found.unreadable or found.deleted)
        and found.warnings == (() if unseen else (NO_ITEMS,))
        and len(set(keys)) == len(keys)
    )


def _is_lasting(post: Post, item: bytes, now: datetime) -> bool:
    """Tell whether an item is read the same at any later time.

    A time that lies ahead may be refused today and believed tomorrow.
    """
    if post.published is None:
        return not _DATED.search(item)
    latest = now - _GUESSED if post.time_doubtful else now
    return max(post.published, post.updated or post.published) < latest
