"""`aggregator extract`: what a page or feed gives, without config or database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from aggregator.cli.documents import saved
from aggregator.errors import ExtractError

if TYPE_CHECKING:
    from aggregator.model import Document, Extraction, Post, Source


def extract(  # noqa: PLR0913, PLR0917 - one argument for each option
    place: str = typer.Argument(metavar="FILE|URL", help="What to read; `-`: stdin."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    url: str = typer.Option("", help="The address that FILE was saved from."),
    kind: Literal["auto", "feed", "live"] = typer.Option("auto", help="Insist on it."),
    profile: str | None = typer.Option(None, help="Read by this outlet's rules."),
    outlets: Path | None = typer.Option(None, help="A directory with more of them."),
    no_profiles: bool = typer.Option(
        False, "--no-profiles", help="Use no outlet's rules, not even the shipped ones."
    ),
) -> None:
    """Split one page or feed into posts and print them."""
    from aggregator.extract.outlet import load_outlets
    from aggregator.extract.registry import Registry
    from aggregator.model import Source

    registry = Registry({} if no_profiles else load_outlets(outlets))
    address = place if _is_address(place) else url
    source = Source(
        id=place, url=address, outlet=address or place, kind=kind, profile=profile
    )
    now = datetime.now(tz=UTC)
    document = _fetched(source, now) if address == place else saved(place, source, now)
    found = registry.examine(document, source)
    if as_json:
        typer.echo(json.dumps(_object(found), ensure_ascii=False))
    else:
        _show(found)
    if found.kind == "none":
        raise ExtractError(place, "; ".join(found.warnings))


def _is_address(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _fetched(source: Source, now: datetime) -> Document:
    import asyncio

    document = asyncio.run(_fetch(source, now))
    if document is None:
        raise ExtractError(source.id, "the outlet says that nothing has changed")
    return document


async def _fetch(source: Source, now: datetime) -> Document | None:
    from aggregator import __version__
    from aggregator.fetch.client import Fetcher, user_agent
    from aggregator.model import Validators

    fetcher = Fetcher(user_agent=user_agent(__version__, ""))
    try:
        return (await fetcher.fetch(source, Validators(), now)).document
    finally:
        await fetcher.aclose()


def _object(found: Extraction) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "posts": [_post(post) for post in found.posts],
        "warnings": [*found.warnings, *_unreadable(found)],
    }


def _post(post: Post) -> dict[str, str | None]:
    return {
        "id": post.key,
        "url": post.url,
        "title": post.title,
        "text": post.text,
        "html": post.html,
        "published": _time(post.published),
        "updated": _time(post.updated),
        "author": post.author,
    }


def _time(when: datetime | None) -> str | None:
    from aggregator.text import times

    return times.rfc3339(when) if when else None


def _unreadable(found: Extraction) -> list[str]:
    count = found.unreadable
    return [f"{count} items gave no post"] if count else []


def _show(found: Extraction) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from aggregator.text.words import first_sentence

    table = Table(title=f"{found.kind}: {len(found.posts)} posts", title_justify="left")
    for column in ("published", "title", "text"):
        table.add_column(column, no_wrap=column == "published")
    for post in found.posts:
        when, title = _time(post.published) or "", post.title or ""
        table.add_row(when, escape(title), escape(first_sentence(post.text)))
    console = Console()
    console.print(table)
    for warning in (*found.warnings, *_unreadable(found)):
        console.print(f"! {escape(warning)}", highlight=False)
