"""All pages of one look as one, and whether the newest is a stale copy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.dedup.identity import is_another, with_own_key
from aggregator.follow import overlap
from aggregator.looks.identity import recognised
from aggregator.looks.look import Look, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.model import Extraction, Post, PostId

_TICK = timedelta(microseconds=1)  # what ends at `now` includes it


def shown(look: Look, pages: Sequence[Extraction]) -> Shown:
    """Return what the pages of a look show.

    Args:
        look: the look, before it is saved.
        pages: the newest first.
    """
    newest, *older = (recognised(look.unit, each.posts) for each in pages)
    every = joined([newest, *older])
    return Shown(newest=newest, every=every, stale=_is_stale(look, newest))


def joined(pages: Sequence[Sequence[Post]]) -> list[Post]:
    """Return the posts of all pages, each once, the newest on top.

    Of two versions the newer page's stands. A page's numbers are its own: the same id
    with other words is another post; and the same words at the same time, under
    another id, have only moved on while the pages were fetched.

    Args:
        pages: the newest first, their posts in the order of the document.
    """
    known: dict[PostId, Post] = {}
    said: set[object] = set()
    for page in pages:
        for post in _strangers(page, known, said):
            known.setdefault(post.id, post)
        said.update(_said(each) for each in page if each.published)
    return list(known.values())


def _is_stale(look: Look, posts: Sequence[Post]) -> bool:
    """Tell whether a page may be an older copy of what was seen before.

    It lacks posts that are held and newer than its own: caches of one outlet do not
    all keep the same pace. If the outlet has taken the newest post back, the next one
    that comes tells.
    """
    times = [each.published for each in overlap.run(posts) if each.published]
    if not times:
        return False
    there = {each.id for each in posts}
    source = look.due.source.id
    newer = look.unit.posts.between(source, times[-1], look.now + _TICK)
    return any(post not in there for post, _ in newer)


def _strangers(
    page: Sequence[Post], known: dict[PostId, Post], said: set[object]
) -> Iterator[Post]:
    """Yield the posts of a page that newer pages do not have, the newest on top."""
    before = dict(known)
    for post in page[::-1] if _is_ascending(page) else page:
        if _said(post) in said:
            continue
        other = before.get(post.id)
        used_again = other is not None and is_another(other, post)
        yield with_own_key(post) if used_again else post


def _said(post: Post) -> tuple[object, ...]:
    return post.source, post.published, post.title, post.text


def _is_ascending(posts: Sequence[Post]) -> bool:
    """Tell whether a page has the oldest on top, whatever is pinned above."""
    row = overlap.run(posts)
    return bool(row) and posts.index(row[0]) < posts.index(row[-1])
