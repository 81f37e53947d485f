"""The lives of live blogs: stages, gaps, blogs found, posts withdrawn, kinds of posts.

Columns are added in place, with what older rows say as their default: no table is
written anew, so that neither numbers nor ids can move.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = {
    "posts": ("kind", "time_doubtful", "mentions", "withdrawn"),
    "revisions": ("change",),
    "sources": ("life_stage", "life_since", "life_reason", "signs"),
    "ledger": ("withdrawn",),
}


def upgrade() -> None:
    _add_to_posts()
    op.add_column("revisions", sa.Column("change", sa.Text(), nullable=True))
    _add_to_sources()
    op.add_column(
        "ledger",
        sa.Column("withdrawn", sa.Integer(), server_default="0", nullable=False),
    )
    _make_gaps()
    _make_live_blogs()
    _make_counters()


def downgrade() -> None:
    for table in ("counters", "live_blogs", "gaps"):
        op.drop_table(table)
    op.drop_index("ix_posts_source_published", "posts")
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)


def _add_to_posts() -> None:
    for column in (
        sa.Column("kind", sa.Text(), server_default="post", nullable=False),
        sa.Column(
            "time_doubtful", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
        sa.Column("mentions", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("posts", column)
    # Each look asks for the newest time of its source, and for the posts between the
    # first and the last of its page: without it, for all that the source ever said.
    op.create_index("ix_posts_source_published", "posts", ["source", "published"])


def _add_to_sources() -> None:
    for column in (
        sa.Column("life_stage", sa.Text(), nullable=True),
        sa.Column("life_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("life_reason", sa.Text(), nullable=True),
        sa.Column("signs", sa.JSON(), server_default="[]", nullable=False),
    ):
        op.add_column("sources", column)


def _make_gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noticed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("filled", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
    )
    op.create_index("ix_gaps_source_noticed", "gaps", ["source", "noticed"])


def _make_live_blogs() -> None:
    op.create_table(
        "live_blogs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("follows", sa.Text(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_live_blogs"),
        sa.UniqueConstraint("digest", name="uq_live_blogs_digest"),
        sa.UniqueConstraint("source", name="uq_live_blogs_source"),
    )
    op.create_index("ix_live_blogs_found_by", "live_blogs", ["found_by"])


def _make_counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
