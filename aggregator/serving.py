"""Answer on an address, until a signal ends it; uvicorn's only door."""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (recognised, not bound to)
_GRACE = 2  # seconds for open connections at the end
_FILES = 8192  # open at once, if the system lets us: a connection is one
_PATIENCE = 15.0  # seconds in which a client must get on, where it is its turn


class Patient(H11Protocol):
    """A connection that is closed where its client keeps us waiting.

    It may take its time while we are answering, and as long as it takes what we send.
    But it must get on where it is its turn: with the head of a request, with what it
    still sends when it has its answer, with the answer that it does not read. uvicorn
    itself waits for these without end. One too many is closed at once.
    """

    patience = _PATIENCE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send all at once, and watch it from now on."""
        super().connection_made(cast("asyncio.Transport", transport))
        # asyncio does so only for sockets that say they are TCP, which those of
        # `create_server` do not; head and body of an answer would lie 40 ms apart.
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._watch = self.loop.call_later(self.patience, self._look, self._place())
        if len(self.connections) > cast("int", self.limit_concurrency):
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Watch it no more."""
        self._watch.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End, after the answer that is being made; what has no end ends now."""
        super().shutdown()
        if self._is_answering() and self.cycle.response_started:
            self.transport.close()

    def _look(self, before: tuple[object, int]) -> None:
        """Give up if the client is where it was `before`, and it is its turn."""
        now = self._place()
        if now == before and (now[1] or not self._is_answering()):
            self.transport.abort()
        else:
            self._watch = self.loop.call_later(self.patience, self._look, now)

    def _place(self) -> tuple[object, int]:
        """Return how far the client is: the request, and what it has yet to read."""
        return self.cycle, self.transport.get_write_buffer_size()

    def _is_answering(self) -> bool:
        # uvicorn says that there always is a cycle, and sets None at first
        return not getattr(self.cycle, "response_complete", True)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen at this address; port 0 takes a free one.

    Raises:
        ConfigError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        message = (
            f"cannot listen on {host} port {port}: {error.strerror}; "
            "give another one with --port, or as [server] port in the configuration"
        )
        raise ConfigError(message) from error
    with listener:
        yield listener


def url(host: str, port: int) -> str:
    """Return the address that leads to a listener from this very machine."""
    name = "localhost" if host in _EVERYWHERE else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


async def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Serve `app` until SIGINT or SIGTERM ends it, within seconds."""
    with _signals_spent():
        await _server(app).serve(sockets=[listener])


@contextmanager
def served_aside(app: ASGIApp) -> Iterator[str]:
    """Serve `app` on a free port of loopback, beside the rest; give its address."""
    server = _server(app)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # In a thread of its own uvicorn leaves the signals alone.
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        thread.start()
        try:
            yield url(*listener.getsockname()[:2])
        finally:
            server.should_exit = True
            thread.join(timeout=_GRACE + 1)


def _server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        http=Patient,
        log_config=None,
        log_level="error",  # what strangers send amiss is no news
        access_log=False,
        server_header=False,
        limit_concurrency=_room(),
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
    )
    return uvicorn.Server(config)


def _room() -> int:
    """Return how many connections there may be: half of the files that we may open.

    The others are for what we are here for, to fetch and to store.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most // 2


@contextmanager
def _signals_spent() -> Iterator[None]:
    """Swallow the signal that uvicorn raises once more after it has stopped for it."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, lambda: None)
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
