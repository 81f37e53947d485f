"""The way between rows and the model's words."""

from __future__ import annotations

from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import Row

from aggregator.model import Post, PostId, SourceId
from aggregator.store.columns import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
Values: TypeAlias = dict[str, Any]
AnyRow: TypeAlias = Row[Any]

WORDS = ("title", "html", "text", "author", "url", "outlet", "language", "via")
"""What a revision keeps of a post."""

_CHUNK = 500  # SQLite takes 32,766 values in a statement; short ones stay cached


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Cut `items` into lists that fit into one statement."""
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def digest_of(post: PostId) -> bytes:
    """Return what identifies `post` in its table."""
    return sha256(clean(post).encode()).digest()


def said_by(post: Post) -> bytes:
    """Return what stays when an outlet gives a post another id: time and words."""
    when = post.published.isoformat() if post.published else ""
    said = "\0".join((post.source, when, post.title or "", post.text))
    return sha256(clean(said.replace("\0", "\n")).encode()).digest()


def id_of(source: SourceId, key: str) -> PostId:
    """Return the id of a post, as `Post.id` has it."""
    return f"{source}#{key}"


def values_of(post: Post) -> Values:
    """Return the columns that the outlet's words fill."""
    return {
        "said": said_by(post),
        "source": post.source,
        "outlet": post.outlet,
        "key": post.key,
        "url": post.url,
        "title": post.title,
        "html": post.html,
        "text": post.text,
        "author": post.author,
        "published": post.published,
        "updated": post.updated,
        "language": post.language,
        "via": post.via,
        "topics": post.topics,
        "kind": post.kind,
        "time_doubtful": post.time_doubtful,
        "mentions": post.mentions,
    }


def post_of(row: AnyRow) -> Post:
    """Return the post in `row`, whatever else the row may hold."""
    return Post(
        source=row.source,
        outlet=row.outlet,
        key=row.key,
        url=row.url,
        title=row.title,
        html=row.html,
        text=row.text,
        author=row.author,
        published=row.published,
        updated=row.updated,
        language=row.language,
        via=row.via,
        topics=row.topics,
        kind=row.kind,
        time_doubtful=row.time_doubtful,
        mentions=row.mentions,
    )
