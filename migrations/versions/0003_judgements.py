"""Judgements: what was weighed, who speaks, what a person ruled; entries of echoes.

No table is written anew: rows that are there keep their numbers and ids. Posts that are
echoes get entries of their own, which are not listed, with the ids that they would have
been given had they led.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Sequence

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NAMESPACE = UUID("d6fb3b7d-f9a9-4da5-8a20-0c5ffc0c8a6c")  # as store.minting has it
_STALE = timedelta(days=180)
_CHUNK = 500

_WHEN = sa.DateTime(timezone=True)
_posts = sa.table(
    "posts",
    sa.column("id", sa.Integer),
    sa.column("source", sa.Text),
    sa.column("key", sa.Text),
    sa.column("lead_id", sa.Integer),
    sa.column("likeness", sa.Float),
    sa.column("published", _WHEN),
    sa.column("updated", _WHEN),
    sa.column("first_seen", _WHEN),
)
_entries = sa.table(
    "entries",
    sa.column("uid", sa.Text),
    sa.column("post_id", sa.Integer),
    sa.column("published", _WHEN),
    sa.column("updated", _WHEN),
    sa.column("first_seen", _WHEN),
    sa.column("surfaced", _WHEN),
    sa.column("likeness", sa.Float),
    sa.column("reasons", sa.JSON),
    sa.column("shown", sa.Boolean),
)


def upgrade() -> None:
    for column in (
        sa.Column("stems", sa.LargeBinary(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("wire", sa.Text(), nullable=True),
    ):
        op.add_column("posts", column)
    op.add_column(
        "entries",
        sa.Column("shown", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    _make_decisions()
    _make_overrides()
    _make_moved()
    _mint_for_echoes()


def downgrade() -> None:
    """Take back; what a person merged is listed again, as its id was published."""
    listed = sa.select(_entries.c.post_id).where(_entries.c.shown)
    alone = sa.update(_posts).where(_posts.c.id.in_(listed))
    op.execute(alone.values(lead_id=None, likeness=0.0))
    op.execute(sa.delete(_entries).where(sa.not_(_entries.c.shown)))
    for table in ("moved", "overrides", "decisions"):
        op.drop_table(table)
    op.drop_column("entries", "shown")
    for column in ("wire", "publisher", "stems"):
        op.drop_column("posts", column)


def _make_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("weighed", sa.JSON(), nullable=False),
        sa.Column("configuration", sa.Text(), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=False),
        sa.Column("eager_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["eager_id"], ["posts.id"], name="fk_decisions_eager_id"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_decisions_post_id"),
        sa.PrimaryKeyConstraint("post_id", name="pk_decisions"),
    )


def _make_overrides() -> None:
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_overrides"),
        sqlite_autoincrement=True,
    )


def _make_moved() -> None:
    op.create_table(
        "moved",
        sa.Column("post_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["home_id"], ["posts.id"], name="fk_moved_home_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_moved_post_id"),
        sa.PrimaryKeyConstraint("post_id", name="pk_moved"),
    )
    op.create_index("ix_moved_home_id", "moved", ["home_id"])


def _mint_for_echoes() -> None:
    connection = op.get_bind()
    asked = sa.select(_posts).where(_posts.c.lead_id.is_not(None))
    last = 0
    while rows := connection.execute(
        asked.where(_posts.c.id > last).order_by(_posts.c.id).limit(_CHUNK)
    ).all():
        last = rows[-1].id
        _mint(connection, rows)


def _mint(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> None:
    wishes = {row.id: uuid5(_NAMESPACE, f"{row.source}\n{row.key}").urn for row in rows}
    there = sa.select(_entries.c.uid).where(_entries.c.uid.in_(wishes.values()))
    taken = set(connection.scalars(there))
    minted = []
    for row in rows:
        uid = uuid4().urn if wishes[row.id] in taken else wishes[row.id]
        taken.add(uid)
        minted.append({"uid": uid, "post_id": row.id, **_times(row)})
    constant = {"likeness": 0.0, "reasons": [], "shown": False}
    connection.execute(sa.insert(_entries), [each | constant for each in minted])


def _times(row: sa.Row[Any]) -> dict[str, object]:
    seen, claimed = (
        each and each.replace(microsecond=0) for each in (row.first_seen, row.published)
    )
    published = min(claimed or seen, seen)
    if seen - published > _STALE:
        published = seen
    updated = (row.updated or published).replace(microsecond=0)
    return {
        "published": published,
        "updated": max(published, min(updated, seen)),
        "first_seen": seen,
        "surfaced": seen,
    }
