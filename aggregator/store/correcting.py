"""What outlets corrected, retracted or took back: the words before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, select

from aggregator.history import Version
from aggregator.outputs import Correction
from aggregator.store.rows import WORDS, AnyRow, chunks
from aggregator.store.tables import entries, posts, revisions
from aggregator.store.telling import SIGNIFICANT, told, with_followed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from aggregator.model import Entry


def corrections(
    connection: Connection, limit: int, since: datetime | None
) -> tuple[Correction, ...]:
    """Return the last amendments of all posts, the newest first.

    Each names the entry that its post has, listed or not: an echo's is its own.
    """
    edits = connection.execute(_edits(since).limit(limit)).all()
    gone = connection.execute(_withdrawals(since).limit(limit)).all()
    rows = sorted([*edits, *gone], key=lambda row: row.at, reverse=True)[:limit]
    its = _entries(connection, [row.post_id for row in rows])
    return tuple(_correction(row, its[row.post_id]) for row in rows)


def _edits(since: datetime | None) -> Select[Any]:
    after = revisions.alias("after")
    its_words = (after.c[each].label(f"after_{each}") for each in WORDS)
    at = revisions.c.replaced_at
    query = (
        select(
            revisions.c.post_id,
            revisions.c.number,
            revisions.c.change,
            at.label("at"),
            *(revisions.c[each] for each in WORDS),
            after.c.replaced_at.label("after_until"),
            after.c.change.label("after_change"),
            *its_words,
        )
        .outerjoin(
            after,
            (after.c.post_id == revisions.c.post_id)
            & (after.c.number == revisions.c.number + 1),
        )
        .where(revisions.c.change.in_(SIGNIFICANT))
        .order_by(at.desc(), revisions.c.id.desc())
    )
    return query if since is None else query.where(at >= since)


def _withdrawals(since: datetime | None) -> Select[Any]:
    last = select(func.coalesce(func.max(revisions.c.number), 0))
    query = (
        select(
            posts.c.id.label("post_id"),
            (last.where(revisions.c.post_id == posts.c.id).scalar_subquery() + 1).label(
                "number"
            ),
            posts.c.withdrawn.label("at"),
            *(posts.c[each] for each in WORDS),
        )
        .where(posts.c.withdrawn.is_not(None))
        .order_by(posts.c.withdrawn.desc(), posts.c.id.desc())
    )
    return query if since is None else query.where(posts.c.withdrawn >= since)


def _entries(connection: Connection, rows: Sequence[int]) -> Mapping[int, Entry]:
    found = [
        row
        for chunk in chunks(dict.fromkeys(rows))
        for row in connection.execute(
            with_followed().where(entries.c.post_id.in_(chunk))
        )
    ]
    return {
        row.id: entry for row, entry in zip(found, told(connection, found), strict=True)
    }


def _correction(row: AnyRow, entry: Entry) -> Correction:
    withdrawn = not hasattr(row, "change")
    before = Version(
        number=row.number,
        replaced_at=row.at,
        change=None if withdrawn else row.change,
        **{each: getattr(row, each) for each in WORDS},
    )
    return Correction(
        entry=entry,
        number=row.number,
        change="withdrawal" if withdrawn else row.change,
        before=before,
        after=None if withdrawn else _after(row, entry),
        at=row.at,
    )


def _after(row: AnyRow, entry: Entry) -> Version:
    """Return what the words became; where they still stand, they were replaced never.

    Such a `replaced_at` is when they came.
    """
    stands = row.after_until is None
    return Version(
        number=row.number + 1,
        replaced_at=row.at if stands else row.after_until,
        change=row.after_change,
        **{
            each: getattr(entry.post, each) if stands else getattr(row, f"after_{each}")
            for each in WORDS
        },
    )
