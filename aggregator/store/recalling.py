"""Bring back many posts at once for the judge, and one by the name a person has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, select

from aggregator.model import Held, Post
from aggregator.store.rows import digest_of, id_of
from aggregator.store.tables import entries, posts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from aggregator.model import PostId

_AT_ONCE = 1_000  # rows in memory
_COMPARED = (
    posts.c.source,
    posts.c.outlet,
    posts.c.key,
    posts.c.url,
    posts.c.title,
    posts.c.text,
    posts.c.author,
    posts.c.language,
    posts.c.first_seen,
    posts.c.withdrawn,
    posts.c.stems,
)


def recent(connection: Connection, since: datetime, after: int = 0) -> Iterator[Held]:
    """Yield the posts first seen at or after `since`, oldest first.

    A hundred thousand take two seconds: what the judge does not ask stays behind.
    """
    query = _compared().where(posts.c.first_seen >= since, posts.c.id > after)
    in_order = query.order_by(posts.c.first_seen, posts.c.id)
    rows = connection.execute(in_order.execution_options(yield_per=_AT_ONCE))
    return map(_held, rows)


def find(connection: Connection, name: str) -> list[PostId]:
    """Return the posts of this id, entry or address, oldest first."""
    query = select(posts.c.source, posts.c.key).order_by(posts.c.id)
    its_entry = select(entries.c.post_id).where(entries.c.uid == name)
    for where in (
        posts.c.digest == digest_of(name),
        posts.c.id == its_entry.scalar_subquery(),
        posts.c.url == name,
    ):
        found = connection.execute(query.where(where)).all()
        if found:
            return [id_of(row.source, row.key) for row in found]
    return []


def _compared() -> Select[Any]:
    lead = posts.alias("lead")
    return select(*_COMPARED, lead.c.source, lead.c.key).outerjoin(
        lead, lead.c.id == posts.c.lead_id
    )


def _held(row: Sequence[Any]) -> Held:
    """Return the post of a row, told by place: by name, it takes half as long again."""
    (source, outlet, key, url, title, text, author, language, *rest) = row
    first_seen, withdrawn, stems, lead_source, lead_key = rest
    post = Post(
        source=source,
        outlet=outlet,
        key=key,
        url=url,
        title=title,
        html="",
        text=text,
        author=author,
        language=language,
    )
    return Held(
        post=post,
        first_seen=first_seen,
        lead=None if lead_source is None else id_of(lead_source, lead_key),
        withdrawn=withdrawn,
        stems=stems or b"",
    )
