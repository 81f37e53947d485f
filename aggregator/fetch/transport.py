"""The network beneath httpx: which connection takes which request.

Of httpx and httpcore as they come, a 304 costs two milliseconds, most of them in a pool
that scans all connections, twice a request, whatever their host. Here a request finds
those of its own origin at once. How many are open to one host is not decided here:
`Politeness` lets no more requests through.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeAlias

import h11
import httpcore
import httpx

from aggregator.fetch.address import origin
from aggregator.fetch.http1 import Http1
from aggregator.fetch.http2 import Http2
from aggregator.fetch.wire import connect, resolver, tls

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from concurrent.futures import Executor

    from aggregator.fetch.address import Origin
    from aggregator.fetch.guard import Guard

Line: TypeAlias = Http1 | Http2

_REST = 60.0  # seconds that a connection is kept for the next request
_OLDEST = 600.0  # seconds; then the name is looked up anew, whatever it led to
_RESTING = 256  # connections kept at once: files that are open for nothing

_BROKEN = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    h11.RemoteProtocolError,
)


class Network(httpx.AsyncBaseTransport):
    """Keeps connections to checked addresses; belongs to one event loop.

    Args:
        guard: says to which addresses.
        patience: how long connecting may take, in seconds.
        tls: returns what secures connections.
        resolver: returns whose threads look up names.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        patience: float,
        tls: Callable[[], ssl.SSLContext] = tls,
        resolver: Callable[[], Executor] = resolver,
    ) -> None:
        self._guard = guard
        self._patience = patience
        self._tls = tls
        self._resolver = resolver
        self._lines: dict[Origin, list[Line]] = {}  # that may take one more request
        self._timers: dict[Line, asyncio.TimerHandle] = {}  # of those that take none

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; return its answer, the body still to be read and closed.

        A server may hang up on a connection at rest just as we ask: only then, when
        not a byte came, the question is asked once more (RFC 9112, section 9.3.1).

        Raises:
            Unusable: we must not connect there, or the answer is beyond all measure.
            OSError, httpx.ConnectTimeout: no connection can be made.
            httpcore.NetworkError: it broke.
            httpcore.ProtocolError, h11.ProtocolError: it is no HTTP.
        """
        line = self._rested(origin(request.url))
        if line is not None:
            try:
                return await line.ask(request)
            except _BROKEN:
                if request.method != "GET" or not line.wire.is_silent:
                    raise
        line = await self._opened(request.url)
        return await line.ask(request)

    async def aclose(self) -> None:
        """Hang up on all that are at rest."""
        for line in list(self._timers):
            self._retire(line)

    def _rested(self, whom: Origin) -> Line | None:
        for line in reversed(self._lines.get(whom, [])[:]):
            if line.is_available:
                self._rouse(line)
                return line
            self._retire(line)
        return None

    def _rouse(self, line: Line) -> None:
        if line in self._timers:
            self._timers.pop(line).cancel()
        if isinstance(line, Http1):  # which takes one request at a time
            self._forget(line)

    async def _opened(self, url: httpx.URL) -> Line:
        wire = await connect(
            url, self._guard, self._patience, self._tls, self._resolver
        )
        if not wire.speaks_http2:
            return Http1(wire, url, self._rest)
        line = Http2(wire, url, self._rest)
        self._lines.setdefault(line.origin, []).append(line)
        return line

    def _rest(self, line: Line) -> None:
        loop = asyncio.get_running_loop()
        if not line.is_available or loop.time() - line.wire.since > _OLDEST:
            self._retire(line)
            return
        if isinstance(line, Http1):
            self._lines.setdefault(line.origin, []).append(line)
        self._timers[line] = loop.call_later(_REST, self._retire, line)
        if len(self._timers) > _RESTING:
            self._retire(next(iter(self._timers)))  # the one that rested longest

    def _retire(self, line: Line) -> None:
        if line in self._timers:
            self._timers.pop(line).cancel()
        self._forget(line)
        line.retire()

    def _forget(self, line: Line) -> None:
        lines = self._lines.get(line.origin, [])
        if line in lines:
            lines.remove(line)
            if not lines:
                del self._lines[line.origin]
