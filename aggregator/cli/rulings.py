"""`aggregator merge`, `split`, `never`, `rulings`: a person overrules the judge."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.cli.naming import OTHER, POST, post_named
from aggregator.cli.options import CONFIG, load

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from aggregator.cli.labels import Pair
    from aggregator.evidence import Override, Ruling
    from aggregator.model import Held
    from aggregator.store.unit import Store, Unit

_OUTCOME: Mapping[Ruling, str] = {
    "merge": "{post} and {other} are one entry",
    "split": "{post} has left the entry of {other}",
    "never": "{post} and {other} are never one entry",
}


def merge(post: str = POST, other: str = OTHER, config: Path = CONFIG) -> None:
    """Let two posts share an entry, whatever the judge says: that of the earlier one.

    It is obeyed from now on, by a running daemon too.
    """
    _rule("merge", post, other, config)


def split(post: str = POST, config: Path = CONFIG) -> None:
    """Take a post out of the entry that it has joined; it never joins it again."""
    _rule("split", post, "", config)


def never(post: str = POST, other: str = OTHER, config: Path = CONFIG) -> None:
    """Never let two posts share an entry; those that do are taken apart."""
    _rule("never", post, other, config)


def rulings(
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
    labels: bool = typer.Option(
        False, "--labels", help="Print them as labelled pairs, for `evaluate`."
    ),
    undo: int | None = typer.Option(
        None, metavar="NUMBER", help="Take this ruling back."
    ),
    config: Path = CONFIG,
) -> None:
    """Print what was ruled over the judge with merge, split and never."""
    with closing(_store(config)) as store:
        if undo is not None:
            _undo(store, undo)
            return
        with store.reading() as unit:
            every, obeyed = unit.overrides.every(), unit.overrides.all()
            pairs = list(_pairs(unit, obeyed)) if labels else []
    if labels:
        _tell_pairs(pairs)
    else:
        (_tell_objects if as_json else _tell)(every, {each.number for each in obeyed})


def _rule(ruling: Ruling, post: str, other: str, config: Path) -> None:
    from aggregator.looks.rulings import decide

    with closing(_store(config)) as store, store.begin() as unit:
        one = post_named(unit, post)
        two = post_named(unit, other) if other else one  # split: from its lead
        made = decide(unit, ruling, one, two, datetime.now(UTC))
    typer.echo(f"{outcome(made)}. `aggregator rulings --undo {made.number}` undoes it.")


def _undo(store: Store, number: int) -> None:
    from aggregator.looks.rulings import undo

    with store.begin() as unit:
        undo(unit, number, datetime.now(UTC))
    typer.echo(f"Ruling {number} is undone.")


def _store(config: Path) -> Store:
    settings = load(config)

    from aggregator.store.engine import open_store

    return open_store(settings.database.url)


def _tell(made: Iterable[Override], obeyed: Container[int]) -> None:
    for each in made:
        past = "" if each.number in obeyed else " (a later ruling says otherwise)"
        when = f"{each.made:%Y-%m-%d %H:%M}"
        typer.echo(f"{each.number:4}  {when}  {outcome(each)}{past}")


def outcome(made: Override) -> str:
    """Return in words what a ruling comes to."""
    return _OUTCOME[made.ruling].format(post=made.post, other=made.other)


def _tell_objects(made: Iterable[Override], obeyed: Container[int]) -> None:
    for each in made:
        told = {
            "number": each.number,
            "ruling": each.ruling,
            "post": each.post,
            "other": each.other,
            "made": each.made.isoformat(),
            "obeyed": each.number in obeyed,
        }
        typer.echo(json.dumps(told))


def _tell_pairs(pairs: Iterable[Pair]) -> None:
    from aggregator.cli.labels import written

    for each in pairs:
        typer.echo(json.dumps(written(each), ensure_ascii=False))


def _pairs(unit: Unit, made: Iterable[Override]) -> Iterator[Pair]:
    from aggregator.cli.labels import Pair

    for each in made:
        held = unit.posts.held([each.post, each.other])  # no post is ever forgotten
        a, b = sorted(held.values(), key=_seen)
        yield Pair(
            line=each.number,
            id=f"ruling-{each.number}",
            set="rulings",
            kind=each.ruling,
            echo=each.ruling == "merge",
            a=a.post,
            b=b.post,
        )


def _seen(held: Held) -> datetime:
    return held.first_seen
