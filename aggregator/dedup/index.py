"""Which recent posts could match: those that share rare words."""

from __future__ import annotations

from bisect import bisect, insort
from collections import Counter
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from aggregator.dedup.reading import weight

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_RARE = 12  # words of a post that are looked up
_SHARED = 2  # of them, for a candidate; one more if there are 12: less is chance
_CANDIDATES = 24
_STEMS = 2_000  # of all candidates: of long posts, fewer are compared
_NEWEST = 64  # posts kept for one word: in a burst of one story, the newest
_TELLING = 0.4  # weight, from which a word is worth a place


class Index:
    """Serial numbers of posts by their words.

    Bounded: a word keeps its 64 newest posts, so a look-up counts at most 12 x 64,
    whatever the window holds.
    """

    def __init__(self) -> None:
        self._posts: dict[str, list[int]] = {}  # ascending
        self._sizes: dict[int, int] = {}  # stems of each post

    def add(self, serial: int, stems: Collection[str]) -> None:
        """Enter a post under each of its telling stems."""
        self._sizes[serial] = len(stems)
        for stem in stems:
            if weight(stem) >= _TELLING:
                posts = self._posts.setdefault(stem, [])
                insort(posts, serial)
                del posts[:-_NEWEST]

    def remove(self, serial: int, stems: Iterable[str]) -> None:
        """Drop a post that was added with these stems."""
        self._sizes.pop(serial, None)
        for stem in stems:
            posts = self._posts.get(stem, [])
            if serial in posts:
                posts.remove(serial)
                if not posts:
                    del self._posts[stem]

    def candidates(self, stems: Iterable[str]) -> list[int]:
        """Return at most 24 posts that share two rare stems or more, best first.

        And no more than have 2,000 stems together, but always one.
        """
        known = [
            (len(self._posts[stem]), stem) for stem in stems if stem in self._posts
        ]
        rare = [self._posts[stem] for _, stem in sorted(known)[:_RARE]]
        shared = Counter(chain.from_iterable(rare))
        least = _SHARED + len(rare) // _RARE
        found = [serial for serial, times in shared.items() if times >= least]
        found.sort(key=lambda serial: (shared[serial], serial), reverse=True)
        sizes = accumulate([self._sizes[serial] for serial in found[:_CANDIDATES]])
        return found[: bisect(list(sizes), _STEMS) or 1]
