"""What was published stays as it was: who had the news by then, and what changed when.

No table is written anew. Posts that had joined entries are counted and not named, for
what is published already names nobody beside its lead, and must not change. The way
back forgets it, and with it the moments at which corrected words were whose.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OF_REVISIONS = ("outlet", "language", "via")

_JOINED = """
INSERT INTO carriers (lead_id, outlet, url, voice, at_once)
SELECT lead_id, '', '', coalesce(wire, publisher, outlet), false
FROM posts WHERE lead_id IS NOT NULL ORDER BY first_seen, id"""


def upgrade() -> None:
    for each in _OF_REVISIONS:
        op.add_column("revisions", sa.Column(each, sa.Text(), nullable=True))
    op.create_table(
        "editions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_editions"),
    )
    op.create_table(
        "hours",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "entry", name="pk_hours"),
    )
    op.create_index("ix_hours_feed_start", "hours", ["feed", "start"])
    op.create_table(
        "carriers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("voice", sa.Text(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_carriers"),
        sa.ForeignKeyConstraint(["lead_id"], ["posts.id"], name="fk_carriers_lead_id"),
    )
    op.create_index("ix_carriers_lead_id", "carriers", ["lead_id"])
    op.execute(_JOINED)


def downgrade() -> None:
    op.drop_table("carriers")
    op.drop_table("hours")
    op.drop_table("editions")
    for each in reversed(_OF_REVISIONS):
        op.drop_column("revisions", each)
