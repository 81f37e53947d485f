"""The demonstration: the daemon follows outlets that are played on loopback."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import uvicorn

from aggregator import daemon, settings
from aggregator.simulator.app import PROFILES, make_outlets, sources
from aggregator.store.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.model import Source

_EVERY = timedelta(seconds=1)

_SETTINGS = """
[database]
url = "sqlite:///{folder}/demo.db"
[feed]
title = "Demonstration: one fictional day, merged"
[fetch]
per_host = 8
spacing = "0s"
[extract]
outlets = "{profiles}"
"""

_SOURCE = """
[[source]]
id = "{source.id}"
url = "{source.url}"
outlet = "{source.outlet}"
kind = "{source.kind}"
every = "5s"
"""


async def demo(
    *, host: str, port: int, speed: float, announce: Callable[[str], None]
) -> None:
    """Play outlets, follow them and serve the timeline until SIGINT or SIGTERM.

    Args:
        host: the loopback address that both the outlets and the timeline listen on.
        port: of the timeline; 0 takes a free one.
        speed: how much faster than life the day goes.
        announce: told, in sentences, what a person at the terminal wants to know.

    Raises:
        ConfigError: the port cannot be had.
    """
    with (
        daemon.listening(host, port) as listener,
        outlets(speed) as played,
        TemporaryDirectory(prefix="aggregator-") as folder,
    ):
        text = _configuration(Path(folder), played)
        configured = settings.parse(text, name="the demonstration's settings")
        upgrade(configured.database.url)
        names = ", ".join(sorted({each.outlet for each in played}))
        announce(f"Playing {names}: one day, {speed:g} times faster than life.")
        await daemon.run(configured, _hurried(configured), listener, announce=announce)


@contextmanager
def outlets(speed: float) -> Iterator[tuple[Source, ...]]:
    """Play the outlets on a free port of loopback; give the sources to follow."""
    app = make_outlets(clock=daemon.now, start=daemon.now(), speed=speed)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # A thread of its own: there uvicorn leaves the signals alone.
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        thread.start()
        try:
            yield sources(f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join(timeout=5)


def _hurried(configured: settings.Settings) -> tuple[Source, ...]:
    """Return sources that are asked more often than one may ask a real outlet."""
    return tuple(replace(each, every=_EVERY) for each in configured.sources)


def _configuration(folder: Path, played: tuple[Source, ...]) -> str:
    head = _SETTINGS.format(folder=folder.as_posix(), profiles=PROFILES.as_posix())
    tables = [
        _SOURCE.format(source=each)
        + (f'profile = "{each.profile}"\n' if each.profile else "")
        for each in played
    ]
    return head + "".join(tables)
