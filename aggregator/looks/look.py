"""The words of a look: who was due, what came home, what was written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from aggregator.dedup.judge import Judge
    from aggregator.liveblog import Gap
    from aggregator.model import (
        Answer,
        Extraction,
        Post,
        PostId,
        Report,
        Source,
        SourceId,
        SourceState,
        Verdict,
    )
    from aggregator.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose time has come, and what is remembered of it."""

    source: Source
    state: SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Posts that older pages may hold: between a page and what is held of its blog."""

    gap: Gap  # after None, of a first look: all that was before
    number: int | None = None  # of the gap, where it was noticed at an earlier look


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What one look at a source brought home."""

    answer: Answer
    extraction: Extraction | None = None  # None: not modified
    older: tuple[Extraction, ...] = ()  # the pages before, the newest first
    missing: Missing | None = None
    lost: str | None = None  # why the older pages do not fill it; None: they do
    pushed: datetime | None = None  # a hub's news, which is trusted till then, no look


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the pages of one look show, under the keys by which posts are held."""

    newest: Sequence[Post]  # of the newest page, in the order of the document
    every: Sequence[Post]  # of all pages, each once, the newest on top
    stale: bool  # the newest page may be an older copy of what was seen before


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was written down, for those who remember without the store."""

    report: Report
    verdicts: Sequence[Verdict] = ()
    withdrawn: Sequence[PostId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look while it is written down; of no use after its transaction."""

    unit: Unit
    judge: Judge
    due: Due
    now: datetime
    configured: Mapping[SourceId, str]  # the addresses of all sources that are
