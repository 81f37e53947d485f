"""`aggregator run` and `aggregator demo`: the commands that stay."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from aggregator.cli.options import CONFIG, announce, load


def run(
    config: Path = CONFIG,
    host: str = typer.Option("", help="Listen here, whatever the configuration says."),
    port: int | None = typer.Option(
        None, min=0, max=65535, help="Likewise; 0 takes a free one."
    ),
) -> None:
    """Follow the configured sources and serve the merged feed, until Ctrl-C."""
    settings = load(config)

    from aggregator import daemon, serving
    from aggregator.cli import logs

    logs.configure(settings.log.level, settings.log.format)
    server = settings.server
    chosen = server.port if port is None else port
    with serving.listening(host or server.host, chosen) as listener:
        asyncio.run(daemon.run(settings, settings.sources, listener, announce=announce))


def demo(
    host: str = typer.Option("127.0.0.1", help="The address to listen on."),
    port: int = typer.Option(
        8080, min=0, max=65535, help="The port to listen on; 0 takes a free one."
    ),
    speed: float = typer.Option(
        60.0, min=1.0, help="How much faster than life the day goes."
    ),
) -> None:
    """Show the whole job with no network: several outlets are played on loopback.

    Live blogs grow, outlets copy each other, one corrects itself and a spokesman denies
    a report; the timeline fills, merges and updates within seconds. Nothing is kept.
    """
    from aggregator.cli import logs
    from aggregator.demo import demo as play

    logs.configure("info", "auto")
    asyncio.run(play(host=host, port=port, speed=speed, announce=announce))
