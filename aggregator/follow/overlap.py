"""Whether what a page shows joins what is held of its live blog, or a gap lies between.

Pages show a rolling window, or one page of many. As long as each look reaches back to
the one before, no post can have come and gone between them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from aggregator.model import Post, PostId

_PINNED = 2  # posts that may be pinned at the head of a page
_ENOUGH = 3  # posts besides them, to go by these alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which times posts may be missing."""

    after: datetime | None  # of the newest post held; None: no post held states one
    before: datetime | None  # of the oldest post seen since


def run(posts: Sequence[Post]) -> list[Post]:
    """Return the posts that stand in the page's order of time, oldest first.

    The longest row of times in which none steps back, read down or up the page (of
    two equally long, up: most pages have the newest on top; then the later one, for
    what is old among new is pinned or was backdated). Posts that state no time keep
    their place.

    Args:
        posts: of one page, in the order of the document.
    """
    timed = [
        (place, each.published) for place, each in enumerate(posts) if each.published
    ]
    up = _longest_fall(timed)
    down = _longest_fall(timed[::-1])
    falls = len(up) >= len(down)
    out = {place for place, _ in timed}.difference(up if falls else down)
    row = [each for place, each in enumerate(posts) if place not in out]
    return row[::-1] if falls else row


def is_ordered(posts: Sequence[Post]) -> bool:
    """Tell whether most posts of a page stand in its order of time."""
    return 2 * len(run(posts)) > len(posts)


def core(posts: Sequence[Post]) -> list[Post]:
    """Return the run without what may be pinned.

    On a page that has the oldest on top, an old post pinned there stands in order.
    So the head of the document tells nothing where there is enough besides. Of a page
    in no order of time, all posts are returned.
    """
    row = run(posts)
    if 2 * len(row) <= len(posts):
        return list(posts)
    head = {each.id for each in posts[:_PINNED]}
    rest = [each for each in row if each.id not in head]
    return rest if len(rest) >= _ENOUGH else row


def gap_between(
    posts: Sequence[Post], *, held: Collection[PostId], newest: datetime | None
) -> Bounds | None:
    """Return between which times posts may have come and gone unseen; None if nowhere.

    A page joins what is held if any post of its run is held, or is older than the
    newest post held. A post that is pinned proves nothing. Two posts of one minute
    may have had a third between them: that is a gap, if neither is held.

    Args:
        posts: of one page, in the order of the document, under the keys by which
            they are held.
        held: the ids of those of them that were held before this look.
        newest: the time of the newest post held before, not in the future.
    """
    if newest is None and not held:
        return None  # the first look
    shown = core(posts)
    if not shown or any(each.id in held for each in shown):
        return None
    if _reaches_back(posts, held, newest) or _is_replaced(posts, newest):
        return None
    times = [each.published for each in posts if each.published is not None]
    later = [time for time in times if newest is None or time >= minute(newest)]
    return Bounds(after=newest, before=min(later, default=None))


def reaches(
    posts: Sequence[Post], *, held: Collection[PostId], after: datetime | None
) -> bool:
    """Tell whether an older page goes back as far as what was held before a gap.

    What is held of the time after the gap, or pinned, proves nothing.

    Args:
        posts: of the older page, in the order of the document.
        held: the ids of those of them that are held.
        after: where the gap begins; None if no post held states a time.
    """
    return _reaches_back(posts, held, after)


def minute(time: datetime) -> datetime:
    """Return the minute of a time: many outlets tell no more than that."""
    return time.replace(second=0, microsecond=0)


def _reaches_back(
    posts: Sequence[Post], held: Collection[PostId], to: datetime | None
) -> bool:
    shown = core(posts)
    if to is None:
        return any(each.id in held for each in shown)
    edge = minute(to)
    if any(_is_at(each, edge) and each.id in held for each in run(posts)):
        return True
    return any(
        minute(each.published) < edge if each.published else each.id in held
        for each in shown
    )


def _is_at(post: Post, edge: datetime) -> bool:
    return post.published is not None and minute(post.published) == edge


def _is_replaced(posts: Sequence[Post], newest: datetime | None) -> bool:
    """Tell whether a page of one post shows the one that is held, under another id."""
    return len(posts) == 1 and newest is not None and _is_at(posts[0], minute(newest))


def _longest_fall(timed: Sequence[tuple[int, datetime]]) -> list[int]:
    """Return the places of the longest row of times of which none is later.

    Patience sorting, O(n log n): of all rows of one length, the one that has fallen
    least can be carried furthest.
    """
    depths: list[float] = []
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for place, time in timed:
        depth = -time.timestamp()
        length = bisect_right(depths, depth)
        previous[place] = ends[length - 1] if length else None
        depths[length : length + 1] = [depth]
        ends[length : length + 1] = [place]
    row: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        row.append(last)
        last = previous[last]
    return row
