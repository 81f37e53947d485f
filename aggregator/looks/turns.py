"""Who saves first, of the sources that are looked at in one round."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.model import Source, SourceId

_PATIENCE = 5.0  # seconds that a source waits for those before it, at most


class Turns:
    """Lets sources of higher priority save before the others of their round.

    Of two posts that are first seen in one round, the one that is saved first leads. A
    slow outlet holds nobody up for longer than five seconds. Where all are equal,
    nobody waits.

    Args:
        sources: those that are looked at in this round.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._out: dict[int, set[SourceId]] = defaultdict(set)
        for each in sources:
            self._out[each.priority].add(each.id)
        self._over = {priority: asyncio.Event() for priority in self._out}

    async def come(self, source: Source) -> None:
        """Return when all sources of a higher priority are through, or too slow."""
        higher = [self._over[each] for each in self._over if each > source.priority]
        try:
            async with asyncio.timeout(_PATIENCE):
                for each in higher:
                    await each.wait()
        except TimeoutError:
            return

    def through(self, source: Source) -> None:
        """Take note that a source has saved, or never will."""
        out = self._out[source.priority]
        out.discard(source.id)
        if not out and source.priority in self._over:
            self._over[source.priority].set()
