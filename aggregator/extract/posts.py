"""Drafts become posts: each is told once, under a key of its own."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.extract import kinds, mentions
from aggregator.extract.drafts import post_from
from aggregator.extract.guarded import guarded
from aggregator.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregator.extract.drafts import Draft
    from aggregator.model import Document, Post, Source

_OPENING = 12  # words by which two posts of one key are told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The posts that came of drafts, and what came of the others."""

    posts: tuple[Post, ...]
    places: tuple[int, ...]  # which draft each post is made of
    unreadable: tuple[int, ...]  # which drafts gave none
    copies: tuple[int, ...]  # which drafts told a post again


def made(drafts: Sequence[Draft], document: Document, source: Source) -> Made:
    """Return the posts of a document; a draft that cannot be read stops no other."""
    found: list[tuple[int, Post]] = []
    unreadable: list[int] = []
    for place, draft in enumerate(drafts):
        post, _ = guarded(functools.partial(post_from, draft, document, source))
        if post is None:
            unreadable.append(place)
        else:
            found.append((place, post))
    once = told_once(found)
    places = tuple(place for place, _ in once)
    return Made(
        posts=tuple(post for _, post in once),
        places=places,
        unreadable=tuple(unreadable),
        copies=tuple(sorted({place for place, _ in found} - set(places))),
    )


def marked(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return the posts of a live blog with what they say of themselves and each other.

    A headline may say that a post is a summary, and a post which other it means.
    """
    return mentions.resolved([_of_its_kind(post) for post in posts])


def _of_its_kind(post: Post) -> Post:
    told = kinds.of_title(post.title) if post.kind == "post" and post.title else None
    return replace(post, kind=told) if told else post


def told_once(found: Sequence[tuple[int, Post]]) -> list[tuple[int, Post]]:
    """Return each post once, with a key of its own.

    A key stands for its first post, and copies of it are dropped. Where quite other
    words stand under it too (tagesschau takes a slug again), all of them get another
    key: a post told twice is no loss.
    """
    told: dict[str, list[tuple[int, Post]]] = {}
    for place, post in found:
        versions = told.setdefault(post.key, [])
        if not any(_is_copy(post, each) for _, each in versions):
            versions.append((place, post))
    return [
        (place, post)
        if len(versions) == 1
        else (place, replace(post, key=f"{key} {_opening(post)}"))
        for key, versions in told.items()
        for place, post in versions
    ]


def _is_copy(post: Post, other: Post) -> bool:
    """Tell whether half of the words of the shorter stand in the other, cut or not."""
    mine, theirs = (set(words.words(each.text)) for each in (post, other))
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _opening(post: Post) -> str:
    return words.digest(post.title, *words.words(post.text)[:_OPENING])
