"""The output: posts are found by their words, and our own hub knows whom to tell.

The full text is what each database has for it. SQLite: an FTS5 index kept by triggers;
a later step that makes the table of posts anew must make the triggers anew too.
PostgreSQL: a generated column; to add it, the table is written anew, once.
The way back forgets who subscribed: their leases end, and they ask again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SQLITE = (
    """
CREATE VIRTUAL TABLE searched USING fts5(
  title, text, content='posts', content_rowid='id', columnsize=0,
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)""",
    """
CREATE TRIGGER searched_insert AFTER INSERT ON posts BEGIN
  INSERT INTO searched(rowid, title, text) VALUES (new.id, new.title, new.text);
END""",
    """
CREATE TRIGGER searched_delete AFTER DELETE ON posts BEGIN
  INSERT INTO searched(searched, rowid, title, text)
  VALUES ('delete', old.id, old.title, old.text);
END""",
    """
CREATE TRIGGER searched_update AFTER UPDATE OF title, text ON posts
WHEN old.title IS NOT new.title OR old.text IS NOT new.text BEGIN
  INSERT INTO searched(searched, rowid, title, text)
  VALUES ('delete', old.id, old.title, old.text);
  INSERT INTO searched(rowid, title, text) VALUES (new.id, new.title, new.text);
END""",
    "INSERT INTO searched(searched) VALUES ('rebuild')",
)
_NOT_SQLITE = (
    "DROP TRIGGER searched_update",
    "DROP TRIGGER searched_delete",
    "DROP TRIGGER searched_insert",
    "DROP TABLE searched",
)
_BETWEEN_WORDS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00b6\u00b8-\u00bf\u00d7\u00f7"
    r"\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a"
    r"\u06d4\u0964\u0965\u2000-\u206f\u20a0-\u20c0\u2190-\u245f\u2500-\u2bff\u2e00-\u2e5d"
    r"\u3000-\u3004\u3008-\u3020\u3030\ufe10-\ufe1f\ufe30-\ufe6b\uff00-\uff0f\uff1a-\uff20"
    r"\uff3b-\uff40\uff5b-\uff65\ufffc\ufffd\U0001f000-\U0001faff"
)
_POSTGRESQL = (
    rf"""
ALTER TABLE posts ADD COLUMN searched tsvector GENERATED ALWAYS AS (
  to_tsvector('simple', left(regexp_replace(regexp_replace(
    normalize(left(coalesce(title, '') || ' ' || text, 100000), NFKD),
    '[\u0300-\u036f]', '', 'g'), '[{_BETWEEN_WORDS}]', ' ', 'g'), 100000))
) STORED""",
    "CREATE INDEX ix_posts_searched ON posts USING gin (searched)",
)
_NOT_POSTGRESQL = ("ALTER TABLE posts DROP COLUMN searched",)  # and its index with it


def upgrade() -> None:
    _run({"sqlite": _SQLITE, "postgresql": _POSTGRESQL})
    op.create_index(
        "ix_posts_withdrawn",
        "posts",
        ["withdrawn"],
        sqlite_where=sa.text("withdrawn IS NOT NULL"),
        postgresql_where=sa.text("withdrawn IS NOT NULL"),
    )
    op.create_index(
        "ix_revisions_change_replaced_at", "revisions", ["change", "replaced_at"]
    )
    _make_hub_subscriptions()


def downgrade() -> None:
    op.drop_table("hub_subscriptions")
    op.drop_index("ix_revisions_change_replaced_at", "revisions")
    op.drop_index("ix_posts_withdrawn", "posts")
    _run({"sqlite": _NOT_SQLITE, "postgresql": _NOT_POSTGRESQL})


def _run(statements: dict[str, tuple[str, ...]]) -> None:
    connection = op.get_bind()
    for each in statements[connection.dialect.name]:
        connection.exec_driver_sql(each)


def _make_hub_subscriptions() -> None:
    op.create_table(
        "hub_subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hub_subscriptions"),
        sa.UniqueConstraint("digest", name="uq_hub_subscriptions_digest"),
    )
