"""`aggregator timeline` and `aggregator sources`: look at what is there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.cli.options import CONFIG, load

if TYPE_CHECKING:
    from aggregator.model import Entry, Standing


def timeline(
    limit: int = typer.Option(20, min=1, max=1000, help="How many entries."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
    config: Path = CONFIG,
) -> None:
    """Print the newest entries of the merged timeline, each with its echoes."""
    settings = load(config)

    from aggregator.store.engine import open_store

    store = open_store(settings.database.url)
    with store.reading() as unit:
        entries = unit.entries.latest(limit=limit).entries
    store.close()
    for entry in entries:
        typer.echo(json.dumps(_facts(entry)) if as_json else _line(entry))
    if not entries:
        typer.echo("Nothing yet: `aggregator refresh` looks at the sources.", err=True)


def sources(config: Path = CONFIG) -> None:
    """Print how each source is doing: last look, posts, errors, next look."""
    settings = load(config)

    from rich.console import Console
    from rich.table import Table

    from aggregator.store.engine import open_store

    store = open_store(settings.database.url)
    now = datetime.now(UTC)
    with store.reading() as unit:
        standings = unit.sources.standings(settings.sources, now)
    store.close()
    table = Table("source", "outlet", "looked", "posts", "a day", "next look", "says")
    for each in standings:
        table.add_row(*_row(each))
    table.columns[-1].overflow = "fold"  # an error is to be read to its end
    Console().print(table)


def _facts(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "outlet": entry.post.outlet,
        "title": entry.post.title,
        "text": entry.post.text,
        "url": entry.post.url,
        "follows": entry.follows.id if entry.follows else None,
        "revisions": entry.revisions,
        "echoes": [
            {
                "outlet": each.post.outlet,
                "url": each.post.url,
                "first_seen": each.first_seen.isoformat(),
                "likeness": each.likeness,
            }
            for each in entry.echoes
        ],
    }


def _line(entry: Entry) -> str:
    from aggregator.text.words import first_sentence

    title = entry.post.title or first_sentence(entry.post.text)
    also = ", ".join(dict.fromkeys(each.post.outlet for each in entry.echoes))
    notes = [
        f"also {also}" if also else "",
        f"edited {entry.revisions}x" if entry.revisions else "",
        f"follows: {entry.follows.title}" if entry.follows else "",
    ]
    told = "; ".join(each for each in notes if each)
    head = f"{entry.surfaced:%Y-%m-%d %H:%M}  {entry.post.outlet}: {title}"
    return f"{head}  ({told})" if told else head


def _row(standing: Standing) -> tuple[str, ...]:
    state = standing.state
    says = state.error or "; ".join(state.warnings) or "ok"
    return (
        standing.source.id,
        standing.source.outlet,
        _time(state.last_look),
        str(standing.posts),
        f"{standing.posts_per_day:.1f}",
        _time(state.next_look),
        says if state.last_look else "never looked at",
    )


def _time(when: datetime | None) -> str:
    return f"{when:%m-%d %H:%M:%S}" if when else "-"
