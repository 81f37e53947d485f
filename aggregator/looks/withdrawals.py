"""Which posts an outlet took back: what it says, and what is gone amid its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.follow import overlap, withdrawal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.looks.look import Look, Shown
    from aggregator.model import Extraction, Post, PostId


def withdraw(
    look: Look, extraction: Extraction, shown: Shown
) -> tuple[tuple[PostId, ...], str | None]:
    """Mark the posts that were taken back since the last look; keep their last words.

    Of a feed nobody knows why an item has left it; a stale page lacks what came late.

    Args:
        look: the look.
        extraction: the newest page.
        shown: what the pages show.

    Returns:
        Their ids, and why others that are gone are not taken for withdrawn.
    """
    source = look.due.source.id
    gone = {f"{source}#{key}" for key in extraction.deleted}
    doubt = None
    if extraction.kind == "live" and not shown.stale:
        vanished, doubt = _vanished(look, shown.newest)
        gone.update(vanished)
    gone.difference_update(each.id for each in shown.every)  # some pages say both
    held = look.unit.posts.held(gone)
    news = tuple(each for each, post in held.items() if post.withdrawn is None)
    look.unit.posts.withdraw(news, look.now)
    return news, doubt


def _vanished(
    look: Look, posts: Sequence[Post]
) -> tuple[tuple[PostId, ...], str | None]:
    times = [each.published for each in overlap.run(posts) if each.published]
    if not times:
        return (), None
    between = look.unit.posts.between(look.due.source.id, times[0], times[-1])
    return withdrawal.vanished(posts, between), withdrawal.doubt(posts, between)
