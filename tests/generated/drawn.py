"""Draws live blogs: how much they say and when, what becomes of it, who looks when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from hypothesis import strategies as st

from tests.generated.blog import Blog, Change, Limits, Post
from tests.generated.words import speeches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)

Planned: TypeAlias = tuple[int, int, "Change | Literal['deleted']"]
"""Which post, at which look, and what becomes of it."""

_SELDOM = 8  # one live blog in so many may be long
_EARLIEST = time(0, 10)
_SUMMERLESS = "Africa/Abidjan"

GAPS = (1, 2, 3, 4, 6, 9, 14, 25, 0, 47, 110)  # minutes from post to post
# By a language its zones; midnight and both ends of summer time are among the starts.
ZONES = {
    "en": ("Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata"),
    "de": ("Europe/Berlin", "Europe/Vienna"),
    "fr": ("Europe/Paris", "America/Montreal"),
    "es": ("Europe/Madrid", "America/Bogota"),
    "it": ("Europe/Rome",),
    "nl": ("Europe/Amsterdam",),
    "pt": ("Europe/Lisbon", "America/Sao_Paulo"),
    "ru": ("Asia/Almaty", "Europe/Riga"),
    "uk": ("Europe/Kyiv",),
}
STARTS = tuple(
    datetime.fromisoformat(each).replace(tzinfo=UTC)
    for each in (
        "2025-01-14T09:12",
        "2024-12-31T21:40",
        "2025-03-09T04:50",  # summer time begins in America,
        "2025-03-29T22:30",  # in Europe,
        "2025-10-04T13:05",  # in Australia;
        "2025-10-25T21:15",  # it ends in Europe,
        "2025-11-02T03:35",  # in America
        "2025-06-30T16:20",
        "2024-02-29T23:58",
    )
)


@st.composite
def blogs(
    draw: st.DrawFn, family: str, limits: Limits, *, name: str = "gazette"
) -> Blog:
    """Draw a live blog of one family of markup."""
    language = draw(st.sampled_from(sorted(speeches())))
    size = draw(_sizes(limits))
    start = draw(st.sampled_from(STARTS)) + draw(st.integers(0, 90)) * MINUTE
    posts = draw(_posts(size, start, limits))
    looks = draw(_looks(posts, limits))
    naming = draw(st.sampled_from(limits.namings))
    posts = _edited(posts, draw(_edits(len(posts), len(looks))))
    blog = Blog(
        name=name,
        family=family,
        language=language,
        zone=draw(st.sampled_from(ZONES[language])),
        start=start,
        posts=posts,
        looks=looks,
        naming=naming,
        ascending=draw(st.sampled_from(limits.orders)),
        window=draw(st.none() | st.integers(max(5, limits.least), 20)),
        pinned=draw(st.none() | st.integers(0, len(posts) - 1)),
        furniture=draw(st.booleans()),
        moved=draw(st.integers(1, 4)),
    )
    if limits.clocked:
        blog = _never_from_nought(_never_twice(blog))
    return _told_apart(_never_short(blog, limits))


def _never_from_nought(blog: Blog) -> Blog:
    """Let no page run from midnight on: so do the chapters of a recording."""
    clocks = (each.at.astimezone(blog.tz).time() for each in blog.posts)
    return replace(
        blog, ascending=blog.ascending and all(each >= _EARLIEST for each in clocks)
    )


def _never_twice(blog: Blog) -> Blog:
    """Let no clock show what it showed an hour before, when summer time ends.

    Which of the two a page means, its clocks do not tell; the day may be wrong then.
    """
    if any(_is_told_twice(each.at, blog.tz) for each in blog.posts):
        return replace(blog, zone=_SUMMERLESS)
    return blog


def _is_told_twice(moment: datetime, zone: ZoneInfo) -> bool:
    there = moment.astimezone(zone)
    return there.utcoffset() != there.replace(fold=1 - there.fold).utcoffset()


def _never_short(blog: Blog, limits: Limits) -> Blog:
    """Let nothing be deleted where the page would be no live blog without it."""
    pages = (blog.shown(look) for look in range(len(blog.looks)))
    if all(len(each) >= limits.least for each in pages):
        return blog
    return replace(blog, posts=tuple(replace(e, deleted=None) for e in blog.posts))


def _told_apart(blog: Blog) -> Blog:
    """Correct no number at the old end of a page whose posts have no lasting ids.

    What is promised there is only that nothing is lost: it may as well be another
    post of that minute, whose fellow has left the page, and so it is told twice.
    """
    if blog.naming == "stable":
        return blog
    last = {blog.shown(look)[-1].number for look in range(len(blog.looks))}
    return replace(
        blog,
        posts=tuple(
            replace(each, edits=tuple(e for e in each.edits if e[1] != "correction"))
            if each.number in last
            else each
            for each in blog.posts
        ),
    )


def _sizes(limits: Limits) -> st.SearchStrategy[int]:
    """Draw how many posts: mostly few, for what goes wrong does so with few."""
    few = st.integers(limits.least, min(9, limits.most))
    many = st.integers(limits.least, limits.most)
    return st.integers(0, _SELDOM).flatmap(lambda luck: few if luck else many)


@st.composite
def _posts(
    draw: st.DrawFn, size: int, start: datetime, limits: Limits
) -> tuple[Post, ...]:
    """Draw posts; of one minute are two at most, for gates count different times."""
    gaps = st.sampled_from((*GAPS, limits.longest_silence))
    entitled = draw(st.sampled_from(limits.entitled))
    drawn = draw(
        st.lists(
            st.tuples(gaps, st.integers(1, 6), st.integers(0, 11)),
            min_size=size,
            max_size=size,
        )
    )
    at, paired, posts = start, True, []
    for number, (gap, length, luck) in enumerate(drawn):
        paired = gap == 0 and not paired
        at += (gap if gap or paired else 1) * MINUTE
        late = luck == 0 and number > 2
        posts.append(
            Post(
                number=number,
                at=at - 30 * MINUTE * late if late else at,
                seen=at,
                sentences=max(limits.shortest, min(length, 3)),
                entitled=entitled == "all" or (entitled == "some" and luck % 2 == 0),
                is_key=limits.keys and luck == 3,
            )
        )
    return tuple(sorted(posts, key=lambda each: (each.at, each.number)))


@st.composite
def _looks(
    draw: st.DrawFn, posts: Sequence[Post], limits: Limits
) -> tuple[datetime, ...]:
    """Draw when it is looked: the first time as soon as there are enough posts."""
    seen = sorted(each.seen for each in posts)
    first = seen[limits.least - 1]
    marks = draw(st.lists(st.sampled_from(seen), min_size=0, max_size=2))
    begun = sorted({max(each, first) for each in marks} | {seen[-1]})
    looks = [each + draw(st.integers(1, 3)) * MINUTE for each in begun]
    looks.append(looks[-1] + 10 * MINUTE)
    return tuple(sorted(set(looks)))


def _edits(posts: int, looks: int) -> st.SearchStrategy[list[Planned]]:
    kinds: tuple[Change | Literal["deleted"], ...] = (
        "typo",
        "addition",
        "correction",
        "headline",
        "id",
        "deleted",
    )
    edit = st.tuples(
        st.integers(0, posts - 1), st.integers(1, looks), st.sampled_from(kinds)
    )
    return st.lists(edit, max_size=5)


def _edited(posts: Sequence[Post], edits: Sequence[Planned]) -> tuple[Post, ...]:
    changed = list(posts)
    for place_, look, kind in sorted(edits, key=lambda each: each[1]):
        post = changed[place_]
        if kind == "deleted":
            changed[place_] = replace(post, deleted=look)
        else:
            changed[place_] = replace(post, edits=(*post.edits, (look, kind)))
    return tuple(changed)
