"""The time that one look may take, over all its redirects."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aggregator.fetch.reasons import Unusable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import timedelta


class Deadline:
    """A stretch of time that runs only while an outlet is being asked.

    The waiting for our own turn is not the outlet's fault, and is not counted. Needed
    beside httpx's own timeouts, which begin anew with every byte.
    """

    def __init__(self, limit: timedelta) -> None:
        self._limit = limit
        self._left = limit.total_seconds()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the time run; raise `Unusable` inside when it is up."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError as error:
            seconds = self._limit.total_seconds()
            reason = f"no whole answer within {seconds:g} s: the outlet is too slow"
            raise Unusable(reason) from error
        self._left -= clock() - begun
