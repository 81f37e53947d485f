"""One connection to one checked address: bytes out, bytes in."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import httpcore
import httpx
from aiohappyeyeballs import start_connection

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from concurrent.futures import Executor

    from aggregator.fetch.guard import Guard

_HELD = 256 * 1024  # bytes that came and nobody took; then the sender has to wait
_PIECE = 16 * 1024  # bytes taken at once: what is done with them holds up all others
_UNSENT = 256 * 1024  # bytes; who does not read our small requests is no server
_HEAD_START = 0.25  # seconds of one address before the next (RFC 8305, section 5)
_LOOKUPS = 64  # names looked up at once: a slow server of names holds up no others


class Wire(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """A connection that can be read and written; `httpcore` speaks HTTP/2 over it.

    Not asyncio's streams, because they do not tell whether anything has come: what
    comes while nobody has asked is no answer, and such a connection is of no more use.
    The time limits of the interface are not heeded: `Deadline` bounds the whole look.
    """

    def __init__(self) -> None:
        self._transport = cast("asyncio.Transport", None)  # until it is connected
        self._came = bytearray()
        self._ended = False
        self._error: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None
        self.is_silent = True  # nothing has come since this was last set
        self.since = asyncio.get_running_loop().time()

    @property
    def is_open(self) -> bool:
        """Whether more may come."""
        return not self._ended

    @property
    def is_fresh(self) -> bool:
        """Whether it is open, and nothing came that nobody has asked for."""
        return not self._ended and not self._came

    @property
    def speaks_http2(self) -> bool:
        """Whether the server has chosen HTTP/2 when the connection was made."""
        tls: ssl.SSLObject | None = self._transport.get_extra_info("ssl_object")
        return tls is not None and tls.selected_alpn_protocol() == "h2"

    async def read(
        self,
        max_bytes: int = _PIECE,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  (httpcore's)
    ) -> bytes:
        """Return what came, or wait for it; nothing, if no more will come.

        Raises:
            httpcore.ReadError: the connection broke.
        """
        if self._came:
            await asyncio.sleep(0)  # who sends without a pause must not starve others
        elif not self._ended:
            await self._arrival()
        if self._error and not self._came:
            raise httpcore.ReadError(str(self._error)) from self._error
        taken = bytes(self._came[:max_bytes])
        del self._came[:max_bytes]
        if not self._ended and len(self._came) < _HELD:
            self._transport.resume_reading()
        return taken

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  (httpcore's)
    ) -> None:
        """Send.

        Raises:
            httpcore.WriteError: it is not being read.
        """
        if self._transport.get_write_buffer_size() > _UNSENT:
            message = "it does not read what we send"
            raise httpcore.WriteError(message)
        self._transport.write(buffer)

    async def aclose(self) -> None:
        """Hang up."""
        self.hang_up()

    def hang_up(self) -> None:
        """Close at once: nobody is given the time to keep us."""
        self._ended = True
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came; if it is much, let the sender wait."""
        self.is_silent = False
        self._came += data
        if len(self._came) >= _HELD:
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; the end of what is sent is the end of all, as we send no more."""
        self._ended = True
        self._error = exc
        self._wake()

    async def _arrival(self) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


async def connect(
    url: httpx.URL,
    guard: Guard,
    patience: float,
    tls: Callable[[], ssl.SSLContext],
    resolver: Callable[[], Executor],
) -> Wire:
    """Connect to the host of `url`; the name is looked up once, and each answer judged.

    Args:
        url: http or https.
        guard: says which addresses will do.
        patience: in seconds.
        tls: returns what secures connections.
        resolver: returns whose threads look up the name, and wait as long as it takes.

    Raises:
        Unusable: `guard` says no.
        httpx.ConnectTimeout: it takes longer than `patience`.
        OSError: it cannot be found or reached, or no secure connection can be made.
    """
    host = url.raw_host.decode("ascii")
    secure = tls() if url.scheme == "https" else None
    port = url.port or (443 if secure else 80)
    guard.check_port(host, port)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience):
            found = await loop.run_in_executor(resolver(), _look_up, host, port)
            guard.check(host, [str(place[0]) for *_, place in found])
            line = await start_connection(found, happy_eyeballs_delay=_HEAD_START)
            _, wire = await loop.create_connection(
                Wire,
                sock=line,
                ssl=secure,
                # Without a trailing dot: RFC 6066, section 3.
                server_hostname=host.rstrip(".") if secure else None,
            )
    except TimeoutError as error:
        message = f"nothing within {patience:g} s"
        raise httpx.ConnectTimeout(message) from error
    return wire


def _look_up(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@cache
def resolver() -> ThreadPoolExecutor:
    """Return what looks up the names of outlets, made once."""
    return ThreadPoolExecutor(_LOOKUPS, "resolver")


@cache
def tls() -> ssl.SSLContext:
    """Return what secures connections, made once: it takes 40 ms."""
    context = httpx.create_ssl_context(trust_env=False)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context
