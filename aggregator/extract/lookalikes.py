"""What has the shape of posts and is none: teasers, comments, schedules, recordings."""

from __future__ import annotations

import functools
import re
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract import lenient
from aggregator.text import times, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aggregator.extract.candidates import Candidate, Item
    from aggregator.extract.page import Page
    from aggregator.extract.shapes import Group

_ENOUGH = 3  # posts, where the list is not named after posts
_FEW_WORDS = 4  # of a body that is a plain string
_OPENING = 12  # words by which two posts differ
_OWN_SLUG = 2  # hyphens in the name of one story; a section has less

_PLAIN_NAME = re.compile(r"\*?[A-Za-z_]\w{0,39}")  # of a field, not a key of a store
_OTHERWISE = re.compile(
    r"comment|repl(?:y|ies)\b|(?<!p)reviews?\b|related|recommend|most_?(?:read|view)"
    r"|popular|trending|promo|advert|podcast|gallery|schedule|navigation|menu|footer"
    r"|key_?(?:event|moment|point)|highlight|pinned|teaser|newsletter",
    re.IGNORECASE,
)
_POSTS = re.compile(
    r"\w*posts?|\w*entries|\w*updates?|\w*blog_?items|blocks|_items|results|live_?blog\w*",
    re.IGNORECASE,
)
_LIVE = re.compile(r"live|ticker|blog_?(?:item|post|entr|update)", re.IGNORECASE)
_OF_COMMENTS = {"replies", "replycount", "upvotes", "downvotes", "commenttext"}
_OF_RECORDINGS = {"duration", "enclosure", "episode", "mp3", "videoid", "audiourl"}
_ENDS = re.compile(r"(?:end|stop)s?(?:at|time|date|datetime)?", re.IGNORECASE)
_KINDS = ("type", "_type", "__typename")


def named_otherwise(group: Group, *, whole: bool) -> bool:
    """Tell whether a list is too short, or says by its name that it is no posts.

    Args:
        group: the list.
        whole: whether all of the document is JSON: an interface tells of single posts.
    """
    named = [name for name in group.way if _PLAIN_NAME.fullmatch(name)]
    of_posts = whole and (not named or _POSTS.fullmatch(named[-1]))
    least = 1 if of_posts else _ENOUGH
    return len(group.members) < least or any(map(_OTHERWISE.search, named))


def are_posts(candidate: Candidate, page: Page) -> bool:
    """Tell whether a list is a live blog's posts, by all that may speak against it."""
    items = candidate.items
    against: Sequence[Callable[[], bool]] = (
        lambda: not items,
        lambda: not _is_prose(candidate),
        lambda: _mostly(items, lambda item: item.title == item.body),
        lambda: 2 * len({_opening(item) for item in items}) < len(items),
        lambda: _mostly(items, lambda item: _has(item, _OF_COMMENTS)),
        lambda: _mostly(items, lambda item: _has(item, _OF_RECORDINGS)),
        lambda: _mostly(items, _ends_later),
        lambda: not _says_live(candidate) and _leads_elsewhere(items, page),
    )
    return not any(speaks() for speaks in against)


def _mostly(items: Sequence[Item], is_so: Callable[[Item], bool]) -> bool:
    return 2 * sum(map(is_so, items)) > len(items)


def _is_prose(candidate: Candidate) -> bool:
    """Tell whether the bodies are sentences; in a tree of blocks a word is enough."""
    sizes = [len(item.body) for item in candidate.items if item.body]
    body = candidate.reading.body
    strings = _mostly(candidate.items, lambda item: isinstance(item.row.get(body), str))
    timed = sum(item.when is not None for item in candidate.items)
    long_enough = median(sizes or [0]) >= (_FEW_WORDS if strings else 1)
    return long_enough and 2 * len(sizes) >= timed


def _opening(item: Item) -> tuple[str, ...]:
    return (*item.title, "|", *item.body[:_OPENING])


def _has(item: Item, names: set[str]) -> bool:
    return any(
        value not in (None, "", [], 0, False)
        for path, value in item.row.items()
        if len(path) == 1 and _plain(path[0]) in names
    )


@functools.lru_cache(maxsize=4096)  # the rows of a list have the same few names
def _plain(name: str) -> str:
    return name.casefold().replace("_", "")


@functools.lru_cache(maxsize=4096)
def _is_end(name: str) -> bool:
    return _ENDS.fullmatch(name.replace("_", "")) is not None


def _ends_later(item: Item) -> bool:
    """Tell whether it lasts: a broadcast does, a post does not."""
    ends = (
        times.parse(lenient.scalar(value) or "")
        for path, value in item.row.items()
        if _is_end(path[-1])
    )
    return any(end and item.when and end > item.when for end in ends)


def _says_live(candidate: Candidate) -> bool:
    """Tell whether the list or most of what is in it is named after live blogs."""
    return any(map(_LIVE.search, candidate.group.way)) or _mostly(
        candidate.items,
        lambda item: any(
            _LIVE.search(lenient.scalar(item.row.get((name,))) or "") for name in _KINDS
        ),
    )


def _leads_elsewhere(items: Sequence[Item], page: Page) -> bool:
    """Tell whether most are but the announcement of a page of their own.

    A post's address is the page's with a fragment or a parameter, or lies beneath it,
    or beneath that of one story that all share.
    """
    known = [
        urls.absolute(item.draft.url, base=page.url) for item in items if item.draft.url
    ]
    bases = [_base(url) for url in known if url]
    own = _base(page.url)
    elsewhere = {each for each in bases if not each.startswith(own)}
    above = {each.rpartition("/")[0] for each in elsewhere}
    shared = len(above) == 1 and above.pop().rpartition("/")[2].count("-") >= _OWN_SLUG
    return 2 * len(elsewhere) > len(items) and len(elsewhere) > 1 and not shared


def _base(url: str) -> str:
    bare = urls.without_fragment(url).partition("?")[0]
    return bare.rstrip("/").removesuffix(".html")
