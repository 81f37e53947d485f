"""Write what a look tells of held posts besides their words; no entry is updated.

A post may be seen again in the same words and yet be another kind of post, refer to
another one, or be back after it was withdrawn; or it may be gone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Update, bindparam, insert, select, update

from aggregator.store.columns import clean
from aggregator.store.rows import AnyRow, Values, chunks, digest_of, said_by
from aggregator.store.tables import counters, posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from aggregator.liveblog import Mention
    from aggregator.model import Post, PostId

UNSEEN = "unseen"
"""The counter that grows with each change which no new row tells of."""

_NOTICED = ("kind", "time_doubtful", "mentions", "withdrawn", "published", "said")


def notice(connection: Connection, seen: Iterable[Post]) -> None:
    """Write what is new of posts that are seen again in the words that are held.

    Such a post stands: it is withdrawn no more. Only rows that change are written.
    """
    by_digest = {digest_of(each.id): each for each in seen}
    noticed = (posts.c[each] for each in _NOTICED)
    query = select(posts.c.id, posts.c.digest, *noticed)
    changed = [
        {"row": row.id, **news}
        for chunk in chunks(by_digest)
        for row in connection.execute(query.where(posts.c.digest.in_(chunk)))
        if (news := _seen_again(row, by_digest[row.digest])) != _as_held(row)
    ]
    if changed:
        connection.execute(update(posts).where(posts.c.id == bindparam("row")), changed)
        count_unseen(connection)


def withdraw(connection: Connection, ids: Iterable[PostId], now: datetime) -> None:
    """Mark posts that their outlet took back; a mark that is there stays."""
    marked = update(posts).where(posts.c.withdrawn.is_(None)).values(withdrawn=now)
    _mark(connection, marked, ids)


def restore(connection: Connection, ids: Iterable[PostId]) -> None:
    """Unmark posts that stand again."""
    marked = posts.c.withdrawn.is_not(None)
    _mark(connection, update(posts).where(marked).values(withdrawn=None), ids)


def with_targets(
    mentions: Sequence[Mention], held: Iterable[Mention]
) -> tuple[Mention, ...]:
    """Return `mentions`; what one of them meant is not forgotten.

    The post that is meant may have left the page since.
    """
    meant = {each.words: each.post for each in held}
    known = (_storable(each) for each in mentions)
    return tuple(
        replace(each, post=each.post or meant.get(each.words)) for each in known
    )


def _storable(mention: Mention) -> Mention:
    """Return what will be read back; else it would differ at every look."""
    post = None if mention.post is None else clean(mention.post)
    return replace(mention, words=clean(mention.words), post=post)


def _seen_again(row: AnyRow, post: Post) -> Values:
    return {
        "kind": post.kind,
        "mentions": with_targets(post.mentions, row.mentions),
        "withdrawn": None,
        **_time(row, post),
    }


def _as_held(row: AnyRow) -> Values:
    return {each: getattr(row, each) for each in _NOTICED}


def _time(row: AnyRow, post: Post) -> Values:
    """Return the claimed time, and whether it is doubted.

    A certain one takes the place of one that was guessed. No other change of it is
    written (docs/decisions/0005-words-make-a-revision.md), and then the doubt too is
    about the time that is held.
    """
    same = post.published == row.published
    better = row.time_doubtful and not post.time_doubtful and post.published
    if better and not same:
        return {
            "published": post.published,
            "said": said_by(post),
            "time_doubtful": False,
        }
    return {
        "published": row.published,
        "said": row.said,
        "time_doubtful": post.time_doubtful if same else row.time_doubtful,
    }


def _mark(connection: Connection, marking: Update, ids: Iterable[PostId]) -> None:
    digests = (digest_of(each) for each in ids)
    marked = [
        connection.execute(marking.where(posts.c.digest.in_(chunk))).rowcount
        for chunk in chunks(digests)
    ]
    if any(marked):
        count_unseen(connection)


def count_unseen(connection: Connection) -> None:
    """Make the timeline's stamp another one; there is only one writer at a time."""
    counter = update(counters).where(counters.c.name == UNSEEN)
    more = counter.values(number=counters.c.number + 1)
    if not connection.execute(more).rowcount:
        connection.execute(insert(counters).values(name=UNSEEN, number=1))
