"""How many words the nodes of a page have: all counted once, in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from selectolax.lexbor import LexborNode

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")
_CHARACTERS = 2  # of a script without spaces, for one word


def count(text: str, words: Sequence[str]) -> int:
    """Return how many words a text has, be its script one without spaces.

    Args:
        text: as it stands.
        words: what white space parts it into.
    """
    if text.isascii():
        return len(words)
    return len(words) + len(_UNSPACED.findall(text)) // _CHARACTERS


class Lengths:
    """The words of every node, out of the words before each place of the page.

    Args:
        order: the place of each node, by its `mem_id`.
        ends: the first place behind each element, by its `mem_id`.
        words: of the text at each place.
        lines: nodes, headings and times, that are no part of bodies.
    """

    def __init__(
        self,
        order: Mapping[int, int],
        ends: Mapping[int, int],
        words: Sequence[int],
        lines: Iterable[LexborNode],
    ) -> None:
        self.order = order
        self._ends = ends
        self._before = [0, *accumulate(words)]
        self._lines = [0]  # words in lines before each of them
        self._starts: list[int] = []
        last = 0
        for node in lines:
            start, end = self.reach(node)
            if start >= last:  # else it is inside of the one before
                self._starts.append(start)
                self._lines.append(self._lines[-1] + self._between(start, end))
                last = end

    def of(self, node: LexborNode) -> int:
        """Return the words of a node."""
        return self._between(*self.reach(node))

    def besides(self, node: LexborNode) -> int:
        """Return the words of a node that are neither headline nor time."""
        start, end = self.reach(node)
        first, last = (bisect_left(self._starts, place) for place in (start, end))
        return self._between(start, end) - (self._lines[last] - self._lines[first])

    def reach(self, node: LexborNode) -> tuple[int, int]:
        """Return the place of a node, and the first behind all that is in it."""
        own = node.mem_id
        start = self.order[own]
        return start, self._ends.get(own, start + 1)

    def _between(self, start: int, end: int) -> int:
        return self._before[end] - self._before[start]
