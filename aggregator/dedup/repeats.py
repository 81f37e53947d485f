"""Whether a post says again what is held, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.text.volatile import steady
from aggregator.text.words import words

if TYPE_CHECKING:
    from aggregator.dedup.window import Said
    from aggregator.model import Post

_SIGNS = re.compile(r"[$€£¥%‰°+]|-(?=\d)")  # no words, and yet they tell


def is_said_again(post: Post, held: Post) -> bool:
    """Tell whether nobody has edited a post: most are told to the letter."""
    if (post.author, post.title, post.text) == (held.author, held.title, held.text):
        return True
    return _said(post) == _said(held)


def is_the_item(post: Post, said: Said) -> bool:
    """Tell whether a post is the very item that is kept: its address and its words.

    Two feeds of one outlet list one article; that is an echo too, or it would be
    published twice.
    """
    return post.url == said.url and _said(post) == _said(said)


def _said(post: Post | Said) -> tuple[object, ...]:
    """Return what makes two versions of a post the same, whatever the typography.

    What changes while nobody edits it, such as "2 minutes ago", is not said.
    """
    texts = (post.title or "", steady(post.text))
    return (
        post.author or "",
        *(words(text) for text in texts),
        *(_SIGNS.findall(text) for text in texts),
    )
