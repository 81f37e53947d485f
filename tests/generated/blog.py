"""Live blogs that never were, as a random outlet would write and show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias
from zoneinfo import ZoneInfo

from tests.generated.words import Edit, Saying, place, saying

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Naming: TypeAlias = Literal["stable", "places", "moved", "slug", "none"]
"""How posts are named: for ever; by their place on the page; anew when the outlet's
software changes; after their headline; not at all."""

Change: TypeAlias = Edit | Literal["id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post through all looks."""

    number: int  # no other has it
    at: datetime  # as claimed; in UTC, whole minutes
    seen: datetime  # from when on it is on the page; later than `at` if backdated
    sentences: int
    entitled: bool
    is_key: bool = False
    edits: tuple[tuple[int, Change], ...] = ()  # at which look, and what
    deleted: int | None = None  # at which look it is gone

    @property
    def fact(self) -> str:
        """What no other post says."""
        return place(self.number)

    def changes(self, look: int) -> tuple[Change, ...]:
        """Return what has been changed by a look."""
        return tuple(what for when, what in self.edits if when <= look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """One live blog, and when it is looked at."""

    name: str  # of the outlet; its host too
    family: str  # of markup
    language: str
    zone: str
    start: datetime
    posts: tuple[Post, ...]  # by `at`
    looks: tuple[datetime, ...]
    naming: Naming
    ascending: bool  # the oldest on top
    window: int | None  # how many posts are shown; None: all
    pinned: int | None  # the place among `posts` of one that is told twice
    furniture: bool  # adverts, teasers and a list of key events stand around
    moved: int  # the look from which "moved" ids are others

    @property
    def url(self) -> str:
        return f"https://{self.name}.example/news/storm-live"

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def says(self, post: Post, look: int) -> Saying:
        """Return what a post says at a look."""
        made = tuple(each for each in post.changes(look) if each != "id")
        return saying(
            post.number,
            self.language,
            sentences=post.sentences,
            entitled=post.entitled,
            edits=made,
        )

    def shown(self, look: int) -> list[Post]:
        """Return the posts on the page at a look, the newest first."""
        there = [
            each
            for each in self.posts
            if each.seen <= self.looks[look]
            and (each.deleted is None or look < each.deleted)
        ]
        return there[::-1][: self.window]

    def gone(self, look: int) -> list[Post]:
        """Return the posts that were on a page and have been deleted by a look."""
        return [
            each
            for each in self.posts
            if each.deleted is not None
            and each.deleted <= look
            and any(each in self.shown(before) for before in range(look))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One post on one page."""

    id: str | None
    saying: Saying
    at: datetime
    is_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is printed at one look."""

    blog: Blog
    now: datetime
    items: Sequence[Printed]  # as they stand on the page
    pinned: Printed | None = None
    gone: Sequence[Printed] = field(default=())

    @property
    def newest(self) -> datetime:
        return max(each.at for each in self.items)


def page(blog: Blog, look: int) -> Page:
    """Return what an outlet has to print at a look."""
    shown = blog.shown(look)
    items = [_printed(blog, post, look, rank) for rank, post in enumerate(shown, 1)]
    pinned = None if blog.pinned is None else blog.posts[blog.pinned]
    copies = [item for item, post in zip(items, shown, strict=True) if post is pinned]
    gone = [_printed(blog, post, look, 0) for post in blog.gone(look)]
    if blog.ascending:
        items.reverse()
    return Page(
        blog=blog,
        now=blog.looks[look],
        items=items,
        pinned=copies[0] if copies else None,
        gone=gone,
    )


def _printed(blog: Blog, post: Post, look: int, rank: int) -> Printed:
    changes = post.changes(look)
    version = 1 + changes.count("id")
    if blog.naming == "moved" and look >= blog.moved:
        version += 50
    headlines = changes.count("headline")
    ids: dict[Naming, str | None] = {
        "stable": f"{post.number * 7919 + 480_211}",
        "places": f"{rank}",
        "moved": f"{post.number * 7919 + 480_211 + version}",
        "slug": f"{post.fact.lower()}-{headlines}-{version}",
        "none": None,
    }
    return Printed(
        id=ids[blog.naming],
        saying=blog.says(post, look),
        at=post.at,
        is_key=post.is_key,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a family of markup can show, and needs."""

    namings: tuple[Naming, ...] = ("stable", "slug", "moved", "places", "none")
    least: int = 1  # posts, for the page to be taken for a live blog
    most: int = 60  # posts
    orders: tuple[bool, ...] = (False, True)
    entitled: tuple[Literal["all", "some", "none"], ...] = ("all", "some", "none")
    keys: bool = False  # it marks key events
    longest_silence: int = 600  # minutes
    shortest: int = 1  # sentences of a post
    clocked: bool = False  # it says clocks and no offsets


NO_LIMITS = Limits()
