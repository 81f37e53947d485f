"""Few at once do what costs much, so that all else goes on beside it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_MOST = 2  # at once: as many as small machines have cores
_PATIENCE = 3.0  # seconds; who reads a page waits no longer, and proxies do not mind


class Crowded(Exception):  # noqa: N818  (no error: whoever comes later has a turn)
    """So many wait already that there was no turn within a moment."""


class Turns:
    """Gives turns in the order of asking; belongs to one event loop.

    Args:
        most: how many have a turn at once.
        patience: seconds for which one waits.
    """

    def __init__(self, most: int = _MOST, patience: float = _PATIENCE) -> None:
        self._free = asyncio.Semaphore(most)
        self._patience = patience

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it until the end.

        Raises:
            Crowded: there was none.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError as error:
            raise Crowded from error
        try:
            yield
        finally:
            self._free.release()
