"""Which entries a timeline lists, by how readily its posts join others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sqlalchemy import Boolean, ColumnElement, exists, func, literal_column, or_, select

from aggregator.store.tables import decisions, entries, posts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import FromClause

    from aggregator.evidence import Mode
    from aggregator.model import SourceId


Withdrawn: TypeAlias = Literal["shown", "left out"]
"""What becomes of an entry whose outlet took it back, where no other outlet that said
the same stands by it."""


def lead_of(post: FromClause) -> ColumnElement[Any]:
    """Return the row of the lead whose entry a post is in."""
    return func.coalesce(post.c.lead_id, post.c.id)


def _stands(post: FromClause) -> ColumnElement[bool]:
    """Tell whether somebody still says what the entry of a lead says."""
    echo = posts.alias("standing_echo")
    echoed = select(echo.c.id).where(
        echo.c.lead_id == post.c.id, echo.c.withdrawn.is_(None)
    )
    return post.c.withdrawn.is_(None) | exists(echoed.correlate(post))


def _would_join(*left_out: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell what an eager feed leaves out: it lists the entry that this would join.

    That entry must not itself be one that could be left out: so chains of resemblance
    hide nothing, and what is hidden has its like before the reader.

    Args:
        left_out: what else the lead of that entry must meet to be listed.
    """
    mine, target = decisions.alias("mine"), posts.alias("eager_target")
    its, further = decisions.alias("its"), posts.alias("further_target")
    chained = (
        exists()
        .select_from(its.join(further, further.c.id == its.c.eager_id))
        .where(its.c.post_id == lead_of(target), lead_of(further) != lead_of(target))
        .correlate(target)
    )
    return (
        exists(select(mine.c.post_id))
        .select_from(
            mine.join(target, target.c.id == mine.c.eager_id).join(
                _JOINED, _JOINED.c.id == lead_of(target)
            )
        )
        .where(
            mine.c.post_id == entries.c.post_id,
            lead_of(target) != entries.c.post_id,  # merged into this one by hand
            ~chained,
            *left_out,
        )
        .correlate(entries)
    )


_JOINED = posts.alias("joined_lead")

# Written so that SQLite uses no index of `lead_id`: half of all posts lead, and it
# would read and sort them all for a page. It is to walk along the index by place; so
# does PostgreSQL, which sees through this, and knows how many lead.
HERE: Sequence[ColumnElement[bool]] = (
    literal_column("NOT (posts.lead_id IS NOT NULL)", Boolean()),
)
"""What a post's entry must meet to be listed: the post leads."""

_ALONE: ColumnElement[bool] = posts.c.withdrawn.is_(None)
_TOGETHER = _stands(posts)

LISTED: Mapping[tuple[Mode | None, Withdrawn], Sequence[ColumnElement[bool]]] = {
    (None, "shown"): HERE,
    ("conservative", "shown"): HERE,
    ("off", "shown"): (),
    ("eager", "shown"): (*HERE, ~_would_join()),
    (None, "left out"): (*HERE, _TOGETHER),
    ("conservative", "left out"): (*HERE, _TOGETHER),
    ("off", "left out"): (_ALONE,),
    ("eager", "left out"): (*HERE, _TOGETHER, ~_would_join(_stands(_JOINED))),
}
"""What an entry must meet to be listed, by how readily posts join in this timeline, and
by what becomes of entries that nobody stands by any more."""


def gone(mode: Mode | None) -> Sequence[ColumnElement[bool]]:
    """Return what is true of entries that were listed, and nobody stands by them."""
    if mode == "off":
        return (~_ALONE,)
    return (*HERE, ~_TOGETHER)


def from_sources(ids: Collection[SourceId]) -> Iterator[ColumnElement[bool]]:
    """Tell whether a lead is from one of these, or what it led to; none: from any."""
    if ids:
        found = (posts.c.source.startswith(f"{each}/", autoescape=True) for each in ids)
        yield or_(posts.c.source.in_(ids), *found)
