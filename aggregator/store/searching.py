"""Which entries have certain words: asked so that no words cost much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, select

from aggregator.store.fulltext import found, has
from aggregator.store.listing import lead_of
from aggregator.store.tables import entries, posts

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Up to so many posts are looked up one by one, each on a page of the disk of its own.
# Of more, a page full of entries is met soon by who walks down the timeline.
_FEW = 1_000


def worded(connection: Connection, words: str) -> ColumnElement[bool]:
    """Return what is true of entries of which the lead or an echo has all of `words`.

    Measured with 100,000 posts in SQLite (`benchmarks/searching.py`): for a word that
    most have, a page took 730 ms where all posts with it were looked up, and takes
    56 ms where the timeline is walked down. But where nobody has it, to walk down all
    of it takes 60 ms, and to look up none takes nothing.

    Args:
        connection: tells which database is asked.
        words: any text; see `fulltext.found`.
    """
    said = posts.alias("said")
    leads = select(lead_of(said)).where(found(connection, said, words))
    few = connection.scalars(leads.limit(_FEW + 1)).all()
    if len(few) <= _FEW:
        return entries.c.post_id.in_(few)
    return _on_the_way(connection, words)


def _on_the_way(connection: Connection, words: str) -> ColumnElement[bool]:
    """Return the same as a question to one entry, which leaves the order as it is."""
    post = posts.alias("walked")
    leads = and_(post.c.id == entries.c.post_id, post.c.lead_id.is_(None))
    echoes = post.c.lead_id == entries.c.post_id
    return exists().where(leads | echoes, has(connection, post, words))
