"""`aggregator refresh` and `aggregator import`: take something in, once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.cli.documents import saved
from aggregator.cli.options import CONFIG, chosen, load
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.model import Report


def refresh(
    sources: list[str] | None = typer.Argument(
        None, help="Ids of sources; none: all.", show_default=False
    ),
    config: Path = CONFIG,
) -> None:
    """Look at the sources once, now, due or not, and save what is new.

    Exit code 1 if any of them failed.
    """
    settings = load(config)

    from aggregator import daemon
    from aggregator.cli import logs

    logs.configure("error", settings.log.format)
    wanted = chosen(settings, sources or [])
    typer.echo(f"Looking at {len(wanted)} sources ...", err=True)
    _tell(asyncio.run(daemon.refresh(settings, wanted)))


def import_(
    files: list[str] = typer.Argument(
        metavar="FILE…",
        help="Saved pages or feeds, or live blogs pasted as text; `-`: stdin.",
    ),
    outlet: str = typer.Option(help="The outlet that published them."),
    source: str = typer.Option(
        "", help="The id to keep them under; else it is made of the outlet's name."
    ),
    url: str = typer.Option("", help="The address they came from."),
    config: Path = CONFIG,
) -> None:
    """Take in saved documents as if they had been fetched: split, judge, save."""
    settings = load(config)

    from aggregator import daemon
    from aggregator.cli import logs
    from aggregator.model import Source

    logs.configure("error", settings.log.format)
    name = source or _slug(outlet)
    about = Source(
        id=name,
        url=url or f"urn:imported:{name}",
        outlet=outlet,
        dedup=settings.dedup.mode,
    )
    documents = [saved(each, about, daemon.now()) for each in files]
    _tell(asyncio.run(daemon.take_in(settings, about, documents)))


def _slug(outlet: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in outlet.lower()).split()
    if not words:
        message = f"no id can be made of the outlet's name {outlet!r}: give --source"
        raise ConfigError(message)
    return "-".join(words)


def _tell(reports: Iterable[Report]) -> None:
    """Print a line for each look; end with exit code 1 if any of them failed."""
    from aggregator.publish.rows import gap_in_words

    failed = False
    for each in reports:
        failed = failed or each.error is not None
        typer.echo(f"{each.source}: {each.error or _counted(each)}")
        for link in each.found:
            typer.echo(f"{each.source}: found {link.title} <{link.url}>")
        if each.gap is not None:
            typer.echo(f"{each.source}: {gap_in_words(each.gap)}")
    if failed:
        raise typer.Exit(1)


def _counted(report: Report) -> str:
    ledger = report.ledger
    if not (ledger.extracted or ledger.unreadable):
        return "nothing new"
    gone = f"; {ledger.withdrawn} withdrawn" if ledger.withdrawn else ""
    return (
        f"{ledger.extracted} posts: {ledger.new} new, {ledger.echoes} echoes, "
        f"{ledger.revisions} revisions, {ledger.same} known; "
        f"{ledger.unreadable} unreadable{gone}"
    )
