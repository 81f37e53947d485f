"""Decisions as a person asks for them, on a real store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreError
from aggregator.evidence import Decision, Weighed
from aggregator.model import Echo, New
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from typer.testing import Result

    from aggregator.model import Post, Verdict

FIRE = "A fire at a furniture warehouse in Leeds has killed six people, police said."
WORSE = FIRE.replace("six", "nine")
OTHER = "Parliament will elect a new speaker on Tuesday, its office said."


@pytest.fixture
def told(config: Path, make_post: Callable[..., Post], noon: datetime) -> None:
    """Save a lead, its echo, what resembles it, and other news."""
    lead = make_post(key="a", title="Fire in Leeds", text=FIRE)
    echo = make_post(key="b", source="herald", outlet="The Herald", text=FIRE)
    worse = make_post(key="c", source="observer", outlet="The Observer", text=WORSE)
    other = make_post(key="d", source="observer", outlet="The Observer", text=OTHER)
    same = Weighed(
        lead=lead.id, relation="echo", likeness=0.98, rule="nearly the same words"
    )
    against = Weighed(
        lead=lead.id,
        relation="update",
        likeness=0.91,
        rule="something speaks against it",
        reasons=("six → nine",),
    )
    gone = Weighed(
        lead="tribune#z", relation="related", likeness=0.4, rule="little in common"
    )
    verdicts: list[Verdict] = [
        New(post=lead),
        Echo(post=echo, lead=lead.id, likeness=0.98, decision=_by(same)),
        New(post=worse, follows=lead.id, decision=_by(against, gone)),
        New(post=other),
    ]
    store = open_store(f"sqlite:///{config.parent}/a.db")
    for minute, each in enumerate(verdicts):
        with store.begin() as unit:
            unit.posts.save([each], now=noon + timedelta(minutes=minute))
    store.close()


def _by(*weighed: Weighed) -> Decision:
    return Decision(rule=weighed[0].rule, weighed=weighed, configuration="c0ffee")


@pytest.mark.usefixtures("told")
def test_a_decision_is_told_with_all_that_was_weighed(
    call: Callable[..., Result],
) -> None:
    done = call("explain", "observer#c")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[:7] == [
        f"observer#c  The Observer: {WORSE}",
        "first seen 2026-03-01 12:02:00 UTC, leads an entry of its own",
        "decided: something speaks against it (configuration c0ffee)",
        "  update    0.91  gazette#a  The Gazette: Fire in Leeds",
        "                something speaks against it; six → nine",
        "  related   0.40  tribune#z  (no longer held)",
        "                little in common",
    ]


@pytest.mark.usefixtures("told")
def test_the_two_texts_stand_side_by_side(call: Callable[..., Result]) -> None:
    told = call("explain", "observer#c").output
    *_, verdict, against, both, earlier, later, aligned = told.splitlines()
    assert verdict.startswith("gazette#a → observer#c: update, ")
    assert verdict.endswith("six → nine")
    assert against == "  against six → nine"
    assert both.startswith("  both    Leeds, ")
    assert (earlier, later) == ("  earlier six", "  later   nine")
    assert "[-six-]" in aligned
    assert "{+nine+}" in aligned


@pytest.mark.usefixtures("told")
def test_an_echo_stands_beside_its_lead(call: Callable[..., Result]) -> None:
    first, second, *rest = call("explain", "herald#b").output.splitlines()
    assert first == f"herald#b  The Herald: {FIRE}"
    assert second == "first seen 2026-03-01 12:01:00 UTC, an echo of gazette#a"
    assert rest[-1].startswith("  A fire at a furniture warehouse in Leeds has killed")
    assert "[" not in rest[-1]


@pytest.mark.usefixtures("told")
def test_any_two_posts_can_be_compared(call: Callable[..., Result]) -> None:
    told = call("explain", "gazette#a", "observer#d").output
    assert "gazette#a → observer#d: distinct" in told
    turned = call("explain", "observer#d", "gazette#a").output
    assert "gazette#a → observer#d: distinct" in turned


@pytest.mark.usefixtures("told")
def test_a_ruling_is_told_with_what_it_overrules(call: Callable[..., Result]) -> None:
    call("never", "herald#b", "gazette#a")
    told = call("explain", "herald#b").output
    assert "ruled: herald#b and gazette#a are never one entry (ruling 1)" in told
    assert "leads an entry of its own" in told


@pytest.mark.usefixtures("told")
def test_a_post_like_no_other_stands_alone(call: Callable[..., Result]) -> None:
    assert call("explain", "observer#d").output.splitlines() == [
        f"observer#d  The Observer: {OTHER}",
        "first seen 2026-03-01 12:03:00 UTC, leads an entry of its own",
        "decided: nothing like it",
    ]


@pytest.mark.usefixtures("told")
def test_a_post_that_nobody_knows_is_told(call: Callable[..., Result]) -> None:
    assert isinstance(call("explain", "nobody#1").exception, StoreError)
