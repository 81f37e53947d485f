"""Put posts into other entries, as a person ruled; no id is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, case, delete, insert, select, update

from aggregator.store.minting import Moment, list_again, when_it_appears
from aggregator.store.noticing import count_unseen
from aggregator.store.rows import Values, chunks
from aggregator.store.tables import carriers, moved, posts
from aggregator.store.telling import voice_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

BY_HAND = "a person ruled so"
"""The reason for which a post that was moved is where it is."""


def move(connection: Connection, leads: Mapping[int, int], now: datetime) -> None:
    """Give posts other leads, all by their rows; one whose lead is itself leads.

    What comes home has again the likeness and the reasons that it had there.
    """
    homes = _homes(connection, leads)
    away = [each for each in homes if _lead(each) != leads[each["post_id"]]]
    for chunk in chunks(leads):
        connection.execute(delete(moved).where(moved.c.post_id.in_(chunk)))
    if away:
        connection.execute(insert(moved), away)
    connection.execute(
        update(posts).where(posts.c.id == bindparam("row")),
        [_written(each, leads[each["post_id"]]) for each in homes],
    )
    _carry(connection, leads)
    alone = (row for row, lead in leads.items() if row == lead)
    list_again(connection, alone, Moment(now, when_it_appears))
    count_unseen(connection)


def _carry(connection: Connection, leads: Mapping[int, int]) -> None:
    """Keep who joins whose entry now, as the judge's echoes are kept."""
    joining = [row for row, lead in leads.items() if row != lead]
    columns = (posts.c[each] for each in ("id", "outlet", "url", "publisher", "wire"))
    query = select(*columns).order_by(posts.c.first_seen, posts.c.id)
    carried = [
        {
            "lead_id": leads[row.id],
            "outlet": row.outlet,
            "url": row.url,
            "voice": voice_of(row).name,
            "at_once": False,
        }
        for chunk in chunks(joining)
        for row in connection.execute(query.where(posts.c.id.in_(chunk)))
    ]
    if carried:
        connection.execute(insert(carriers), carried)


def _homes(connection: Connection, rows: Iterable[int]) -> list[Values]:
    """Return where the judge had put posts, and why."""
    there = moved.c.post_id.is_not(None)
    query = select(
        posts.c.id.label("post_id"),
        case((there, moved.c.home_id), else_=posts.c.lead_id).label("home_id"),
        case((there, moved.c.likeness), else_=posts.c.likeness).label("likeness"),
        case((there, moved.c.reasons), else_=posts.c.reasons).label("reasons"),
    ).outerjoin(moved, moved.c.post_id == posts.c.id)
    return [
        dict(row)
        for chunk in chunks(rows)
        for row in connection.execute(query.where(posts.c.id.in_(chunk))).mappings()
    ]


def _lead(home: Values) -> int:
    return int(home["home_id"] or home["post_id"])


def _written(home: Values, lead: int) -> Values:
    row = home["post_id"]
    where = {"row": row, "lead_id": None if row == lead else lead}
    if lead == _lead(home):
        return where | {each: home[each] for each in ("likeness", "reasons")}
    if row == lead:
        return where | {"likeness": 0.0, "reasons": ()}
    return where | {"likeness": 1.0, "reasons": (BY_HAND,)}
