"""Several outlets that tell the same news, looked at in any order."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import strategies as st

from tests.generated.drawn import blogs
from tests.generated.families import FAMILIES
from tests.generated.play import Kept, document, kept, real, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.model import Document, Extraction, PostId, Source
    from tests.generated.blog import Blog
    from tests.generated.play import House, Read

Open: TypeAlias = Callable[["Read"], "House"]

_OUTLETS = ("gazette", "courier", "herald", "observer")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Outlets that write of the same places in one language, and orders of looks."""

    blogs: tuple[Blog, ...]
    orders: tuple[tuple[int, ...], ...]  # whose next look it is, by place in `blogs`


@st.composite
def meetings(draw: st.DrawFn, *, orders: int) -> Meeting:
    """Draw two to four outlets; each keeps its own order, among them any may lead."""
    count = draw(st.integers(2, len(_OUTLETS)))
    families = draw(
        st.lists(st.sampled_from(sorted(FAMILIES)), min_size=count, max_size=count)
    )
    drawn = [
        draw(blogs(family, replace(FAMILIES[family].limits, most=8), name=name))
        for family, name in zip(families, _OUTLETS, strict=False)
    ]
    first = drawn[0]
    told = tuple(
        replace(each, language=first.language, zone=first.zone) for each in drawn
    )
    turns = [place for place, each in enumerate(told) for _ in each.looks]
    shuffled = st.permutations(turns).map(tuple)
    return Meeting(
        blogs=told,
        orders=tuple(draw(shuffled) for _ in range(orders)),
    )


def stay_the_same_in_any_order(meeting: Meeting, open_house: Open) -> None:
    """Hold that posts, keys and ids do not depend on who is looked at first."""
    read = functools.cache(_remembering)
    results = [_looked(meeting, order, open_house(read)) for order in meeting.orders]
    first, *others = results
    for other in others:
        assert _said(other) == _said(first)
    ids: dict[PostId, str] = {}
    for result in results:
        for post, entry in result.entries.items():
            assert ids.setdefault(post, entry.id) == entry.id


def _remembering(document: Document, source: Source) -> Extraction:
    return real(document, source)


def _said(result: Kept) -> dict[PostId, tuple[str | None, str]]:
    return {
        post: (each.post.title, each.post.text) for post, each in result.posts.items()
    }


def _looked(meeting: Meeting, order: Sequence[int], house: House) -> Kept:
    """Take in all documents, each outlet's in their own order."""
    now = max(each.looks[-1] for each in meeting.blogs)
    looks = [0] * len(meeting.blogs)
    for place in order:
        blog, look = meeting.blogs[place], looks[place]
        looks[place] += 1
        now += _MINUTE
        report = house.look(_document(blog, look), source(blog), now)
        assert report.error is None
    return kept(house.store)


@functools.lru_cache(maxsize=64)
def _document(blog: Blog, look: int) -> Document:
    return document(blog, look)
