"""Keep what people ruled over the judge, and where it had put what they moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from aggregator.errors import StoreError
from aggregator.evidence import Override
from aggregator.store.moving import move
from aggregator.store.noticing import count_unseen
from aggregator.store.rows import AnyRow, chunks, digest_of, id_of
from aggregator.store.tables import decisions, moved, overrides, posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.model import PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a post is, and where the judge had put it."""

    post: PostId
    lead: PostId  # itself, if it leads
    home: PostId  # the lead that the judge gave it; itself, if it led
    age: tuple[datetime, int]  # when it came, and the number of its row


class Overrides:
    """The rulings, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def every(self) -> list[Override]:
        """Return all that people ruled and did not undo, in order."""
        rows = self._connection.execute(select(overrides).order_by(overrides.c.id))
        return [_override(row) for row in rows]

    def all(self) -> list[Override]:
        """Return the rulings in force: those that no later one speaks against.

        Two posts that were merged and later split are apart: of the two rulings only
        the second is in force, until it is undone.
        """
        rulings = self.every()
        leads = self._leads(
            {end for each in rulings for end in (each.post, each.other)}
        )
        return [
            each
            for each in rulings
            if (leads.get(each.post) == leads.get(each.other))
            == (each.ruling == "merge")
        ]

    def add(self, override: Override) -> Override:
        """Keep a ruling; return it with its number. It moves nothing by itself.

        What must not share an entry shares none in an eager feed either.
        """
        row = {
            "ruling": override.ruling,
            "post": override.post,
            "other": override.other,
            "made": override.made,
        }
        number = self._connection.execute(
            insert(overrides).returning(overrides.c.id), row
        ).scalar_one()
        if override.ruling != "merge":
            self._tell_apart(override)
        count_unseen(self._connection)
        return replace(override, number=number)

    def remove(self, number: int) -> Override:
        """Forget a ruling; return it. It moves nothing by itself.

        Raises:
            StoreError: there is none of this number.
        """
        mine = overrides.c.id == number
        row = self._connection.execute(select(overrides).where(mine)).one_or_none()
        if row is None:
            message = f"there is no ruling {number}"
            raise StoreError(message)
        self._connection.execute(delete(overrides).where(mine))
        count_unseen(self._connection)
        return _override(row)

    def places(self, ids: Iterable[PostId]) -> list[Place]:
        """Return all posts that share an entry, here or at home, with one of `ids`."""
        leads = {
            row
            for chunk in chunks(digest_of(each) for each in ids)
            for found in self._connection.execute(
                _homes().where(posts.c.digest.in_(chunk))
            )
            for row in (found.id, found.lead, found.home)
        }
        found = {
            row.id: row
            for chunk in chunks(leads)
            for where in _among(chunk)
            for row in self._connection.execute(_homes().where(where))
        }
        return [_place(row) for _, row in sorted(found.items())]

    def move(self, leads: Mapping[PostId, PostId], now: datetime) -> None:
        """Put posts into other entries; where the judge had put them is remembered.

        Entries whose posts lead from now on are listed, under the ids that they always
        had; those whose posts are echoes from now on are not, and stay.

        Args:
            leads: of each post that moves, the lead it has now; itself, if it leads.
            now: when that is.
        """
        rows = self._rows({*leads, *leads.values()})
        move(self._connection, {rows[p]: rows[lead] for p, lead in leads.items()}, now)

    def _leads(self, ids: Iterable[PostId]) -> dict[PostId, int]:
        lead = func.coalesce(posts.c.lead_id, posts.c.id)
        return self._asked(select(posts.c.digest, lead), ids)

    def _rows(self, ids: Iterable[PostId]) -> dict[PostId, int]:
        return self._asked(select(posts.c.digest, posts.c.id), ids)

    def _asked(self, query: Select[Any], ids: Iterable[PostId]) -> dict[PostId, int]:
        digests = {digest_of(each): each for each in ids}
        return {
            digests[digest]: row
            for chunk in chunks(digests)
            for digest, row in self._connection.execute(
                query.where(posts.c.digest.in_(chunk))
            )
        }

    def _tell_apart(self, override: Override) -> None:
        rows = list(self._rows((override.post, override.other)).values())
        pair = and_(decisions.c.post_id.in_(rows), decisions.c.eager_id.in_(rows))
        self._connection.execute(update(decisions).where(pair).values(eager_id=None))


def _among(leads: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """Return who is in the entries of `leads`, here or at home.

    One by one: for an "or" over two tables, SQLite reads the whole of one.
    """
    at_home = select(moved.c.post_id).where(moved.c.home_id.in_(leads))
    return (
        posts.c.id.in_(leads),
        posts.c.lead_id.in_(leads),
        posts.c.id.in_(at_home),
    )


def _homes() -> Select[Any]:
    lead = posts.alias("lead")
    home = posts.alias("home")
    at_home = func.coalesce(moved.c.home_id, moved.c.post_id)
    its_lead = func.coalesce(posts.c.lead_id, posts.c.id)
    return (
        select(
            posts.c.id,
            posts.c.source,
            posts.c.key,
            posts.c.first_seen,
            lead.c.id.label("lead"),
            lead.c.source.label("lead_source"),
            lead.c.key.label("lead_key"),
            home.c.id.label("home"),
            home.c.source.label("home_source"),
            home.c.key.label("home_key"),
        )
        .outerjoin(moved, moved.c.post_id == posts.c.id)
        .join(lead, lead.c.id == its_lead)
        .join(home, home.c.id == func.coalesce(at_home, its_lead))
    )


def _place(row: AnyRow) -> Place:
    return Place(
        post=id_of(row.source, row.key),
        lead=id_of(row.lead_source, row.lead_key),
        home=id_of(row.home_source, row.home_key),
        age=(row.first_seen, row.id),
    )


def _override(row: AnyRow) -> Override:
    return Override(
        ruling=row.ruling,
        post=row.post,
        other=row.other,
        made=row.made,
        number=row.id,
    )
