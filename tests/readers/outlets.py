"""Outlets that are made up: a day of theirs, and what they answer at any moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Form: TypeAlias = Literal["rss", "json", "live"]

_MEDIA_TYPES: dict[Form, str] = {
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "live": "text/html; charset=utf-8",
}
_WINDOW = 20  # posts that an outlet shows

_PAGE = """<!doctype html><html lang="en"><head><title>The day: live</title></head>
<body><main><h1>The day, as it goes</h1>
{}</main></body></html>"""
_POST = """<article id="post-{number}" class="post"><time datetime="{when}">then</time>
<h2>{title}</h2>{html}</article>"""
_FEED = "<rss version='2.0'><channel><title>{}</title>{}</channel></rss>"
_ITEM = """<item><guid isPermaLink="false">{number}</guid><link>{url}</link>
<title>{title}</title><pubDate>{when}</pubDate><description>{html}</description>
</item>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a post says from a moment on."""

    since: datetime
    title: str
    paragraphs: tuple[str, ...]

    @property
    def html(self) -> str:
        return "".join(f"<p>{escape(each)}</p>" for each in self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One post of one outlet, through the day."""

    number: int  # within its outlet
    comes: datetime  # when it is first shown
    dated: datetime  # the time beside it, which may be long before
    versions: tuple[Version, ...]  # the first first
    away: tuple[datetime, datetime] | None = None  # taken back, till then

    def at(self, now: datetime) -> int:
        """Return which of its versions it says at a moment."""
        return max(n for n, each in enumerate(self.versions) if each.since <= now)

    def shown(self, now: datetime) -> bool:
        """Return whether it is there, if its page goes back so far."""
        away = self.away is not None and self.away[0] <= now < self.away[1]
        return self.comes <= now and not away


@dataclass(frozen=True)
class Outlet:
    """One outlet, and all that it will have said at the end of the day."""

    name: str
    form: Form
    tellings: tuple[Telling, ...]

    @property
    def url(self) -> str:
        return f"https://{self.name}.example/{self.form}"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.form]

    @cached_property
    def _newest_first(self) -> Sequence[Telling]:
        return sorted(self.tellings, key=lambda each: each.dated, reverse=True)

    def link(self, telling: Telling) -> str:
        """Return the address under which one post is found."""
        name = f"#post-{telling.number}" if self.form == "live" else telling.number
        return f"{self.url}{name}" if self.form == "live" else f"{self.url}/{name}"

    def page(self, now: datetime) -> list[Telling]:
        """Return the posts that are shown at a moment, the newest on top."""
        return [each for each in self._newest_first if each.shown(now)][:_WINDOW]

    def says(self, now: datetime) -> dict[str, int]:
        """Return which version of which post is shown, by its address."""
        return {self.link(each): each.at(now) for each in self.page(now)}

    def body(self, now: datetime) -> bytes:
        """Return the outlet's answer at a moment."""
        posts = [(each, each.versions[each.at(now)]) for each in self.page(now)]
        if self.form == "json":
            return self._json(posts)
        if self.form == "rss":
            return self._rss(posts)
        return _PAGE.format(
            "\n".join(
                _POST.format(
                    number=each.number,
                    when=each.dated.isoformat(),
                    title=escape(said.title),
                    html=said.html,
                )
                for each, said in posts
            )
        ).encode()

    def _rss(self, posts: Sequence[tuple[Telling, Version]]) -> bytes:
        items = (
            _ITEM.format(
                number=each.number,
                url=self.link(each),
                title=escape(said.title),
                when=format_datetime(each.dated),
                html=escape(said.html),
            )
            for each, said in posts
        )
        return _FEED.format(self.name, "".join(items)).encode()

    def _json(self, posts: Sequence[tuple[Telling, Version]]) -> bytes:
        items = [
            {
                "id": str(each.number),
                "url": self.link(each),
                "title": said.title,
                "content_html": said.html,
                "date_published": each.dated.isoformat(),
                "authors": [{"name": f"Reporter {each.number % 9}"}],
            }
            for each, said in posts
        ]
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps(
            {"version": version, "title": self.name, "items": items}
        ).encode()
