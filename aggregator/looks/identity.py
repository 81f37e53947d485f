"""Under which key a post is held, whatever its id says at this look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.dedup.identity import is_another, likeness, with_own_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from aggregator.model import Post, PostId
    from aggregator.store.unit import Unit


def recognised(unit: Unit, posts: Sequence[Post]) -> Sequence[Post]:
    """Return `posts` under the keys by which they are held, whatever their ids say.

    See `dedup.identity`: an id that is used again must not overwrite a post, and
    another id must not publish it a second time, be its words the same or edited.
    """
    held = unit.posts.held(each.id for each in posts)
    shown = {_said(each): each.id for each in posts}
    told = [
        with_own_key(each)
        if each.id in held and _is_used_again(each, held[each.id].post, shown)
        else each
        for each in posts
    ]
    strangers = [each for each in told if each.id not in held]
    keys = unit.posts.keys(strangers)
    # A stale copy must not speak for a post that is there itself, edited.
    there = {each.key for each in told}
    renamed = {each: key for each, key in keys.items() if key not in there}
    rest = [each for each in strangers if each.id not in keys]
    taken = there.union(renamed.values())
    renamed |= _edited(unit, rest, taken=taken, since=_oldest(posts))
    known = (replace(each, key=renamed.get(each.id, each.key)) for each in told)
    return list({each.id: each for each in known}.values())


def _is_used_again(
    post: Post, held: Post, shown: Mapping[tuple[object, ...], PostId]
) -> bool:
    """Tell whether an id is another post's now: so of those that number the posts.

    Then the one that was held under it often stands on the page, under another id. A
    stale copy does so as well, but beside an edit of its own time.
    """
    elsewhere = shown.get(_said(held), post.id) != post.id
    return is_another(held, post) or (elsewhere and held.published != post.published)


def _said(post: Post) -> tuple[object, ...]:
    return post.published, post.title, post.text


def _edited(
    unit: Unit, posts: Sequence[Post], *, taken: Collection[str], since: datetime | None
) -> dict[PostId, str]:
    """Return under which keys posts are held that have other ids and other words now.

    The instant and most of the words are the same, and nothing else on the page is
    the one that is held. A headline that is edited may change the id with it (The New
    York Times), and posts without ids are known by nothing else.

    Args:
        unit: what is held.
        posts: of one page, whose ids and words nobody holds.
        taken: the keys of the other posts of the page.
        since: the oldest time on the page.
    """
    found: dict[PostId, str] = {}
    held = _gone(unit, posts, taken)
    for post in posts:
        mine = [each for each in held if each.published == post.published]
        inside = bool(since and post.published and since < post.published)
        ranked = {each: likeness(each, post, replaced=inside) for each in mine}
        best = max(ranked, key=ranked.__getitem__, default=None)
        if best and ranked[best]:
            found[post.id] = best.key
            held.remove(best)
    return found


def _gone(unit: Unit, posts: Sequence[Post], there: Collection[str]) -> list[Post]:
    """Return what is held of the instants of some posts, and not there any more."""
    moments = {each.published for each in posts if each.published}
    sources = {each.source for each in posts}
    return [
        each.post
        for source in sources
        for each in unit.posts.at(source, moments)
        if each.post.key not in there
    ]


def _oldest(posts: Sequence[Post]) -> datetime | None:
    return min((each.published for each in posts if each.published), default=None)
