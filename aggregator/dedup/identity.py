"""Which post a post is: ids are hints; the outlet, the instant and the words tell.

Feeds use an id again for another item, pages number their posts from the top, and a
whole outlet's ids change with its software. None of it may overwrite a published post,
or publish one a second time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.dedup.changes import change
from aggregator.dedup.likeness import compare
from aggregator.text.words import digest, words

if TYPE_CHECKING:
    from aggregator.model import Post

_OPENING = 12  # words
_SENTENCE = 8  # words; of less, the headline tells more
_SURELY = 0.72  # of the words, in two versions that contradict each other


def is_another(held: Post, post: Post) -> bool:
    """Tell whether `post` is not the one that is held under its key, but another.

    An edit keeps the outlet's time, or some of the words. What keeps neither was
    never the same post.
    """
    if held.published is not None and held.published == post.published:
        return False
    return compare(held, post).relation == "distinct"


def likeness(held: Post, post: Post, *, replaced: bool) -> float:
    """Return how surely a post of another id is an edit of the one that is held.

    Both are of one outlet and claim one instant, and that is not enough: two posts of
    the same minute are two.

    Args:
        held: the post as it is held; its id is not on the page any more.
        post: what the page shows.
        replaced: whether the page would show the one that is held, if it still stood.
            Only then an edit may contradict it: else two posts that differ in a
            number would be one, and the first be lost.

    Returns:
        From 0, if it is another post, to 1.
    """
    if min(len(words(each.text)) for each in (held, post)) >= _SENTENCE:
        # A headline is edited together with the id that is made of it.
        held, post = (replace(each, title=None) for each in (held, post))
    found = compare(held, post)
    if found.relation not in ("echo", "update"):
        return 0.0
    contradicts = found.reasons and change(held, post) not in ("typo", "addition")
    if contradicts and not (replaced and found.likeness >= _SURELY):
        return 0.0
    return found.likeness


def with_own_key(post: Post) -> Post:
    """Return `post` with a key of its own, the same at every look: id and words."""
    opening = words(f"{post.title or ''} {post.text}")[:_OPENING]
    return replace(post, key=f"{post.key} {digest(*opening)}")
