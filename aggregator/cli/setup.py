"""`aggregator check` and `aggregator db …`: before the daemon starts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.cli.options import CONFIG, language_model, load
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.extract.outlet import Outlet
    from aggregator.settings import Settings

db = typer.Typer(no_args_is_help=True, help="Bring the database's schema up or down.")


def check(config: Path = CONFIG) -> None:
    """Check the configuration and the database; start nothing, ask no outlet.

    Pages that were saved beside outlet profiles by `aggregator try --save` are read
    again: they have to give the posts that were saved with them.

    Exit code 2 if the configuration cannot be used, 1 if the database cannot.
    """
    settings = load(config)

    from aggregator.extract.outlet import load_outlets, require_profiles
    from aggregator.store.engine import open_store

    outlets = load_outlets(settings.extract.outlets)
    require_profiles(outlets, settings.sources)
    language_model(wanted=settings.dedup.semantic)
    if settings.extract.outlets:
        _read_again(settings.extract.outlets, outlets)
    names = {each.outlet for each in settings.sources}
    typer.echo(
        f"{config}: in order; {len(settings.sources)} sources of {len(names)} outlets, "
        f"{len(outlets)} outlet profiles."
    )
    for advice in _advice(settings):
        typer.echo(f"advice: {advice}", err=True)
    open_store(settings.database.url).close()
    typer.echo("Database: in order.")


def _advice(settings: Settings) -> Iterator[str]:
    """Yield what is allowed, and hardly meant."""
    if not settings.fetch.contact:
        yield "set [fetch] contact to an address at which outlets reach you."
    closed = [each.name for each in settings.feed if each.tokens]
    if closed and not settings.server.users:
        yield (
            "set [server] users: without, the pages show to everybody what the feeds "
            "with tokens hold."
        )
    if settings.server.users:
        for each in settings.feed:
            if not each.tokens:
                yield f"/{each.name}.atom asks for no password: it has no `tokens`."
    yield from _of_nobody(settings)


def _of_nobody(settings: Settings) -> Iterator[str]:
    topics = {topic.casefold() for each in settings.sources for topic in each.topics}
    for each in settings.feed:
        for topic in each.topics:
            if topic.casefold() not in topics:
                yield f"no source has the topic {topic!r}, which {each.name} asks for."


def _read_again(folder: Path, outlets: Mapping[str, Outlet]) -> None:
    """Read the pages that were saved beside profiles; each has to give its posts."""
    from aggregator.cli import golden

    faults = dict(golden.faults(folder, outlets))
    for name, fault in faults.items():
        if fault:
            message = (
                f"{folder / name}: {fault}; correct {name}.toml, or save the page anew "
                "with `aggregator try`"
            )
            raise ConfigError(message)
    if faults:
        typer.echo(f"{folder}: {len(faults)} saved pages give their posts.")


@db.command()
def upgrade(
    revision: str = typer.Argument("head", help="The revision to reach."),
    config: Path = CONFIG,
) -> None:
    """Create the database, or bring its schema up to this version's."""
    from aggregator.store import schema

    url = load(config).database.url
    before = schema.current(url)
    schema.upgrade(url, revision)
    after = schema.current(url)
    done = "already at" if before == after else "upgraded to"
    typer.echo(f"Database: {done} {after}.")


@db.command()
def downgrade(
    revision: str = typer.Argument(help="The revision to reach, or `base`."),
    config: Path = CONFIG,
) -> None:
    """Bring the schema down to an earlier version; what it cannot hold is lost."""
    from aggregator.store import schema

    url = load(config).database.url
    schema.downgrade(url, revision)
    typer.echo(f"Database: now at {schema.current(url)}.")


@db.command()
def current(config: Path = CONFIG) -> None:
    """Print the schema's revision, and the one that this version wants."""
    from aggregator.store import schema

    url = load(config).database.url
    typer.echo(f"{schema.current(url)} (wanted: {schema.head()})")
