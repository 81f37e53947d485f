"""`aggregator evaluate`: how good the judge is on labels, as figures."""

from __future__ import annotations

import json
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.progress import Progress

    from aggregator.cli.assessment import Pairs, Stream, Way
    from aggregator.cli.labels import Line
    from aggregator.cli.scores import Evaluation


def evaluate(
    labels: list[Path] = typer.Argument(
        metavar="LABELS…", help="Files of labelled pairs, or of a labelled stream."
    ),
    mode: Literal["off", "conservative", "eager"] = typer.Option(
        "conservative", help="How readily posts join the entries of others."
    ),
    wrong: bool = typer.Option(
        False, "--wrong", help="List each verdict that is not as labelled."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    semantic: bool = typer.Option(
        False, "--semantic", help="Ask the language model of the extra `semantic` too."
    ),
    by_outlet: bool = typer.Option(
        False, "--by-outlet", help="In a stream, no outlet echoes itself."
    ),
) -> None:
    """Judge labelled posts, and print how often the verdicts are right.

    A file holds JSON lines of one form. Pairs of posts of two outlets:
    {"id", "set", "kind", "label", "ta", "tb", "a", "b"}, where the label is 1 if the
    second post should be an echo of the first, else 0; `aggregator rulings --labels`
    writes your own rulings so. Or the posts of a stream in order of arrival:
    {"id", "ts", "outlet", "title", "text", "cluster", "kind", "ref"}, where those of
    one cluster should be one entry. A stream is judged by its texts alone, but for
    --by-outlet, which is the rule of the daemon.

    Ctrl-C ends it early: the figures are then those of what was judged.
    """
    from aggregator.cli import scores
    from aggregator.cli.assessment import Way
    from aggregator.cli.options import language_model

    model = language_model(wanted=semantic)
    way = Way(mode=mode, meaning=model, by_outlet=by_outlet)
    found = list(_evaluations(labels, way))
    if as_json:
        told = scores.objects(found, wrong=wrong)
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        scores.show(found, wrong=wrong)
    if not all(each.whole for each in found):
        typer.echo("Interrupted: these are the figures of what was judged.", err=True)
        raise typer.Exit(1)


def _evaluations(files: Iterable[Path], way: Way) -> Iterator[Evaluation]:
    """Yield what comes of each file, until one is broken off; tell the progress."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    quiet = not console.is_terminal
    with Progress(console=console, transient=True, disable=quiet) as bar:
        for file in files:
            evaluation = _evaluated(file, way, bar)
            yield evaluation
            if not evaluation.whole:
                return


def _evaluated(file: Path, way: Way, bar: Progress) -> Evaluation:
    from aggregator.cli.labels import lines
    from aggregator.cli.scores import Evaluation

    began, whole = time.perf_counter(), True
    task = bar.add_task(file.name, total=_size(file))
    found = lines(file)
    first = next(found, None)
    if first is None:
        message = f"{file} holds no labels"
        raise ConfigError(message)
    trial = _trial(first, file, way)
    try:
        for line in chain([first], found):
            trial.take(line)
            bar.update(task, completed=line.end)
    except KeyboardInterrupt:
        whole = False
    seconds = time.perf_counter() - began
    return Evaluation(file=file, trial=trial, seconds=seconds, whole=whole)


def _trial(first: Line, file: Path, way: Way) -> Pairs | Stream:
    from aggregator.cli.assessment import Pairs, Stream
    from aggregator.cli.labels import form_of

    return Pairs(file.stem, way) if form_of(first) == "pairs" else Stream(way)


def _size(file: Path) -> int | None:
    """Return how many bytes are to be read; None if that cannot be told."""
    return file.stat().st_size or None if file.is_file() else None
