"""The rows, as both databases keep them; they never leave this room."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    column,
    event,
    false,
    true,
)

from aggregator.evidence import Weighed
from aggregator.liveblog import Mention, Sign
from aggregator.manners import Spending
from aggregator.store.columns import CleanText, Records, Strings, UtcDateTime
from aggregator.store.fulltext import make_searched

# Without names of their own, constraints could not be altered by a later migration.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# `sqlite_autoincrement`: the number of a deleted row is never given out again, as it
# never is in PostgreSQL; `Entries.stamp` relies on it.
# `server_default`: what a row says that is older than its column.

posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),  # the order in which posts came
    # SHA-256 of the PostId: the outlet's key may be longer than the 2,704 bytes which
    # PostgreSQL can index, so identity hangs on this.
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    # SHA-256 of source, claimed time and words: the same post under another id.
    Column("said", LargeBinary(32), nullable=False, index=True),
    Column("source", CleanText, nullable=False),
    Column("key", CleanText, nullable=False),
    Column("outlet", CleanText, nullable=False),
    Column("url", CleanText, nullable=False),
    Column("title", CleanText),
    Column("html", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("author", CleanText),
    Column("published", UtcDateTime),  # as claimed
    Column("updated", UtcDateTime),  # as claimed
    Column("language", CleanText),
    Column("via", CleanText, nullable=False),
    Column("topics", Strings, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False, index=True),
    Column("lead_id", ForeignKey("posts.id"), index=True),  # null: it leads
    Column("likeness", Float, nullable=False),  # to its lead
    Column("reasons", Strings, nullable=False),  # why it echoes its lead
    Column("kind", CleanText, nullable=False, server_default="post"),
    Column("time_doubtful", Boolean, nullable=False, server_default=false()),
    Column("mentions", Records(Mention), nullable=False, server_default="[]"),
    Column("withdrawn", UtcDateTime),  # when it was noticed; null: it stands
    Column("stems", LargeBinary),  # what the judge finds it by; null: not known
    Column("publisher", CleanText),  # of its outlet's family; null: not known
    Column("wire", CleanText),  # the agency whose copy it is
    Index(None, "source", "first_seen"),
    Index(None, "source", "published"),
    Index(
        None,
        "withdrawn",
        sqlite_where=column("withdrawn").is_not(None),
        postgresql_where=column("withdrawn").is_not(None),
    ),
    sqlite_autoincrement=True,
)
event.listen(posts, "after_create", make_searched)

# Each post has one, from its first moment; it is listed while its post leads.
entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),  # the higher, the nearer to the top
    Column("uid", CleanText, nullable=False, unique=True),  # minted once, for ever
    Column("post_id", ForeignKey("posts.id"), nullable=False, unique=True),
    Column("published", UtcDateTime, nullable=False),  # fixed for ever
    Column("updated", UtcDateTime, nullable=False, index=True),  # never goes back
    Column("first_seen", UtcDateTime, nullable=False),
    Column("surfaced", UtcDateTime, nullable=False),
    Column("follows_id", ForeignKey("entries.id"), index=True),
    Column("follows_url", CleanText),  # as it was published: an edit must not move it
    Column("likeness", Float, nullable=False),  # to what it follows
    Column("reasons", Strings, nullable=False),  # why it is no echo
    # Whether it was ever listed: then its `updated` counts, though it be no more.
    Column("shown", Boolean, nullable=False, server_default=true()),
    Index(None, "surfaced", "id"),
    sqlite_autoincrement=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_id", ForeignKey("posts.id"), nullable=False),
    Column("number", Integer, nullable=False),  # from 1, the oldest words
    Column("title", CleanText),
    Column("html", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("author", CleanText),
    Column("url", CleanText, nullable=False),
    Column("replaced_at", UtcDateTime, nullable=False),
    Column("change", CleanText),  # what the edit that replaced these words did
    # Whose they were, in which language, by which source; null: older than these.
    Column("outlet", CleanText),
    Column("language", CleanText),
    Column("via", CleanText),
    UniqueConstraint("post_id", "number"),
    Index(None, "change", "replaced_at"),
    sqlite_autoincrement=True,
)

# Who had an entry's news too, as each was when it joined: what is published names some
# of them, so a row is never altered, whatever becomes of its post.
carriers = Table(
    "carriers",
    metadata,
    Column("id", Integer, primary_key=True),  # the order in which they joined
    Column("lead_id", ForeignKey("posts.id"), nullable=False, index=True),
    Column("outlet", CleanText, nullable=False),  # empty: it is counted, and not named
    Column("url", CleanText, nullable=False),
    Column("voice", CleanText, nullable=False),
    Column("at_once", Boolean, nullable=False),  # with the lead itself, in one look
)

sources = Table(
    "sources",
    metadata,
    Column("source", CleanText, primary_key=True),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("digest", CleanText),
    Column("asked", CleanText),  # what etag, last_modified and digest belong to
    Column("next_look", UtcDateTime),
    Column("last_look", UtcDateTime),
    Column("last_success", UtcDateTime),
    Column("last_post", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("error", CleanText),
    Column("warnings", Strings, nullable=False),
    Column("location", CleanText),
    Column("kind", CleanText),
    Column("life_stage", CleanText),  # null: it is no live blog
    Column("life_since", UtcDateTime),
    Column("life_reason", CleanText),
    Column("signs", Records(Sign), nullable=False, server_default="[]"),
    Column("rhythm_minutes", Float),  # null: it has shown no posts as yet
    Column("rhythm_hours", Float),
    Column("rhythm_days", Float),
    Column("rhythm_turnover", Float),  # seconds
    Column("hint_until", UtcDateTime),
    Column("hint_pause", Integer),  # seconds
    Column("hint_skip", Strings, nullable=False, server_default="[]"),
    Column("moved_to", CleanText),  # null: it has not moved
    Column("moved_since", UtcDateTime),
    Column("moved_count", Integer),
    Column("muted", UtcDateTime),
    Column("why", CleanText),
    Column("pushed", UtcDateTime),  # until then its hub is trusted to tell of news
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", CleanText, primary_key=True),
    Column("rest_until", UtcDateTime),
    Column("refusals", Integer, nullable=False),
    Column("robots", CleanText),
    Column("robots_until", UtcDateTime),
    Column("spent", Records(Spending), nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("source", CleanText, primary_key=True),
    Column("day", Date, primary_key=True),  # in UTC
    Column("looks", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("extracted", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("echoes", Integer, nullable=False),
    Column("revisions", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False, server_default="0"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("uid", CleanText, nullable=False, unique=True),
)

# When that which is published under a name last became another.
editions = Table(
    "editions",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),  # of what readers see of it
    Column("changed", UtcDateTime, nullable=False),  # never goes back
)

# In which hour a feed told which entry: nothing is added to one that was told.
hours = Table(
    "hours",
    metadata,
    Column("feed", CleanText, primary_key=True),
    Column("entry", CleanText, primary_key=True),
    Column("source", CleanText, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("seen", UtcDateTime, nullable=False),
    Column("part", Integer, nullable=False),
    Index(None, "feed", "start"),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", CleanText, nullable=False),
    Column("after", UtcDateTime),
    Column("before", UtcDateTime),
    Column("noticed", UtcDateTime, nullable=False),
    Column("reason", CleanText, nullable=False),  # of the last attempt
    Column("attempts", Integer, nullable=False),
    Column("filled", UtcDateTime),
    Index(None, "source", "noticed"),
)

live_blogs = Table(
    "live_blogs",
    metadata,
    Column("id", Integer, primary_key=True),  # the order in which they were found
    Column("source", CleanText, nullable=False, unique=True),
    Column("found_by", CleanText, nullable=False),
    # SHA-256 of found_by and url: an address may be too long for an index.
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("url", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("published", UtcDateTime),  # as the list claims
    Column("found_at", UtcDateTime, nullable=False),
    Column("follows", CleanText),  # the source that it carries on
    Column("dropped_at", UtcDateTime),  # null: it is followed
    Column("reason", CleanText),  # why it was dropped
    Index(None, "found_by"),
)

# Why each post became what it is, as it was first judged or last parted.
decisions = Table(
    "decisions",
    metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True, autoincrement=False),
    Column("rule", CleanText, nullable=False),
    Column("weighed", Records(Weighed), nullable=False),
    Column("configuration", CleanText, nullable=False),
    Column("decided", UtcDateTime, nullable=False),
    Column("eager_id", ForeignKey("posts.id")),  # whose echo it is in an eager feed
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),  # the order in which they were made
    Column("ruling", CleanText, nullable=False),
    Column("post", CleanText, nullable=False),
    Column("other", CleanText, nullable=False),
    Column("made", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

# The posts that a person's ruling moved, and where the judge had put them.
moved = Table(
    "moved",
    metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True, autoincrement=False),
    Column("home_id", ForeignKey("posts.id"), index=True),  # null: it led
    Column("likeness", Float, nullable=False),  # to the lead at home
    Column("reasons", Strings, nullable=False),
)

# What grows as pages change without a new post or revision; `Entries.stamp` asks it.
counters = Table(
    "counters",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("number", Integer, nullable=False),
)

# What hubs were asked to push to us: a row for each address that we gave them.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("token", CleanText, primary_key=True),
    # It may outlive its source, until its hub has been told.
    Column("source", CleanText, nullable=False, index=True),
    Column("hub", CleanText, nullable=False),
    Column("topic", CleanText, nullable=False),
    Column("secret", CleanText, nullable=False),
    Column("stage", CleanText, nullable=False),
    Column("due", UtcDateTime),  # when next to act
    Column("asked_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("missed", Integer, nullable=False, server_default="0"),
    Column("reason", CleanText),
)

# Whom our own hub tells of changes: W3C WebSub, seen from the other side.
hub_subscriptions = Table(
    "hub_subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    # SHA-256 of topic and callback: addresses may be too long for an index.
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("topic", CleanText, nullable=False),
    Column("callback", CleanText, nullable=False),
    Column("secret", CleanText, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("told", CleanText, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("due", UtcDateTime),
)
