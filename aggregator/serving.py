"""Answer on an address, until a signal ends it; uvicorn's only door."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (recognised, not bound to)
_GRACE = 2  # seconds for open connections at the end


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
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
    )
    return uvicorn.Server(config)


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
