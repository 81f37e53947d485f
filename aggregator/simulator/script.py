"""The script of the day: who says what at which second, and what is the same news."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["report", "denial", "correction", "edit", "recap"]
Markup: TypeAlias = Literal["jsonld", "microdata", "plain", "rss", "atom", "jsonfeed"]
Fault: TypeAlias = Literal["unavailable", "consent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A stretch of the day in which an outlet cannot be read; in script seconds."""

    what: Fault
    begin: int
    end: int  # the first second that is well again


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet that is played."""

    id: str
    name: str
    markup: Markup
    path: str  # beneath its id: "live"
    language: str  # BCP 47
    title: str
    window: int | None = None  # how many posts are shown; None: all
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A post in the words that it has from second `at` on."""

    at: int
    kind: Kind
    news: str  # the label of what it says; a correction says another thing
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedPost:
    """One post of one outlet, through all its versions."""

    outlet: str
    key: str  # unique within its outlet, and stable
    versions: tuple[Version, ...]  # oldest first, never none
    pinned: bool = False

    @property
    def at(self) -> int:
        """The second of the day at which it appears."""
        return self.versions[0].at


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news, and the posts that tell it in nearly the same words.

    The first of `posts` is the lead; the others are expected to be its echoes.
    """

    label: str
    follows: str | None  # the label of the news that it goes beyond
    posts: tuple[ScriptedPost, ...]  # in the order in which they appear


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post as its outlet shows it at one moment."""

    key: str
    version: Version
    appeared: int  # second of the day
    edited: int | None  # second of the day; None: still in its first words
    pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The whole script."""

    outlets: tuple[Outlet, ...]
    news: tuple[News, ...]

    @property
    def posts(self) -> tuple[ScriptedPost, ...]:
        """Every post of every outlet, by news."""
        return tuple(post for news in self.news for post in news.posts)

    def outlet(self, outlet_id: str) -> Outlet:
        """Return the outlet with this id; raise KeyError if there is none."""
        return {each.id: each for each in self.outlets}[outlet_id]


@cache
def day() -> Day:
    """Return the script that comes with the package."""
    script = files(__package__).joinpath("day.toml").read_text(encoding="utf-8")
    return parse(script)


def parse(script: str) -> Day:
    """Return the day that a script in TOML tells; see `day.toml` for its keys."""
    table = tomllib.loads(script)
    return Day(
        outlets=tuple(_outlet(each) for each in table["outlets"]),
        news=tuple(_news(each) for each in table["news"]),
    )


def posts_at(outlet_id: str, seconds: float) -> tuple[Shown, ...]:
    """Return what an outlet shows at this second of the day.

    The pinned post stands first, then the newest; those that have rolled out of the
    outlet's window are gone. Faults are not looked at: see `trouble_at`.
    """
    shown = [
        _shown(post, seconds)
        for post in day().posts
        if post.outlet == outlet_id and post.at <= seconds
    ]
    shown.sort(key=lambda each: (each.pinned, each.appeared), reverse=True)
    return tuple(shown[: day().outlet(outlet_id).window])


def trouble_at(outlet_id: str, seconds: float) -> Trouble | None:
    """Return the trouble that an outlet is in at this second of the day."""
    troubles = day().outlet(outlet_id).troubles
    return next((each for each in troubles if each.begin <= seconds < each.end), None)


def changed_at(outlet_id: str, seconds: float) -> int:
    """Return the last second, up to this one, at which the outlet's page changed."""
    changes = [
        version.at
        for post in day().posts
        if post.outlet == outlet_id
        for version in post.versions
    ]
    changes += [each.begin for each in day().outlet(outlet_id).troubles]
    changes += [each.end for each in day().outlet(outlet_id).troubles]
    return max((at for at in changes if at <= seconds), default=0)


def _shown(post: ScriptedPost, seconds: float) -> Shown:
    version = [each for each in post.versions if each.at <= seconds][-1]
    return Shown(
        key=post.key,
        version=version,
        appeared=post.at,
        edited=None if version is post.versions[0] else version.at,
        pinned=post.pinned,
    )


def _outlet(table: dict[str, Any]) -> Outlet:
    troubles = tuple(
        Trouble(
            what=each["what"], begin=_second(each["from"]), end=_second(each["until"])
        )
        for each in table.pop("troubles", ())
    )
    return Outlet(**table, troubles=troubles)


def _news(table: dict[str, Any]) -> News:
    posts = (_post(each, table["label"]) for each in table["posts"])
    return News(
        label=table["label"],
        follows=table.get("follows"),
        posts=tuple(sorted(posts, key=lambda post: post.at)),
    )


def _post(table: dict[str, Any], label: str) -> ScriptedPost:
    """Return a post with its versions: an edit inherits what it does not restate."""
    first = {"kind": "report", "news": label} | table
    versions = [first, *(first | each for each in table.get("edits", ()))]
    return ScriptedPost(
        outlet=table["outlet"],
        key=table.get("key", label),
        versions=tuple(_version(each) for each in versions),
        pinned=table.get("pinned", False),
    )


def _version(table: dict[str, Any]) -> Version:
    paragraphs = table["body"].strip().split("\n\n")
    return Version(
        at=_second(table["at"]),
        kind=table["kind"],
        news=table["news"],
        title=table["title"],
        paragraphs=tuple(" ".join(each.split()) for each in paragraphs),
    )


def _second(clock: time) -> int:
    span = timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
    return int(span.total_seconds())
