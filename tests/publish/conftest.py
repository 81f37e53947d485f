"""Builders of what a feed and its pages are made of, and the checker of our output."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

import pytest

from aggregator.model import Entry, FeedInfo, Post, Timeline

if TYPE_CHECKING:
    from datetime import datetime

MakePost: TypeAlias = Callable[..., Post]
MakeEntry: TypeAlias = Callable[..., Entry]
Findings: TypeAlias = Callable[[bytes, str], list[str]]

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture(scope="session")
def info() -> FeedInfo:
    return FeedInfo(
        id="tag:news.example,2026:merged",
        title="Merged",
        url="https://news.example/live/feed.atom",
        page="https://news.example/live/",
        language="en",
    )


@pytest.fixture
def make_entry(noon: datetime, make_post: MakePost) -> MakeEntry:
    """Return a builder of entries, each with an id of its own."""
    numbers = count(1)

    def make(post: Post | None = None, **fields: Any) -> Entry:
        sensible = {
            "id": UUID(int=next(numbers)).urn,
            "post": make_post() if post is None else post,
            "published": noon,
            "updated": noon,
            "first_seen": noon,
            "surfaced": noon,
        }
        return Entry(**{**sensible, **fields})

    return make


@pytest.fixture
def make_timeline(noon: datetime) -> Callable[[Sequence[Entry]], Timeline]:
    def make(entries: Sequence[Entry]) -> Timeline:
        newest = max((entry.updated for entry in entries), default=noon)
        return Timeline(entries=tuple(entries), updated=newest)

    return make


@pytest.fixture(scope="session")
def findings() -> Findings:
    """Return the accepted checker of Atom documents, grammar included."""
    script = SHARED / "accept" / "atom_check.py"
    if not script.exists():
        pytest.skip("the acceptance checks are not beside this repository")
    spec = importlib.util.spec_from_file_location("atom_check", script)
    if spec is None or spec.loader is None:
        pytest.fail(f"{script} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    check: Findings = module.findings
    return check
