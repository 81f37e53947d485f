"""One at a time for each name: never two requests in flight for one address."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Singly:
    """Gives out turns, first come, first served; remembers no name that is at rest."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._visitors: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until nobody else has the turn of `name`."""
        self._visitors[name] += 1
        try:
            async with self._locks.setdefault(name, asyncio.Lock()):
                yield
        finally:
            self._visitors[name] -= 1
            if not self._visitors[name]:
                del self._visitors[name], self._locks[name]
