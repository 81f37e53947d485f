"""`aggregator explain`: why a post became what it is, and two texts side by side."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.cli.naming import POST, post_named
from aggregator.cli.options import CONFIG, language_model, load
from aggregator.cli.rulings import outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.evidence import Decision, Override, Weighed
    from aggregator.model import Held, PostId, Reference
    from aggregator.store.unit import Unit

_INDENT = 16  # columns, of what is said of a lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the store knows of how a post was judged."""

    held: Held
    decision: Decision | None
    entries: Mapping[PostId, Reference]  # of it and of the posts it was weighed against
    rulings: tuple[Override, ...]  # that name it
    other: Held | None  # what to compare it with; None: there is nothing


def explain(
    post: str = POST,
    other: str = typer.Argument(
        "", metavar="[OTHER]", help="Compare it with this one.", show_default="its lead"
    ),
    config: Path = CONFIG,
) -> None:
    """Show why a post became what it is, and its text beside that of another.

    First what was kept when it was judged: what it was weighed against, near misses
    too, and the rule that decided. Then the two texts, sentence by sentence: what both
    say, what [-only the earlier-] and what {+only the later+} says, and what that makes
    the one to the other today.
    """
    settings = load(config)

    from aggregator.store.engine import open_store

    with closing(open_store(settings.database.url)) as store, store.reading() as unit:
        one = post_named(unit, post)
        case = _case(unit, one, post_named(unit, other) if other else None)
    for line in _lines(case):
        typer.echo(line)
    if case.other is not None:
        from aggregator.cli.side_by_side import show

        model = language_model(wanted=settings.dedup.semantic)
        old, new = _in_order(case.held, case.other)
        show(old.post, new.post, model)


def _case(unit: Unit, post: PostId, other: PostId | None) -> Case:
    held = unit.posts.held([post])[post]
    decision = unit.decisions.of(post)
    leads = [each.lead for each in decision.weighed] if decision else []
    near = [each for each in (other, held.lead, *leads) if each]
    there = unit.posts.held(near)
    return Case(
        held=held,
        decision=decision,
        entries=unit.entries.of({post, *near}),
        rulings=tuple(
            each for each in unit.overrides.all() if post in (each.post, each.other)
        ),
        other=next((there[each] for each in near if each in there), None),
    )


def _in_order(one: Held, other: Held) -> tuple[Held, Held]:
    """Return the two as they came; of one moment, the other is the lead."""
    return (one, other) if one.first_seen < other.first_seen else (other, one)


def _lines(case: Case) -> Iterator[str]:
    held, decision = case.held, case.decision
    post = held.post.id
    yield f"{post}  {_title(case, post)}"
    yield f"first seen {held.first_seen:%Y-%m-%d %H:%M:%S} UTC, {_standing(held)}"
    if decision is None:
        yield "decided: before decisions were kept"
    else:
        by = decision.configuration
        yield f"decided: {decision.rule}{by and f' (configuration {by})'}"
        for each in decision.weighed:
            yield from _weighed_lines(case, each)
    for ruling in case.rulings:
        yield f"ruled: {outcome(ruling)} (ruling {ruling.number})"


def _standing(held: Held) -> str:
    place = f"an echo of {held.lead}" if held.lead else "leads an entry of its own"
    return f"{place}, withdrawn" if held.withdrawn else place


def _weighed_lines(case: Case, found: Weighed) -> Iterator[str]:
    title = _title(case, found.lead)
    yield f"  {found.relation:8}  {found.likeness:.2f}  {found.lead}  {title}"
    yield f"{'':{_INDENT}}{'; '.join((found.rule, *found.reasons))}"


def _title(case: Case, post: PostId) -> str:
    entry = case.entries.get(post)
    return f"{entry.outlet}: {entry.title}" if entry else "(no longer held)"
