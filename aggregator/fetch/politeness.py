"""Never ask one host too often, nor all hosts together too much."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import timedelta

_REMEMBERED = 1024  # hosts; above it, those that are at rest are forgotten


@dataclass(slots=True)
class _Host:
    """What is remembered of one host while it is asked, and `spacing` after."""

    slots: asyncio.Semaphore
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)  # whose turn is next
    free_at: float = 0.0  # on our clock: before it, no request starts
    visitors: int = 0  # waiting or being served


class Politeness:
    """Gives out turns: first come, first served, for each host.

    Args:
        concurrency: requests in flight at once, over all hosts.
        per_host: requests in flight at once at one host.
        spacing: the least time between the starts of two requests to one host.
        clock: tells the seconds; only their difference counts.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        *,
        concurrency: int,
        per_host: int,
        spacing: timedelta,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._all = asyncio.Semaphore(concurrency)
        self._per_host = per_host
        self._spacing = spacing.total_seconds()
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._enough = _REMEMBERED

    @asynccontextmanager
    async def turn(self, name: str, delay: float = 0.0) -> AsyncIterator[None]:
        """Wait until the host `name` may be asked; the request runs inside.

        Args:
            name: of the host.
            delay: seconds after this start before the next, if it wants more than we.
        """
        host = self._host(name)
        host.visitors += 1
        try:
            async with host.slots:
                await self._start(host, delay)
                try:
                    yield
                finally:
                    self._all.release()
        finally:
            host.visitors -= 1

    async def _start(self, host: _Host, delay: float) -> None:
        # The place among all is taken last: who waits for a host bars no other host.
        async with host.gate:
            pause = host.free_at - self._clock()
            if pause > 0:
                await self._sleep(pause)
            await self._all.acquire()
            host.free_at = self._clock() + max(self._spacing, delay)

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._forget_those_at_rest()
            slots = asyncio.Semaphore(self._per_host)
            self._hosts[name] = _Host(slots, free_at=self._clock())
        return self._hosts[name]

    def _forget_those_at_rest(self) -> None:
        if len(self._hosts) < self._enough:
            return
        now = self._clock()
        self._hosts = {
            name: host
            for name, host in self._hosts.items()
            if host.visitors or host.free_at > now
        }
        # Looked through again only after doubling, so that it costs next to nothing.
        self._enough = max(_REMEMBERED, 2 * len(self._hosts))
