"""Which entries a feed shows, and which a reader of the page asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.text.rules import rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from aggregator.model import Entry, Post
    from aggregator.outputs import Filters, Selection


def chooses(selection: Selection, entry: Entry) -> bool:
    """Return whether a feed of this selection shows `entry`.

    What its lead says decides, and how many voices have it: whoever else said it has
    no say in whether it stays. What states no language is shown in every feed of a
    language: a post too many is better than one that is missing.
    """
    post = entry.post
    return (
        entry.independent >= selection.outlets
        and _is_of(post, selection)
        and (not post.language or _is_in(post.language, selection.languages))
        and _is_worded(post, selection)
    )


def shows(filters: Filters, entry: Entry) -> bool:
    """Return whether `entry` is what a reader of the page asked for.

    The words are the store's to find: it knows what others said of it, too.
    """
    post = entry.post
    source, topic, language = filters.source, filters.topic, filters.language
    return (
        (not source or source in _origins(post))
        and (not topic or topic.casefold() in _topics(post))
        and (not language or _is_in(post.language or "", {language}))
    )


def _is_of(post: Post, selection: Selection) -> bool:
    sources, topics = selection.sources, selection.topics
    return (not sources or not sources.isdisjoint(_origins(post))) and (
        not topics or not _topics(post).isdisjoint(map(str.casefold, topics))
    )


def _origins(post: Post) -> set[str]:
    """Return its source, and the one that the source was found by."""
    return {post.source, post.source.partition("/")[0]}


def _topics(post: Post) -> set[str]:
    return set(map(str.casefold, post.topics))


def _is_in(language: str, ranges: Collection[str]) -> bool:
    """Tell whether a language is in one of these ranges, or there are none.

    RFC 4647, section 3.3.1: "en" has "en-GB".
    """
    tag = f"{language.casefold()}-"
    return not ranges or any(tag.startswith(f"{each.casefold()}-") for each in ranges)


def _is_worded(post: Post, selection: Selection) -> bool:
    if not (selection.keep or selection.block):
        return True
    text = f"{post.title or ''}\n{post.text}"
    kept = not selection.keep or any(rule(each)(text) for each in selection.keep)
    return kept and not any(rule(each)(text) for each in selection.block)
