"""Rulings as a person makes them, on a real store."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from aggregator.cli import app
from aggregator.errors import StoreError
from aggregator.model import Echo, New
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from typer.testing import Result

    from aggregator.model import Post
    from aggregator.store.unit import Store

FIRE = "A fire at a furniture warehouse in Leeds has killed six people, police said."
DENIED = "Nobody was hurt in the fire at a furniture warehouse in Leeds, police said."


@pytest.fixture
def store(config: Path) -> Iterator[Store]:
    found = open_store(f"sqlite:///{config.parent}/a.db")
    yield found
    found.close()


@pytest.fixture
def told(store: Store, make_post: Callable[..., Post], noon: datetime) -> None:
    """Save a lead, its echo, and another post of the story."""
    lead = make_post(key="a", title="Fire in Leeds", text=FIRE)
    echo = make_post(key="b", source="herald", outlet="The Herald", text=FIRE)
    other = make_post(
        key="c",
        source="observer",
        outlet="The Observer",
        text=DENIED,
        url="https://observer.example/live",
    )
    later = noon + timedelta(seconds=90)
    with store.begin() as unit:
        unit.posts.save([New(post=lead)], now=noon)
        unit.posts.save([Echo(post=echo, lead=lead.id, likeness=0.9)], now=later)
        unit.posts.save([New(post=other)], now=later)


def shown(store: Store) -> dict[str, list[str]]:
    """Return the posts of each entry that is listed, the lead first."""
    with store.reading() as unit:
        timeline = unit.entries.latest(limit=9).entries
    return {
        each.post.id: [echo.post.id for echo in each.echoes]
        for each in reversed(timeline)
    }


@pytest.mark.usefixtures("told")
def test_a_merge_is_made_told_and_undone(
    call: Callable[..., Result], store: Store
) -> None:
    before = shown(store)
    assert before == {"gazette#a": ["herald#b"], "observer#c": []}
    done = call("merge", "observer#c", "gazette#a")
    assert done.output == (
        "observer#c and gazette#a are one entry. "
        "`aggregator rulings --undo 1` undoes it.\n"
    )
    assert shown(store) == {"gazette#a": ["herald#b", "observer#c"]}
    (line,) = call("rulings").output.splitlines()
    assert line.startswith("   1  ")
    assert line.endswith("  observer#c and gazette#a are one entry")
    assert call("rulings", "--undo", "1").output == "Ruling 1 is undone.\n"
    assert shown(store) == before
    assert call("rulings").output == ""


@pytest.mark.usefixtures("told")
def test_a_post_is_split_from_its_entry(
    call: Callable[..., Result], store: Store
) -> None:
    done = call("split", "herald#b")
    assert done.output.startswith("herald#b has left the entry of gazette#a. ")
    assert sorted(shown(store)) == ["gazette#a", "herald#b", "observer#c"]


@pytest.mark.usefixtures("told")
def test_a_lead_cannot_leave_its_own_entry(call: Callable[..., Result]) -> None:
    error = call("split", "gazette#a").exception
    assert isinstance(error, StoreError)
    assert str(error).startswith("gazette#a leads its entry")
    assert call("rulings").output == ""


@pytest.mark.usefixtures("told")
def test_two_posts_are_never_one_entry(
    call: Callable[..., Result], store: Store
) -> None:
    done = call("never", "gazette#a", "herald#b")
    assert "gazette#a and herald#b are never one entry." in done.output
    assert sorted(shown(store)) == ["gazette#a", "herald#b", "observer#c"]


@pytest.mark.usefixtures("told")
def test_rulings_are_for_programs_too(call: Callable[..., Result]) -> None:
    call("never", "gazette#a", "observer#c")
    told = json.loads(call("rulings", "--json").output)
    assert told.pop("made").endswith("+00:00")
    assert told == {
        "number": 1,
        "ruling": "never",
        "post": "gazette#a",
        "other": "observer#c",
        "obeyed": True,
    }


@pytest.mark.usefixtures("told")
def test_of_two_rulings_the_later_is_obeyed(call: Callable[..., Result]) -> None:
    call("merge", "observer#c", "gazette#a")
    call("split", "observer#c")
    first, second = call("rulings").output.splitlines()
    assert first.endswith(" (a later ruling says otherwise)")
    assert second.endswith("observer#c has left the entry of gazette#a")
    (label,) = call("rulings", "--labels").output.splitlines()
    assert (json.loads(label)["kind"], json.loads(label)["label"]) == ("split", 0)


@pytest.mark.usefixtures("told")
def test_rulings_are_labels_that_can_be_evaluated(
    call: Callable[..., Result], tmp_path: Path
) -> None:
    call("never", "observer#c", "gazette#a")
    call("split", "herald#b")
    call("merge", "herald#b", "gazette#a")
    told = call("rulings", "--labels").output
    never, *_, merge = map(json.loads, told.splitlines())
    assert never == {
        "id": "ruling-1",
        "set": "rulings",
        "kind": "never",
        "label": 0,
        "ta": "Fire in Leeds",
        "tb": "",
        "a": FIRE,
        "b": DENIED,
    }
    assert (merge["kind"], merge["label"]) == ("merge", 1)
    labels = tmp_path / "mine.jsonl"
    labels.write_text(told)
    done = CliRunner().invoke(app, ["evaluate", str(labels)])
    assert done.output.startswith("pairs  rulings ")


@pytest.mark.usefixtures("told")
def test_a_post_goes_by_its_entry_and_its_address_too(
    call: Callable[..., Result], store: Store
) -> None:
    with store.reading() as unit:
        entries = unit.entries.latest(limit=9).entries
    ids = {each.post.id: each.id for each in entries}
    call("never", ids["gazette#a"], "https://observer.example/live")
    told = json.loads(call("rulings", "--json").output)
    assert (told["post"], told["other"]) == ("gazette#a", "observer#c")


@pytest.mark.usefixtures("told")
def test_a_name_that_says_too_little_is_refused(call: Callable[..., Result]) -> None:
    nobody = call("split", "nobody#1").exception
    assert isinstance(nobody, StoreError)
    assert str(nobody).startswith("there is no post nobody#1: ")
    several = call("split", "https://gazette.example/live#1").exception
    assert isinstance(several, StoreError)
    assert "2 posts go by https://gazette.example/live#1: " in str(several)
    assert "gazette#a, herald#b" in str(several)


@pytest.mark.usefixtures("told")
def test_a_ruling_that_was_never_made_cannot_be_undone(
    call: Callable[..., Result],
) -> None:
    assert isinstance(call("rulings", "--undo", "7").exception, StoreError)
