"""Which posts an outlet took back: those that are gone from amid its page.

What rolls off a page leaves at its old end, and that is no deletion.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from aggregator.follow.overlap import core, is_ordered, minute

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from aggregator.model import Post, PostId

_MOST = 3  # posts that may be gone at once,
_SHARE = 5  # or one in so many: an outlet takes back one, and seldom a few


class _Amid(NamedTuple):
    """The posts that are held of the time amid a page, by whether it shows them."""

    shown: list[datetime]
    missing: list[tuple[PostId, datetime]]
    page: int = 0  # posts in its run


def vanished(
    posts: Sequence[Post], between: Iterable[tuple[PostId, datetime]]
) -> tuple[PostId, ...]:
    """Return the held posts that a page should show, and does not: withdrawn ones.

    Only those strictly between the oldest and the newest minute of the page's run
    are asked for. Where too many are gone, none is: see `doubt`.

    Args:
        posts: of one page, in the order of the document, under the keys by which
            they are held; without those of older pages.
        between: held posts of this live blog and their claimed times, at least those
            of the time that the page spans.
    """
    amid = _amid(posts, between)
    return () if _why_not(amid) else tuple(post for post, _ in amid.missing)


def doubt(
    posts: Sequence[Post], between: Iterable[tuple[PostId, datetime]]
) -> str | None:
    """Return why posts that are gone from amid a page are not taken for withdrawn.

    A page that has changed its way of showing, or hides the middle of a long day (The
    New York Times), is no outlet that takes back its news. None: there is no doubt.
    """
    return _why_not(_amid(posts, between))


def _amid(posts: Sequence[Post], between: Iterable[tuple[PostId, datetime]]) -> _Amid:
    shown = core(posts)
    times = [minute(each.published) for each in shown if each.published]
    if not times or not is_ordered(posts):
        return _Amid([], [])
    held = [(post, minute(time)) for post, time in between]
    first, last = _since(shown, held), max(times)
    there = {each.id for each in posts}
    inner = [(post, time) for post, time in held if first < time < last]
    return _Amid(
        shown=sorted(time for post, time in inner if post in there),
        missing=[(post, time) for post, time in inner if post not in there],
        page=len(shown),
    )


def _since(shown: Sequence[Post], held: Sequence[tuple[PostId, datetime]]) -> datetime:
    """Return the minute at which the page begins.

    Times that the page tells otherwise than before ("2 h ago") are no edge: then the
    oldest post that is held and shown is, by the time under which it is held.
    """
    told = {each.id: minute(each.published) for each in shown if each.published}
    known = [(told[post], time) for post, time in held if post in told]
    first = min(told.values())
    if all(now == then for now, then in known):
        return first
    return max(first, min(then for _, then in known))


def _why_not(amid: _Amid) -> str | None:
    count, inner = len(amid.missing), len(amid.missing) + len(amid.shown)
    if count > min(max(_MOST, inner // _SHARE), amid.page):
        return (
            f"{count} of {inner} posts are gone from amid the page: none is withdrawn"
        )
    places = Counter(bisect(amid.shown, time) for _, time in amid.missing)
    if places and max(places.values()) > _MOST:
        return f"{count} posts side by side are hidden on the page: none is withdrawn"
    return None
