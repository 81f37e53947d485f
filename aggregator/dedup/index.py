"""Which recent posts could match: those that share rare words."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from aggregator.dedup.stems import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHARED = 2  # places, for a candidate; one more if the post has all: less is chance
_CANDIDATES = 24
_NEWEST = 32  # posts looked at for one stem: in a burst of one story, the newest
_RARE = 32  # posts with a stem, below which no stem is rarer than another
_OCTAVE = 3  # bits: from there on, eight times as many posts make a stem less rare
_LINKS = 1 << 32  # different links: they are told apart as long as a ring is shorter
_FEWEST = 10  # bits of the smallest table


class Index:
    """Serial numbers of posts by the stems that they were entered under.

    A chain of postings for each bucket of hashes, the newest first, in flat arrays:
    four bytes a posting. Serials count up, and a post's postings lie where those of
    the post one ring before lay. A link is the number of a posting, counted from 1 on
    through all rings; a chain ends at 0, or where it would lead further back.

    How rare a stem is, is told in steps: all that fewer than 32 posts have are equally
    rare, and of these the smallest hashes are chosen. So two posts choose the same of
    what they share, whatever came between them (bottom-k sketches: Cohen and Kaplan,
    2007), and no chain that is walked is much longer than what is looked at.

    Args:
        ring: how many posts there are at most between the oldest and the newest.
    """

    def __init__(self, ring: int) -> None:
        bits = max(_FEWEST, (4 * ring).bit_length())
        self._ring = ring
        self._span = ring * PLACES  # postings
        self._all = _LINKS // self._span * self._span - self._span  # then links recur
        self.next_serial = 0
        self._heads = _zeros(1 << bits)
        self._bucket = (1 << bits) - 1
        self._links = array("I")  # by slot and place: the next older posting
        self._live = bytearray()  # by slot
        self._posts = _zeros(1 << (bits - 1))  # with a stem, by bucket
        self._count = (1 << (bits - 1)) - 1

    def rarest(self, hashes: Iterable[int]) -> list[int]:
        """Return the rarest of the stems, twelve at most, in order.

        The order among the equally rare is that of their hashes.
        """
        posts, mask, some = self._posts, self._count, list(hashes)
        rare = sorted([each for each in some if posts[each & mask] < _RARE])
        if len(rare) < PLACES:
            counted = [(posts[each & mask], each) for each in some]
            others = [(_step(count), each) for count, each in counted if count >= _RARE]
            rare += [each for _, each in sorted(others)]
        return rare[:PLACES]

    def add(self, places: Sequence[int], stems: Iterable[int]) -> None:
        """Enter the next post.

        Args:
            places: hashes of the stems that it is entered under, twelve at most.
            stems: of all that it has.
        """
        serial = self.next_serial
        slot = serial % self._ring
        if slot == len(self._live):
            self._live.append(1)
            self._links.extend([0] * PLACES)
        self._live[slot] = 1
        self.next_serial += 1
        heads, links, first = self._heads, self._links, slot * PLACES
        link = serial * PLACES % self._all
        for at, each in enumerate(places, first):
            bucket = each & self._bucket
            link += 1
            links[at], heads[bucket] = heads[bucket], link
        self._tally(stems, 1)

    def remove(self, serial: int, stems: Iterable[int]) -> None:
        """Drop a post that was added with these stems, and is there yet."""
        self._live[serial % self._ring] = 0
        self._tally(stems, -1)

    def candidates(self, places: Sequence[int]) -> list[int]:
        """Return at most 24 posts that share two rare stems or more, best first.

        Args:
            places: hashes of the stems to look up, twelve at most.
        """
        having, ring, newest = list[int](), self._ring, self.next_serial - 1
        for each in places:
            self._add_newest(each & self._bucket, having)
        least = _SHARED + len(places) // PLACES
        shared = [(n, slot) for slot, n in Counter(having).items() if n >= least]
        found = [(n, newest - (newest - slot) % ring) for n, slot in shared]
        found.sort(reverse=True)
        return [serial for _, serial in found[:_CANDIDATES]]

    def size(self) -> int:
        """Return the bytes that all arrays take."""
        tables = self._heads.nbytes + self._posts.nbytes
        return tables + self._links.itemsize * len(self._links) + len(self._live)

    def _add_newest(self, bucket: int, found: list[int]) -> None:
        """Add the slots of the 32 newest posts of a chain; who is gone is unlinked."""
        links, live, span, all_ = self._links, self._live, self._span, self._all
        now = self.next_serial * PLACES
        left, before, link = _NEWEST, -1, self._heads[bucket]
        while link and left and (now - link) % all_ < span:
            at = (link - 1) % span
            link = links[at]
            slot = at // PLACES
            if live[slot]:
                found.append(slot)
                left -= 1
                before = at
            elif before < 0:
                self._heads[bucket] = link
            else:
                links[before] = link

    def _tally(self, hashes: Iterable[int], by: int) -> None:
        posts, mask = self._posts, self._count
        for each in hashes:
            posts[each & mask] += by


def _step(count: int) -> int:
    """Return how common a stem is, in steps."""
    return ((count // _RARE).bit_length() + 2) // _OCTAVE


def _zeros(count: int) -> memoryview[int]:
    """Return so many numbers of 32 bits; the system makes the pages when they are used.

    So a judge of a few posts costs little.
    """
    return memoryview(bytearray(4 * count)).cast("I")
