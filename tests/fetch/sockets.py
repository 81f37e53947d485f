"""Servers of this machine that talk as they are told, and connections to them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import h2.exceptions
import httpx

from aggregator.fetch.guard import Guard
from aggregator.fetch.transport import Network

if TYPE_CHECKING:
    import ssl

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HERE = Guard(allow_private=True)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Outlet:
    """A server of this machine, and what has happened to it."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self._talk = talk
        self._tls = tls
        self._tasks: list[asyncio.Task[Any] | None] = []
        self.connections = 0
        self.url = ""

    @asynccontextmanager
    async def open(self, host: str = "127.0.0.1") -> AsyncIterator[Outlet]:
        server = await asyncio.start_server(self._serve, host, 0, ssl=self._tls)
        scheme = "https" if self._tls else "http"
        self.url = f"{scheme}://{host}:{server.sockets[0].getsockname()[1]}/"
        try:
            yield self
        finally:
            server.close()
            await asyncio.gather(*filter(None, self._tasks))

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._tasks.append(asyncio.current_task())
        self.connections += 1
        with contextlib.suppress(OSError, EOFError, h2.exceptions.ProtocolError):
            await self._talk(reader, writer)
        writer.transport.abort()


def answering(*answers: bytes) -> Talk:
    """Give one answer to each question, over all connections; then hang up."""
    left = list(answers)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while left:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(left.pop(0))
            await writer.drain()

    return talk


@asynccontextmanager
async def network(guard: Guard = HERE, **more: Any) -> AsyncIterator[Network]:
    net = Network(guard, patience=2, **more)
    try:
        async with asyncio.timeout(10):
            yield net
    finally:
        await net.aclose()


async def ask(net: Network, url: str) -> bytes:
    response = await net.handle_async_request(httpx.Request("GET", url))
    try:
        return await response.aread()
    finally:
        await response.aclose()
