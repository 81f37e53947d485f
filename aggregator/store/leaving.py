"""Which entries have left the feeds, for their outlets took them back (RFC 6721)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from aggregator.outputs import Tombstone
from aggregator.store.listing import gone, lead_of
from aggregator.store.minting import whole
from aggregator.store.tables import entries, posts

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.evidence import Mode


def tombstones(
    connection: Connection, since: datetime, limit: int, mode: Mode | None
) -> tuple[Tombstone, ...]:
    """Return what has left since then, the last that left first.

    An entry leaves when the last of those who said it has taken it back.
    """
    member = posts.alias("member")
    of = member.c.id if mode == "off" else lead_of(member)
    left = (
        select(of.label("post_id"), func.max(member.c.withdrawn).label("at"))
        .where(member.c.withdrawn.is_not(None), member.c.withdrawn >= since)
        .group_by(of)
        .subquery()
    )
    query = (
        select(entries.c.uid, left.c.at)
        .join(left, left.c.post_id == entries.c.post_id)
        .join(posts, posts.c.id == entries.c.post_id)
        .where(*gone(mode))
        .order_by(left.c.at.desc(), entries.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(query)
    return tuple(Tombstone(id=row.uid, when=whole(row.at)) for row in rows)
