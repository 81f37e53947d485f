"""How an account of a reading is shown to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.extract.account import Account
    from aggregator.extract.reasons import Choice

_FIELDS = ("published", "title", "text", "id")
_FEW = 5  # posts that are named; --json names all

Tally: TypeAlias = "Sequence[tuple[str, Choice, Sequence[str]]]"
"""Field, choice and the posts of which it was made; the most frequent first."""


def show(account: Account) -> None:
    """Print what each reader brought, who won each field, and the exceptions."""
    console = Console()
    console.print(_steps(account))
    tally = _tally(account)
    if tally:
        console.print(_winners(tally))
    for field, choice, keys in tally:
        if len(keys) <= _FEW < len(account.choices):
            said = f"{field}: {_reader(choice)}, {choice.why}: {', '.join(keys)}"
            console.print(escape(said), highlight=False)


def _steps(account: Account) -> Table:
    table = Table(title="what was found", title_justify="left")
    for column in ("step", "found", "kept", "of them"):
        table.add_column(column, justify="right" if column[0] in "fk" else "left")
    for step in account.steps:
        if step.found or step.notes:
            notes = escape("; ".join(step.notes))
            table.add_row(step.name, str(step.found), str(step.kept), notes)
    return table


def _tally(account: Account) -> Tally:
    found: dict[tuple[str, Choice], list[str]] = {}
    for key, choices in account.choices.items():
        for field, choice in choices.items():
            found.setdefault((field, choice), []).append(key)
    rows = [(field, choice, keys) for (field, choice), keys in found.items()]
    return sorted(rows, key=lambda row: (_FIELDS.index(row[0]), -len(row[2])))


def _winners(tally: Tally) -> Table:
    table = Table(title="who won, and why", title_justify="left")
    for column in ("field", "reader", "posts", "why"):
        table.add_column(column, justify="right" if column == "posts" else "left")
    for field, choice, keys in tally:
        table.add_row(field, _reader(choice), str(len(keys)), escape(choice.why))
    return table


def _reader(choice: Choice) -> str:
    return choice.reader or "none"
