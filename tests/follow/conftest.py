"""Pages of a live blog, told as clocks: "12:08 12:05! -" (`!`: held, `-`: no time)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Post

Page: TypeAlias = "Callable[[str], tuple[list[Post], set[str]]]"
"""Return the posts of a page in its order, and the ids of those that are held."""


@pytest.fixture
def at(noon: datetime) -> Callable[[str], datetime]:
    def time(clock: str) -> datetime:
        hours, minutes, *seconds = map(int, clock.split(":"))
        day = noon.replace(hour=0)
        return day + timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))

    return time


@pytest.fixture
def page(make_post: Callable[..., Post], at: Callable[[str], datetime]) -> Page:
    def build(told: str) -> tuple[list[Post], set[str]]:
        posts, held = [], set()
        for each in told.split():
            clock = each.rstrip("!")
            post = make_post(published=None if clock == "-" else at(clock))
            posts.append(post)
            if each.endswith("!"):
                held.add(post.id)
        return posts, held

    return build
