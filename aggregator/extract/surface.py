"""What stands near the top of a JSON value: of the whole, and of none of its items."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from aggregator.extract import lenient

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 6  # BBC's pager stands at 5
_MOST = 2_000  # objects


def objects(value: object) -> Iterator[tuple[str, lenient.Object]]:
    """Yield objects that are in no list, by the name they stand under, top first."""
    waiting: deque[tuple[str, object, int]] = deque([("", value, 0)])
    for _ in range(_MOST):
        if not waiting:
            return
        name, here, depth = waiting.popleft()
        if isinstance(here, dict):
            yield name, here
            waiting.extend(
                (str(key), inner, depth + 1)
                for key, inner in here.items()
                if depth < _DEEPEST and isinstance(inner, dict)
            )


def blogs(value: object) -> Iterator[lenient.Object]:
    """Yield the live blogs that a value states in schema.org's words.

    Wherever they stand, but for what is in their own posts: those are many.
    """
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting.extend(reversed(here))
        elif isinstance(here, dict):
            if "liveBlogUpdate" in here or "LiveBlogPosting" in lenient.listed(
                here.get("@type")
            ):
                yield here
            inner = (each for name, each in here.items() if name != "liveBlogUpdate")
            waiting.extend(reversed(list(inner)))
