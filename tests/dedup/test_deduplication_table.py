"""docs/deduplication.md is held against the engine: each row is judged."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from aggregator.dedup.judge import Judge, compare
from aggregator.dedup.voices import voice
from aggregator.model import Echo, Post

NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
SAID = "The bridge at Arnside will stay closed until the summer, the council announced."
PAGE = (Path(__file__).parents[2] / "docs" / "deduplication.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading of the page."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def told(text: str, outlet: str, author: str | None = None, key: str = "1") -> Post:
    return Post(
        source=outlet.casefold(),
        outlet=outlet,
        key=key,
        url=f"https://blog.example/{key}",
        title=None,
        html="",
        text=text,
        author=author,
    )


CHANGES = rows("What each kind of change does")
VOICES = rows("Who says it")


def test_every_kind_of_change_is_in_the_table() -> None:
    assert len(CHANGES) >= 30
    assert len({row[0] for row in CHANGES}) == len(CHANGES)
    assert {row[3] for row in CHANGES} == {"echo", "update", "related", "distinct"}


@pytest.mark.parametrize("row", CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_does_what_the_table_says(row: list[str]) -> None:
    _, earlier, later, verdict, because = row
    found = compare(told(earlier, "Gazette"), told(later, "Herald"))
    assert found.relation == verdict, found
    assert "→" not in because or because in found.reasons


@pytest.mark.parametrize("row", VOICES, ids=[" / ".join(row[:2]) for row in VOICES])
def test_who_says_it_counts_as_the_table_says(row: list[str]) -> None:
    said = [cell.partition(", by ") for cell in row[:2]]
    posts = [
        told(SAID, each[0], each[2] or None, key)
        for each, key in zip(said, "12", strict=True)
    ]
    judge = Judge()
    judge.remember(judge.consider(posts[:1], {}, now=NOON), now=NOON)
    (verdict,) = judge.consider(posts[1:], {}, now=NOON)
    found = "echo" if isinstance(verdict, Echo) else "an entry of its own"
    assert [found, str(len({voice(post).name for post in posts}))] == row[2:]
