"""Manners: how often sources post, what their outlets ask, how hosts are treated.

No table is written anew. The way back forgets it: sources keep their due times, their
pace begins as configured, and hosts are asked again what they allow.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OF_SOURCES = (
    ("rhythm_minutes", sa.Float()),
    ("rhythm_hours", sa.Float()),
    ("rhythm_days", sa.Float()),
    ("rhythm_turnover", sa.Float()),
    ("hint_until", sa.DateTime(timezone=True)),
    ("hint_pause", sa.Integer()),
    ("hint_skip", sa.JSON()),
    ("moved_to", sa.Text()),
    ("moved_since", sa.DateTime(timezone=True)),
    ("moved_count", sa.Integer()),
    ("muted", sa.DateTime(timezone=True)),
    ("why", sa.Text()),
    ("pushed", sa.DateTime(timezone=True)),
)
_LISTS = frozenset({"hint_skip"})


def upgrade() -> None:
    for name, kind in _OF_SOURCES:
        many = name in _LISTS
        default = "[]" if many else None
        column = sa.Column(name, kind, server_default=default, nullable=not many)
        op.add_column("sources", column)
    _make_hosts()
    _make_subscriptions()


def downgrade() -> None:
    for table in ("subscriptions", "hosts"):
        op.drop_table(table)
    for name, _ in reversed(_OF_SOURCES):
        op.drop_column("sources", name)


def _make_hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("robots", sa.Text(), nullable=True),
        sa.Column("robots_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )


def _make_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("missed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("token", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_source", "subscriptions", ["source"])
