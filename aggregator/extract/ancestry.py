"""What a node of a page stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode


def with_ancestors(node: LexborNode, most: int) -> Iterator[LexborNode]:
    """Yield a node and those around it, inmost first; at most so many."""
    here: LexborNode | None = node
    for _ in range(most):
        if here is None:
            return
        yield here
        here = here.parent
