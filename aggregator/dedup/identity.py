"""Which post a post is: ids are hints; the outlet, the instant and the words tell.

Feeds use an id again for another item, pages number their posts from the top, and a
whole outlet's ids change with its software. None of it may overwrite a published post,
or publish one a second time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.dedup.likeness import compare
from aggregator.text.words import digest, words

if TYPE_CHECKING:
    from aggregator.model import Post

_OPENING = 12  # words


def is_another(held: Post, post: Post) -> bool:
    """Tell whether `post` is not the one that is held under its key, but another.

    An edit keeps the outlet's time, or some of the words. What keeps neither was
    never the same post.
    """
    if held.published is not None and held.published == post.published:
        return False
    return compare(held, post).relation == "distinct"


def with_own_key(post: Post) -> Post:
    """Return `post` with a key of its own, the same at every look: id and words."""
    opening = words(f"{post.title or ''} {post.text}")[:_OPENING]
    return replace(post, key=f"{post.key} {digest(*opening)}")
