"""Which posts a document of an interface says are deleted, or are not for readers.

WordPress' live blogs send `type: "delete"` (Automattic/liveblog, `for_json`), Live Blog
`deleted: true` (liveblog/liveblog, `client_blogs/<id>/posts`), ScribbleLive
`IsDeleted: 1` (api.scribblelive.com/v1, `stream/<id>/posts`).
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, TypeGuard

from aggregator.extract import lenient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.extract.page import Page

_FLAGS = ("deleted", "isDeleted", "IsDeleted", "is_deleted", "_deleted")
_STATES = (
    ("type", {"delete", "deleted"}),
    ("operation", {"delete"}),
    ("action", {"delete"}),
    ("status", {"deleted", "trash", "trashed", "removed", "unpublished"}),
    ("post_status", {"deleted", "trash"}),
)
_TELLING = {*_FLAGS, *(name for name, _ in _STATES)}
# Readers' comments, and what editors have not published.
_UNPUBLISHED = ("IsComment", "isComment", "is_comment")
_NOT_OPEN = {"comment", "draft", "submitted", "pending", "ad"}
_TRUE = (True, 1, "1", "true")

_IDS = ("id", "_id", "Id", "ID", "nid", "urn", "guid", "uuid", "entry_id", "post_id")
_OTHER = re.compile(
    r"user|author|creator|media|image|picture|video|comment|repl(?:y|ies)|tag|section"
    r"|categor|avatar|member|related",
    re.IGNORECASE,
)
_MOST = 50_000  # values looked at; a live blog's page of an interface has 100 posts


def is_deleted(said: Callable[[str], object]) -> bool:
    """Tell whether an object says that it has been deleted.

    Args:
        said: gives what a field of it says; None if it has no such field.
    """
    for name in _FLAGS:
        if (flag := said(name)) is not None and flag in _TRUE:
            return True
    for name, states in _STATES:
        if isinstance(state := said(name), str) and state.casefold() in states:
            return True
    return False


def is_withheld(said: Callable[[str], object]) -> bool:
    """Tell whether an object is a reader's comment, or has not been published."""
    state = said("post_status")
    return any(said(name) in _TRUE for name in _UNPUBLISHED) or (
        isinstance(state, str) and state.casefold() in _NOT_OPEN
    )


def deletions(page: Page) -> list[str]:
    """Return the ids of the posts that a JSON document calls deleted, each once.

    Of an HTML page none: what its scripts start from holds the posts that it shows.
    What is within an object that has an id belongs to that one: a picture that has
    been deleted from a post is no deleted post.
    """
    if page.tree.css_first("script") or not any(map(_is_gone, page.objects())):
        return []
    things = (each for block in page.data for each in _things(block))
    gone = (lenient.first(each, *_IDS) for each in things if _is_gone(each))
    return list(dict.fromkeys(each for each in gone if each))


def _is_gone(found: lenient.Object) -> bool:
    return not _TELLING.isdisjoint(found) and is_deleted(found.get)


def _things(document: object) -> Iterator[lenient.Object]:
    """Yield a document's objects in the order written, but not what is within posts."""
    waiting, left = [document], _MOST
    while waiting and left > 0:
        here = waiting.pop()
        left -= 1
        if isinstance(here, dict):
            yield here
            inner = (each for name, each in here.items() if not _is_other(name))
            held = [each for each in inner if type(each) in lenient.HOLDERS]
            waiting += reversed(held)
        else:
            held = lenient.listed(here)
            members = [each for each in held if type(each) in lenient.HOLDERS]
            waiting += reversed([each for each in members if not _is_thing(each)])
            yield from filter(_is_thing, members)


@functools.lru_cache(maxsize=1024)  # documents say the same few names again and again
def _is_other(name: str) -> bool:
    return _OTHER.search(name) is not None


def _is_thing(each: object) -> TypeGuard[lenient.Object]:
    return isinstance(each, dict) and lenient.first(each, *_IDS) is not None
