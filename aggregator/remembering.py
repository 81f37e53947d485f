"""What was read of feeds before, so that only what is new in them is read again.

Kept here, in the process that has the whole in hand: workers are many, and none of them
lives long. Nothing is lost with it: a source that is not remembered is read whole.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from aggregator.extract import unseen
from aggregator.model import Document, Extraction, Known, Post, Source

Read: TypeAlias = Callable[[Document, Source], Awaitable[Extraction]]

_ROOM = 160_000_000  # bytes: a thousand feeds of forty full articles each
_FRAME = 700  # bytes of a post besides its words
_PATIENCE = 4  # rounds over all that is remembered, before what nobody asks for goes


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is remembered of one source."""

    source: Source  # as it was configured when its posts were read
    known: Known
    posts: Mapping[bytes, Post]
    size: int
    asked: int  # which reading of all it was


class Remembering:
    """Reads documents by way of another, and gives it what need not be read again.

    Args:
        read: reads one document into posts, but for those that are known.
        room: bytes that may be kept. What does not fit is not remembered: were the
            oldest to make way, of sources asked in turn none would be known again.
    """

    def __init__(self, read: Read, *, room: int = _ROOM) -> None:
        self._read = read
        self._room = room
        self._taken = 0
        self._asked = 0
        self._shelves: OrderedDict[tuple[str, str], _Shelf] = OrderedDict()

    async def read(self, document: Document, source: Source) -> Extraction:
        """Return all posts of `document`, be they read now or before.

        Raises:
            ExtractError: no posts could be read.
        """
        shelf = self._taken_down(source)
        known, held = (shelf.known, shelf.posts) if shelf else (Known(), {})
        found = await self._read(replace(document, known=known), source)
        if found.items is None:
            return found
        posts = unseen.by_item(found, held)
        self._put(source, unseen.known(posts, found.items), posts)
        return replace(found, posts=tuple(posts.values()), items=None)

    def _taken_down(self, source: Source) -> _Shelf | None:
        shelf = self._shelves.pop((source.id, source.url), None)
        if shelf is None:
            return None
        self._taken -= shelf.size
        return shelf if shelf.source == source else None

    def _put(self, source: Source, known: Known, posts: Mapping[bytes, Post]) -> None:
        kept = {each: posts[each] for each in known.keys}
        size = sum(map(_size, kept.values()))
        self._asked += 1
        self._forget()
        if self._taken + size <= self._room:
            self._taken += size
            self._shelves[source.id, source.url] = _Shelf(
                source, known, kept, size, self._asked
            )

    def _forget(self) -> None:
        """Drop what has not been asked for while all others were, again and again."""
        while self._shelves:
            oldest = next(iter(self._shelves))
            age = self._asked - self._shelves[oldest].asked
            if age <= _PATIENCE * max(len(self._shelves), _PATIENCE):
                break
            self._taken -= self._shelves.pop(oldest).size


def _size(post: Post) -> int:
    return _FRAME + sys.getsizeof(post.html) + sys.getsizeof(post.text)
