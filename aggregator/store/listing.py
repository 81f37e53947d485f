"""Which entries a timeline lists, by how readily its posts join others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, exists, func, select

from aggregator.store.tables import decisions, entries, posts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import FromClause

    from aggregator.evidence import Mode


def _lead(post: FromClause) -> ColumnElement[Any]:
    return func.coalesce(post.c.lead_id, post.c.id)


def _would_join() -> ColumnElement[bool]:
    """Tell what an eager feed leaves out: it lists the entry that this would join.

    That entry must not itself be one that could be left out: so chains of resemblance
    hide nothing, and what is hidden has its like before the reader.
    """
    mine, target = decisions.alias("mine"), posts.alias("eager_target")
    its, further = decisions.alias("its"), posts.alias("further_target")
    chained = (
        exists()
        .select_from(its.join(further, further.c.id == its.c.eager_id))
        .where(its.c.post_id == _lead(target), _lead(further) != _lead(target))
        .correlate(target)
    )
    return (
        exists(select(mine.c.post_id))
        .select_from(mine.join(target, target.c.id == mine.c.eager_id))
        .where(
            mine.c.post_id == entries.c.post_id,
            _lead(target) != entries.c.post_id,  # merged into this one by hand
            ~chained,
        )
        .correlate(entries)
    )


# Written so that no index of `lead_id` is used: half of all posts lead, and SQLite
# would read and sort them all for a page. It is to walk along the index by place.
HERE: Sequence[ColumnElement[bool]] = (_lead(posts) == posts.c.id,)
"""What a post's entry must meet to be listed: the post leads."""

LISTED: Mapping[Mode | None, Sequence[ColumnElement[bool]]] = {
    None: HERE,
    "conservative": HERE,
    "off": (),
    "eager": (*HERE, ~_would_join()),
}
