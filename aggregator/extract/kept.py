"""What was read of a node, kept by its markup: from look to look, most posts stay.

And of one page, several readers ask the same of a node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborNode

_MOST = 1_024  # nodes
_LONGEST = 8_192  # characters of markup; all of that length, they would take 20 MB

T = TypeVar("T")
More = TypeVarTuple("More")


class ByMarkup(Generic[*More, T]):
    """Asks a reader once of all nodes with the same markup; the oldest are forgotten.

    Args:
        read: looks at a node and what is in it, not at what is around it. Its other
            arguments can be hashed, and what it returns is never changed.
    """

    def __init__(self, read: Callable[[LexborNode, *More], T]) -> None:
        self._read = read
        self._known: dict[object, T] = {}

    def __call__(self, node: LexborNode, *more: *More) -> T:
        """Return what the reader says of a node."""
        markup = node.html or ""
        key = markup, more
        if key in self._known:
            return self._known[key]
        said = self._read(node, *more)
        if len(markup) <= _LONGEST:
            self._known[key] = said
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
        return said

    def cache_clear(self) -> None:
        """Forget all, as `functools.lru_cache` does."""
        self._known.clear()
