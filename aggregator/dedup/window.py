"""What is kept of each recent post: enough to be found, and to be read once more."""

from __future__ import annotations

import zlib
from array import array
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from aggregator.dedup.index import Index
from aggregator.dedup.stems import hashes_of, places_of

if TYPE_CHECKING:
    from aggregator.model import Post, PostId

_LONGEST = 6_000  # characters of a text: what `reading` does not read is not kept
_BLOCK = 8  # posts that are packed together: a fifth smaller than each alone
_BITS, _MEMORY = 13, 6  # for zlib: a block is small, and to begin costs a third less
_SLACK = 8  # one slot in so many more than there are posts: for those taken back
_FIELD, _POST = "\x1f", "\x1e"  # separators (ECMA-48) that printable text has not
_BEGAN = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Said(NamedTuple):
    """The words of a post that is kept."""

    title: str
    text: str
    language: str
    author: str
    url: str


class Window:
    """The recent posts, by serial: the order in which they came.

    Flat lists of what a post needs and no more, in a ring of slots; texts are packed
    in blocks. The sizes: docs/decisions/0014-what-the-judge-keeps.md.

    Args:
        most: how many posts are kept; then the oldest go.
    """

    def __init__(self, most: int) -> None:
        slots = most + most // _SLACK
        self._most = most
        self._ring = slots + -slots % _BLOCK
        self.index = Index(self._ring)
        self._serials: dict[PostId, int] = {}
        self._ids: list[PostId | None] = []  # by slot, as what follows
        self._leads: list[PostId | None] = []
        self._whose: list[tuple[str, str]] = []  # outlet and source
        self._stems: list[bytes] = []
        self._seen = array("q")  # microseconds
        self._ranks = array("q")  # the serials that they came under
        self._blocks: list[bytes] = []
        self._open: list[str] = []  # the posts of the newest block, not packed yet
        self._sources: dict[tuple[str, str], tuple[str, str]] = {}
        self._oldest = 0
        self._early: list[tuple[int, int]] = []  # seen before those that stand before

    def serial(self, post: PostId) -> int | None:
        """Return the serial of a post; None if it is not kept."""
        return self._serials.get(post)

    def id(self, serial: int) -> PostId:
        """Return the id of a post that is kept."""
        return self._ids[serial % self._ring] or ""

    def lead(self, post: PostId) -> PostId | None:
        """Return the lead of a post's entry, be it itself; None if it is not kept."""
        serial = self._serials.get(post)
        return None if serial is None else self._leads[serial % self._ring] or post

    def whose(self, serial: int) -> tuple[str, str]:
        """Return the outlet and the source of a post."""
        return self._whose[serial % self._ring]

    def stems(self, serial: int) -> bytes:
        """Return the stems of a post, packed."""
        return self._stems[serial % self._ring]

    def age(self, serial: int) -> tuple[int, int]:
        """Return what puts posts in order, the older first: an edit changes it not."""
        slot = serial % self._ring
        return self._seen[slot], self._ranks[slot]

    def said(self, serial: int) -> Said:
        """Return the words of a post."""
        block, place = divmod(serial, _BLOCK)
        if block == self.index.next_serial // _BLOCK:
            return Said(*self._open[place].split(_FIELD))
        packed = self._blocks[block % (self._ring // _BLOCK)]
        posts = zlib.decompress(packed, -zlib.MAX_WBITS).split(_POST.encode())
        said = posts[place].decode("utf-8", "surrogatepass")
        return Said(*said.split(_FIELD))

    def members(self, lead: PostId) -> list[PostId]:
        """Return the posts that echo a lead; all that are kept are looked at."""
        return [
            post
            for post, serial in self._serials.items()
            if self._leads[serial % self._ring] == lead
        ]

    def put(
        self, post: Post, *, age: tuple[int, int], lead: PostId | None, stems: bytes
    ) -> None:
        """Keep a post as the newest; in place of itself, if it is kept already.

        Args:
            post: the html of it is not kept.
            age: when it was first seen, in ticks, and the serial under which it came.
            lead: whose echo it is, if any.
            stems: what it is found by.
        """
        post_id = post.id
        if post_id in self._serials:
            self.drop(post_id)
        serial = self.index.next_serial
        slot = self._slot_for(serial)
        if serial and age[0] < self._seen[(serial - 1) % self._ring]:
            heappush(self._early, (age[0], serial))
        self._ids[slot] = post_id
        self._leads[slot] = lead
        whose = (intern(post.outlet), intern(post.source))
        self._whose[slot] = self._sources.setdefault(whose, whose)
        self._stems[slot] = stems
        self._seen[slot], self._ranks[slot] = age
        self._serials[post_id] = serial
        self._keep(post, serial)
        self.index.add(places_of(stems), hashes_of(stems))

    def follow(self, post: PostId, lead: PostId | None) -> None:
        """Set whose echo a post is that is kept; None: it leads."""
        slot = self._serials[post] % self._ring
        self._leads[slot] = None if lead == post else lead

    def drop(self, post: PostId) -> None:
        """Forget a post that is kept."""
        serial = self._serials.pop(post)
        slot = serial % self._ring
        self.index.remove(serial, hashes_of(self._stems[slot]))
        self._ids[slot] = self._leads[slot] = None
        self._stems[slot] = b""

    def forget(self, before: datetime) -> None:
        """Drop the posts that were first seen before a time, and what is too much."""
        limit = ticks(before)
        while self._early and self._early[0][0] < limit:
            self._drop_at(heappop(self._early)[1])
        while self._oldest < self.index.next_serial:
            slot = self._oldest % self._ring
            is_kept = self._ids[slot] is not None
            fits = len(self._serials) <= self._most
            if is_kept and fits and self._seen[slot] >= limit:
                return
            self._drop_at(self._oldest)
            self._oldest += 1

    def _drop_at(self, serial: int) -> None:
        post = self._ids[serial % self._ring]
        if post is not None and self._serials[post] == serial:
            self.drop(post)

    def _slot_for(self, serial: int) -> int:
        """Return the slot of a post to come; what is one ring older goes."""
        slot = serial % self._ring
        if serial - self._oldest >= self._ring:
            self._drop_at(self._oldest)
            self._oldest += 1
        if slot == len(self._ids):
            self._ids.append(None)
            self._leads.append(None)
            self._whose.append(("", ""))
            self._stems.append(b"")
            self._seen.append(0)
            self._ranks.append(0)
        return slot

    def _keep(self, post: Post, serial: int) -> None:
        """Keep the words of a post; each eighth packs a block."""
        self._open.append(_joined(post))
        if len(self._open) < _BLOCK:
            return
        said = _POST.join(self._open).encode("utf-8", "surrogatepass")
        block = serial // _BLOCK % (self._ring // _BLOCK)
        self._blocks[block : block + 1] = [_packed(said)]
        self._open.clear()


def _joined(post: Post) -> str:
    """Return the words of a post as one text; most need no care."""
    fields = (
        post.title or "",
        post.text,
        post.language or "",
        post.author or "",
        post.url,
    )
    said = _FIELD.join(fields)
    is_short = len(said) <= _LONGEST
    if is_short and said.count(_FIELD) == len(fields) - 1 and _POST not in said:
        return said
    return _FIELD.join(map(_cut, fields))


def _cut(text: str) -> str:
    return text[:_LONGEST].replace(_FIELD, " ").replace(_POST, " ")


def _packed(said: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -_BITS, _MEMORY)
    return packer.compress(said) + packer.flush()


def ticks(time: datetime) -> int:
    """Return a time as a number: microseconds since 1970."""
    return (time - _BEGAN) // _TICK
