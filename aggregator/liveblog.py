"""The words of a live blog's life: its stages, its gaps, and what its pages let on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

PostKind: TypeAlias = Literal["post", "key_event", "summary"]
"""What an outlet makes of a post; a key event or a summary is a post nonetheless."""

Change: TypeAlias = Literal["typo", "addition", "correction", "retraction", "rewording"]
"""What an edit does: a correction changes a number, a name or a polarity."""

Stage: TypeAlias = Literal["found", "live", "cooling", "closed", "reopened"]
"""Where a live blog is in its life; one that is reopened is live again."""

Weight: TypeAlias = Literal["state", "words", "planned"]
"""How much a sign of the end proves: a flag of the publishing system that says so, the
words of a title or last post, or a planned or touched date such as `coverageEndTime`,
which proves nothing alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing on a page that speaks for the end of its live blog, or against it."""

    ended: bool  # False: it is said to go on
    weight: Weight
    reason: str  # in words, for the operator: 'title says "as it happened"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a page lets on about its live blog, besides the posts."""

    title: str | None = None  # of the live blog
    life: tuple[Sign, ...] = ()
    older: str | None = None  # absolute address of the page with the posts before
    successor: str | None = None  # absolute address of the live blog that goes on


NO_SIGNS = Signs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The stage of a live blog, and why it is in it."""

    stage: Stage
    since: datetime
    reason: str  # in words, for the operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A live blog that a feed, a news sitemap or a front page names."""

    url: str  # absolute, without fragment
    title: str
    published: datetime | None = None  # as claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Discover:
    """Which live blogs a source that lists them may add, and how many.

    Or else the feed that a page offers: it is followed in the page's place.
    """

    kind: Literal["live", "feed"] = "live"  # what is followed
    keep: tuple[str, ...] = ()  # regular expressions; one must be in address or title
    block: tuple[str, ...] = ()  # none may be
    most: int = 5  # followed at once
    age: timedelta = timedelta(days=1)  # since the list says it was published


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of a live blog whose posts may have come and gone between two looks."""

    after: datetime | None  # the newest post held before; None: it was the first look
    before: datetime | None  # the oldest post seen after
    noticed: datetime
    reason: str  # why the older pages do not fill it
    filled: datetime | None = None  # when a later look did


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A reference of a post to another of its live blog, such as "see 7.13 post"."""

    words: str  # as written
    post: str | None = None  # the key of the post that is meant, where it is there
