"""The commands a person types; each group of them lives in a file of its own."""

from __future__ import annotations

import gc
import sys

import typer

from aggregator import __version__
from aggregator.cli import (
    evaluate,
    explain,
    explain_fetch,
    extract,
    judge,
    look,
    rulings,
    service,
    setup,
    show,
    try_,
)
from aggregator.errors import AggregatorError, ConfigError

GARBAGE = (50_000, 20, 100)
"""How seldom rings of references are looked for (`gc.set_threshold`): few are ever
made here, and with Python's own pace to look took a tenth of the judge's time."""

app = typer.Typer(
    name="aggregator",
    help="Follow live news from many outlets in one merged, deduplicated Atom feed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(service.run)
app.command()(service.demo)
app.command()(look.refresh)
app.command(name="import")(look.import_)
app.command()(show.timeline)
app.command()(show.sources)
app.command()(setup.check)
app.add_typer(setup.db, name="db")
app.command(name="extract")(extract.extract)
app.command(name="try")(try_.try_)
app.command(name="judge")(judge.judge)
app.command()(evaluate.evaluate)
app.command()(explain.explain)
app.command(name="explain-fetch")(explain_fetch.explain_fetch)
app.command()(rulings.merge)
app.command()(rulings.split)
app.command()(rulings.never)
app.command()(rulings.rulings)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"aggregator {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Follow live news from many outlets in one merged, deduplicated Atom feed."""


def main() -> None:
    """Run the command line; an expected error is one line, and the exit code tells.

    Exit codes: 0 done, 1 something failed, 2 the call or the configuration is wrong.
    """
    gc.set_threshold(*GARBAGE)
    for stream in (sys.stdout, sys.stderr):  # news is in any script, terminals are not
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except ConfigError as error:
        typer.echo(f"aggregator: {error}", err=True)
        sys.exit(2)
    except AggregatorError as error:
        typer.echo(f"aggregator: {error}", err=True)
        sys.exit(1)
