"""`aggregator extract`: what a page or feed gives, without config or database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from aggregator.cli import objects
from aggregator.cli.documents import given, is_address
from aggregator.errors import ExtractError

if TYPE_CHECKING:
    from aggregator.extract.account import Account
    from aggregator.model import Extraction


def extract(  # noqa: PLR0913, PLR0917 - one argument for each option
    place: str = typer.Argument(metavar="FILE|URL", help="What to read; `-`: stdin."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    explain: bool = typer.Option(
        False, "--explain", help="Tell which reader won each field, and why."
    ),
    url: str = typer.Option("", help="The address that FILE was saved from."),
    kind: Literal["auto", "feed", "live"] = typer.Option("auto", help="Insist on it."),
    profile: str | None = typer.Option(None, help="Read by this outlet's rules."),
    outlets: Path | None = typer.Option(None, help="A directory with more of them."),
    no_profiles: bool = typer.Option(
        False, "--no-profiles", help="Use no outlet's rules, not even the shipped ones."
    ),
) -> None:
    """Split one page or feed into posts and print them.

    A page is read in several ways: by an outlet's rules, its JSON-LD, its microdata,
    the JSON of its scripts, and by what it shows. The posts of these readers are
    matched, and each field is taken from the reader that is to be believed.

    With --explain, the first list tells what each reader found, what was left out and
    what speaks against it; the second, how often who won which field, and why; the
    third, the posts where it was otherwise. With --json, the same stands under
    "explain".
    """
    from aggregator.extract.outlet import load_outlets
    from aggregator.extract.registry import Registry
    from aggregator.model import Source

    registry = Registry({} if no_profiles else load_outlets(outlets))
    address = place if is_address(place) else url
    source = Source(
        id=place, url=address, outlet=address or place, kind=kind, profile=profile
    )
    document = given(place, source, datetime.now(tz=UTC))
    if explain:
        found, account = registry.explain(document, source)
        (_print_account if as_json else _show_account)(found, account)
    else:
        found = registry.examine(document, source)
        (_print if as_json else _show)(found)
    if found.kind == "none":
        raise ExtractError(place, "; ".join(found.warnings))


def _print(found: Extraction) -> None:
    typer.echo(json.dumps(objects.of_extraction(found), ensure_ascii=False))


def _print_account(found: Extraction, account: Account) -> None:
    whole = objects.of_extraction(found) | {"explain": objects.of_account(account)}
    typer.echo(json.dumps(whole, ensure_ascii=False))


def _show_account(found: Extraction, account: Account) -> None:
    from aggregator.cli.account import show

    typer.echo(f"{found.kind}: {len(found.posts)} posts")
    show(account)
    _warn(found)


def _show(found: Extraction) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from aggregator.text.words import first_sentence

    table = Table(title=f"{found.kind}: {len(found.posts)} posts", title_justify="left")
    for column in ("published", "title", "text"):
        table.add_column(column, no_wrap=column == "published")
    for post in found.posts:
        when, title = objects.time(post.published) or "", post.title or ""
        doubt = "?" if post.time_doubtful else ""
        text = first_sentence(post.text)
        table.add_row(f"{when}{doubt}", escape(title), escape(text))
    Console().print(table)
    _warn(found)


def _warn(found: Extraction) -> None:
    from rich.console import Console
    from rich.markup import escape

    for warning in (*found.warnings, *objects.unreadable(found)):
        Console().print(f"! {escape(warning)}", highlight=False)
