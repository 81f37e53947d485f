"""The demonstration: the daemon follows outlets that are played on loopback."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aggregator import daemon, serving, settings
from aggregator.simulator.app import PROFILES, make_outlets, sources
from aggregator.store.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aggregator.model import Source

_SETTINGS = """
[database]
url = "sqlite:///{folder}/demo.db"
[feed]
title = "Demonstration: one fictional day, merged"
[fetch]
per_host = 8
spacing = "0s"
private_hosts = ["127.0.0.1"]
[extract]
outlets = "{profiles}"
"""

_SOURCE = """
[[source]]
id = "{source.id}"
url = "{source.url}"
outlet = "{source.outlet}"
"""


async def demo(
    *, host: str, port: int, speed: float, announce: Callable[[str], None]
) -> None:
    """Play outlets, follow them and serve the timeline until SIGINT or SIGTERM.

    Args:
        host: the address that the timeline listens on.
        port: of the timeline; 0 takes a free one.
        speed: how much faster than life the day goes.
        announce: told, in sentences, what a person at the terminal wants to know.

    Raises:
        ConfigError: the port cannot be had.
    """
    outlets = make_outlets(clock=daemon.now, start=daemon.now(), speed=speed)
    with (
        serving.listening(host, port) as listener,
        serving.served_aside(outlets) as base,
        TemporaryDirectory(prefix="aggregator-") as folder,
    ):
        played = sources(base)  # asked more often than a configuration may ask for
        configured = _configured(Path(folder), played)
        upgrade(configured.database.url)
        names = ", ".join(sorted({each.outlet for each in played}))
        announce(f"Playing {names}: one day, {speed:g} times faster than life.")
        await daemon.run(configured, played, listener, announce=announce)


def _configured(folder: Path, played: Sequence[Source]) -> settings.Settings:
    head = _SETTINGS.format(folder=folder.as_posix(), profiles=PROFILES.as_posix())
    tables = "".join(_SOURCE.format(source=each) for each in played)
    return settings.parse(head + tables, name="the demonstration's settings")
