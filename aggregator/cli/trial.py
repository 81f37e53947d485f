"""How the try of a source is shown: its posts in the reader's zone, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from aggregator.cli import objects
from aggregator.text.words import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from aggregator.extract.account import Account
    from aggregator.extract.suggestion import Suggestion
    from aggregator.model import Extraction, Post

_OPENING = 60  # characters
_JOINING = ("joined", "posts")  # steps that are no readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a try."""

    found: Extraction
    account: Account
    used: str  # the name of the profile that read it; empty if none did
    rules: str  # the text of the profile that was tried or is suggested, if any
    suggestion: Suggestion | None  # None: none was sought


def show(trial: Trial, zone: tzinfo | None) -> None:
    """Print a try for people.

    Args:
        trial: what came of it.
        zone: of the times; None: the system's.
    """
    Console().print(_table(trial.found, zone))
    for line in _remarks(trial):
        typer.echo(line)
    if trial.rules:
        typer.echo(f"\n{trial.rules}")


def of_trial(trial: Trial) -> dict[str, Any]:
    """Return a try as plain objects, for JSON."""
    advice = trial.suggestion
    said = {"why": advice.why, "remarks": advice.remarks} if advice else None
    return {
        **objects.of_extraction(trial.found),
        "readers": _readers(trial.account),
        "suggestion": said,
        "profile": trial.used or None,
        "rules": trial.rules or None,
    }


def _table(found: Extraction, zone: tzinfo | None) -> Table:
    table = Table(title=f"{found.kind}: {len(found.posts)} posts", title_justify="left")
    for column in (f"time ({zone or 'here'})", "kind", "headline", "opening", "author"):
        table.add_column(column, no_wrap=column.startswith("time"))
    for post in found.posts:
        table.add_row(*map(escape, _row(post, zone)))
    return table


def _row(post: Post, zone: tzinfo | None) -> tuple[str, ...]:
    return (
        _time(post, zone),
        "" if post.kind == "post" else post.kind.replace("_", " "),
        post.title or "",
        first_sentence(post.text, limit=_OPENING),
        post.author or "",
    )


def _time(post: Post, zone: tzinfo | None) -> str:
    if post.published is None:
        return "none"
    doubt = "?" if post.time_doubtful else ""
    return f"{post.published.astimezone(zone):%Y-%m-%d %H:%M}{doubt}"


def _remarks(trial: Trial) -> Iterator[str]:
    found = trial.found
    if any(post.time_doubtful for post in found.posts):
        yield "?: the day or the zone of this time is a guess"
    if found.copies:
        yield f"left out: {found.copies} copies of posts, pinned or told again"
    if found.deleted:
        yield f"deleted by the outlet: {', '.join(found.deleted)}"
    yield from _life(found)
    yield from _mentions(found)
    told = (f"{name} ({count})" for name, count in _readers(trial.account).items())
    yield f"read by: {', '.join(told) or 'none'}"
    yield from (f"! {each}" for each in (*found.warnings, *objects.unreadable(found)))
    if trial.used:
        yield f"profile: {trial.used} was used"
    if trial.suggestion:
        yield f"profile: {trial.suggestion.why}"


def _life(found: Extraction) -> Iterator[str]:
    for sign in found.signs.life:
        said = "it has ended" if sign.ended else "it goes on"
        yield f"{said} ({sign.weight}): {sign.reason}"
    if found.signs.older:
        yield f"older posts: {found.signs.older}"
    if found.signs.successor:
        yield f"continued at: {found.signs.successor}"


def _mentions(found: Extraction) -> Iterator[str]:
    titles = {post.key: _named(post) for post in found.posts}
    for post in found.posts:
        for each in post.mentions:
            meant = titles.get(each.post or "", "a post that is not here")
            yield f"{_named(post)}: {each.words!r} means {meant}"


def _named(post: Post) -> str:
    return post.title or first_sentence(post.text, limit=_OPENING)


def _readers(account: Account) -> dict[str, int]:
    """Return the readers that told posts, and how many."""
    return {
        step.name: step.kept
        for step in account.steps
        if step.kept and step.name not in _JOINING
    }
