"""Builders of what a feed and its pages are made of, and the checker of our output."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

import pytest

from aggregator.evidence import Decision, Override, Voice, Weighed
from aggregator.history import History, Joined, Version
from aggregator.model import Echoed, Entry, FeedInfo, Post, Reference, Timeline

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


@pytest.fixture
def rich_entry(
    make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> Callable[[str], Entry]:
    """Return a builder of entries that use every part of the page, in given words."""

    def make(words: str) -> Entry:
        post = make_post(
            source=words, outlet=words, title=words, author=words, language=words
        )
        echo = Echoed(post=post, first_seen=noon, likeness=0.9, reasons=(words,))
        return make_entry(
            replace(post, text="Word. " * 100, html="<p>Word.</p>"),
            echoes=(echo,),
            revisions=2,
            follows=Reference(id="urn:1", url=words, title=words, outlet=words),
        )

    return make


@pytest.fixture
def rich_history(
    rich_entry: Callable[[str], Entry], noon: datetime
) -> Callable[[str], History]:
    """Return a builder of histories that use every part of the page, likewise."""

    def make(words: str) -> History:
        entry = replace(rich_entry(words), voice=Voice(publisher=words, wire=words))
        (echoed,) = entry.echoes
        other = Reference(id="urn:uuid:0-2", url=words, title=words, outlet=words)
        weighed = Weighed(
            lead="a#1", relation="update", likeness=0.7, rule=words, reasons=(words,)
        )
        decision = Decision(
            rule=words,
            weighed=(weighed, replace(weighed, lead=words)),
            configuration=words,
        )
        version = Version(
            number=1,
            title=f"Old {words}",
            html=words,
            text=f"{words} {entry.post.text}",
            author=words,
            url=words,
            replaced_at=noon,
            change="correction",
        )
        same = replace(version, title=words, text=entry.post.text, change=None)
        voiced = replace(echoed, voice=entry.voice)
        joined = Joined(
            echoed=voiced,
            id="urn:uuid:0-3",
            lag=timedelta(minutes=4),
            decision=decision,
            versions=(version, same),
        )
        return History(
            entry=replace(entry, echoes=(voiced,)),
            decision=decision,
            versions=(*[version] * 21, same),
            joined=(joined,),
            follow_ups=(other,),
            leads={"a#1": other},
            rulings=(
                Override(ruling="never", post=words, other=words, made=noon, number=3),
            ),
        )

    return make
