"""Write new words over old ones, and keep the old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from aggregator.errors import StoreError
from aggregator.store.deciding import keep_decisions
from aggregator.store.minting import Moment, later_of, list_again
from aggregator.store.noticing import with_targets
from aggregator.store.rows import (
    WORDS,
    AnyRow,
    Values,
    chunks,
    digest_of,
    values_of,
)
from aggregator.store.tables import entries, moved, posts, revisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.model import Revision


def revise(connection: Connection, edits: Sequence[Revision], moment: Moment) -> None:
    """Write `edits`; entries whose leads were edited are updated now.

    The entry of a post that parts from its lead is listed from now on; one that was
    withdrawn stands again.

    Raises:
        StoreError: an edited post is not held, or one that parts leads.
    """
    if not edits:
        return
    held = _held(connection, edits)
    rows = [held[digest_of(each.post.id)] for each in edits]
    _keep_old_words(connection, rows, edits, moment.now)
    _write_new_words(connection, rows, edits)
    parted = {
        row.id: each.reasons
        for row, each in zip(rows, edits, strict=True)
        if each.parted_from is not None
    }
    _refuse_leads(rows, edits)
    stay = (row.id for row in rows if row.id not in parted)
    _touch_entries(connection, stay, moment.now)
    _part(connection, parted)
    list_again(connection, parted, moment)
    decided = {row.id: each for row, each in zip(rows, edits, strict=True)}
    keep_decisions(connection, decided, moment.now)


def _held(connection: Connection, edits: Sequence[Revision]) -> dict[bytes, AnyRow]:
    ids = {digest_of(each.post.id): each.post.id for each in edits}
    words = (posts.c[each] for each in WORDS)
    others = (posts.c[each] for each in ("id", "digest", "lead_id", "mentions"))
    query = select(*others, *words)
    held = {
        row.digest: row
        for chunk in chunks(ids)
        for row in connection.execute(query.where(posts.c.digest.in_(chunk)))
    }
    if missing := ids.keys() - held.keys():
        names = ", ".join(sorted(ids[each] for each in missing))
        message = f"no post is held under {names}"
        raise StoreError(message)
    return held


def _keep_old_words(
    connection: Connection,
    rows: Sequence[AnyRow],
    edits: Sequence[Revision],
    now: datetime,
) -> None:
    numbers = _last_numbers(connection, [row.id for row in rows])
    connection.execute(
        insert(revisions),
        [
            {
                "post_id": row.id,
                "number": numbers.get(row.id, 0) + 1,
                "replaced_at": now,
                "change": edit.change,
                **{each: getattr(row, each) for each in WORDS},
            }
            for row, edit in zip(rows, edits, strict=True)
        ],
    )


def _last_numbers(connection: Connection, rows: Iterable[int]) -> dict[int, int]:
    post, number = revisions.c.post_id, revisions.c.number
    query = select(post, func.max(number)).group_by(post)
    return {
        row: last
        for chunk in chunks(rows)
        for row, last in connection.execute(query.where(post.in_(chunk)))
    }


def _write_new_words(
    connection: Connection, rows: Sequence[AnyRow], edits: Sequence[Revision]
) -> None:
    values: list[Values] = [
        {
            "row": row.id,
            **values_of(each.post),
            "mentions": with_targets(each.post.mentions, row.mentions),
            "withdrawn": None,
            "stems": each.stems or None,  # those of earlier words find it no more
        }
        for row, each in zip(rows, edits, strict=True)
    ]
    connection.execute(update(posts).where(posts.c.id == bindparam("row")), values)


def _touch_entries(connection: Connection, rows: Iterable[int], now: datetime) -> None:
    query = select(entries.c.id, entries.c.updated)
    touched = [
        {"row": row, "updated": later_of(now, before=updated)}
        for chunk in chunks(rows)
        for row, updated in connection.execute(
            query.where(entries.c.post_id.in_(chunk))
        )
    ]
    if touched:
        connection.execute(
            update(entries).where(entries.c.id == bindparam("row")), touched
        )


def _refuse_leads(rows: Sequence[AnyRow], edits: Sequence[Revision]) -> None:
    for row, each in zip(rows, edits, strict=True):
        if each.parted_from is not None and row.lead_id is None:
            message = f"{each.post.id} parts from a lead, and leads itself"
            raise StoreError(message)


def _part(connection: Connection, reasons: Mapping[int, tuple[str, ...]]) -> None:
    """Let posts lead; what a ruling had moved has its home where it is now."""
    for chunk in chunks(reasons):
        connection.execute(
            update(posts)
            .where(posts.c.id.in_(chunk))
            .values(lead_id=None, likeness=0.0, reasons=())
        )
        connection.execute(delete(moved).where(moved.c.post_id.in_(chunk)))
    if reasons:
        connection.execute(
            update(entries).where(entries.c.post_id == bindparam("row")),
            [{"row": row, "reasons": each} for row, each in reasons.items()],
        )
