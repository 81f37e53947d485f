"""`aggregator timeline` and `aggregator sources`: look at what is there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.cli.options import CONFIG, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.model import Echoed, Entry, SourceState, Standing
    from aggregator.store.posts import Version


_COLUMNS = (
    "source",
    "outlet",
    "looked",
    "last post",
    "posts",
    "a day",
    "next look",
    "state",
)


def timeline(
    limit: int = typer.Option(20, min=1, max=1000, help="How many entries."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
    config: Path = CONFIG,
) -> None:
    """Print the newest entries of the merged timeline, each with its echoes.

    With --json also what each entry said before it was edited.
    """
    settings = load(config)

    from aggregator.store.engine import open_store

    store = open_store(settings.database.url)
    with store.reading() as unit:
        entries = unit.entries.latest(limit=limit).entries
        earlier = {each.id: unit.posts.versions(each.post.id) for each in entries}
    store.close()
    for entry in entries:
        facts = _facts(entry, earlier[entry.id])
        typer.echo(json.dumps(facts) if as_json else _line(entry))
    if not entries:
        typer.echo("Nothing yet: `aggregator refresh` looks at the sources.", err=True)


def sources(config: Path = CONFIG) -> None:
    """Print how each source is doing: last look, posts, errors, next look."""
    settings = load(config)

    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from aggregator.looks.found import followed
    from aggregator.store.engine import open_store

    store = open_store(settings.database.url)
    now = datetime.now(UTC)
    with store.reading() as unit:
        every = followed(unit, settings.sources)
        standings = unit.sources.standings(every, now)
    store.close()
    table = Table(*_COLUMNS)
    for each in standings:
        table.add_row(*map(escape, _row(each)))
    Console().print(table)
    for each in standings:
        for says in _remarks(each):  # an outlet's own words: plain, and to their end
            typer.echo(f"{each.source.id}: {says}")


def _facts(entry: Entry, earlier: Iterable[Version]) -> dict[str, object]:
    return {
        "id": entry.id,
        "post": entry.post.id,
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "outlet": entry.post.outlet,
        "publisher": entry.voice.publisher,
        "wire": entry.voice.wire,
        "title": entry.post.title,
        "text": entry.post.text,
        "url": entry.post.url,
        "kind": entry.post.kind,
        "time_doubtful": entry.post.time_doubtful,
        "withdrawn": entry.withdrawn.isoformat() if entry.withdrawn else None,
        "mentions": [
            {"words": each.words, "post": each.post} for each in entry.post.mentions
        ],
        "follows": entry.follows.id if entry.follows else None,
        "earlier": [
            {
                "title": each.title,
                "text": each.text,
                "replaced_at": each.replaced_at.isoformat(),
                "change": each.change,
            }
            for each in earlier
        ],
        "independent": entry.independent,
        "echoes": [_echo_facts(each, entry) for each in entry.echoes],
    }


def _echo_facts(echo: Echoed, entry: Entry) -> dict[str, object]:
    return {
        "post": echo.post.id,
        "outlet": echo.post.outlet,
        "publisher": echo.voice.publisher,
        "wire": echo.voice.wire,
        "url": echo.post.url,
        "first_seen": echo.first_seen.isoformat(),
        "lag": round((echo.first_seen - entry.first_seen).total_seconds()),
        "likeness": echo.likeness,
        "reasons": list(echo.reasons),
    }


def _line(entry: Entry) -> str:
    from aggregator.text.words import first_sentence

    title = entry.post.title or first_sentence(entry.post.text)
    also = ", ".join(dict.fromkeys(each.post.outlet for each in entry.echoes))
    notes = [
        f"also {also}" if also else "",
        "" if entry.post.kind == "post" else entry.post.kind.replace("_", " "),
        f"edited {entry.revisions}x" if entry.revisions else "",
        entry.change if entry.change in ("correction", "retraction") else "",
        "withdrawn" if entry.withdrawn else "",
        f"follows: {entry.follows.title}" if entry.follows else "",
    ]
    told = "; ".join(each for each in notes if each)
    head = f"{entry.surfaced:%Y-%m-%d %H:%M}  {entry.post.outlet}: {title}"
    return f"{head}  ({told})" if told else head


def _row(standing: Standing) -> tuple[str, ...]:
    state = standing.state
    return (
        standing.source.id,
        standing.source.outlet,
        _time(state.last_look),
        _time(state.last_post),
        str(standing.posts),
        f"{standing.posts_per_day:.1f}",
        _time(state.next_look),
        _state(state),
    )


def _state(state: SourceState) -> str:
    if state.last_look is None:
        return "not yet"
    if state.failures:
        return f"failing ({state.failures}x)"
    return state.life.stage if state.life else "ok"


def _remarks(standing: Standing) -> Iterator[str]:
    """Yield what is to be said of a source, besides its figures."""
    from aggregator.publish.rows import gap_in_words

    state = standing.state
    yield from [state.error] if state.error else state.warnings
    if state.life is not None:
        yield f"{state.life.stage} since {_time(state.life.since)}: {state.life.reason}"
    yield from map(gap_in_words, standing.gaps)


def _time(when: datetime | None) -> str:
    return f"{when:%m-%d %H:%M:%S}" if when else "-"
