"""The shared last step of every extractor: raw fields, as found, become a post."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.model import Post
from aggregator.text import markup, times, urls, words
from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.liveblog import PostKind
    from aggregator.model import Document, Source

_LONGEST_KEY = 200  # characters
_LONGEST_TEXT = 100_000  # characters; one post shall not fill a feed and every page
_OPENING = 12  # words

_A_DAY = timedelta(days=1)
_FURTHEST_ZONE = timedelta(hours=14)
_FAR_APART = ("UTC", "Asia/Tokyo")
_WITH_OFFSET = re.compile(r":\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)\s*\Z")

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, in short


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One item as an extractor found it: strings, untouched; None where absent."""

    id: str | None = None
    url: str | None = None
    title: str | None = None  # plain text or markup
    html: str | None = None  # the body as markup
    text: str | None = None  # the body as plain text, where there is no markup
    published: str | None = None
    updated: str | None = None
    author: str | None = None
    language: str | None = None
    zone: str | None = None  # IANA name for times that state no offset; None: UTC
    kind: PostKind | None = None  # where its markup or data says so
    doubtful: bool = False  # the day or the zone of `published` was guessed


def post_from(draft: Draft, document: Document, source: Source) -> Post | None:
    """Return the post that a draft tells of; None if it has neither title nor text.

    The one place where a time is parsed, markup made safe and an address absolute.
    A time that cannot be, seen from when the document was fetched, is no time; one that
    is doubtful is never later than that.

    The key is the outlet's own id, else the address of the post alone, else a digest
    of time, title and opening words. When the outlet gives neither id nor address,
    an edit of those words makes a second post: we rather tell a post twice than take
    two for one and lose it.
    """
    title = markup.inline(draft.title or "") or None
    html, text = _body(draft, document)
    if not (title or text):
        return None
    published = _time(draft.published, draft, document)
    updated = _time(draft.updated, draft, document)
    doubtful = published is not None and vague(draft)
    url = urls.absolute(draft.url, base=document.url) or document.url
    return Post(
        source=source.id,
        outlet=source.outlet,
        key=(
            key_of(draft.id or "", document)
            or _key(_own_address(url, document))
            or _digest(published, title, text)
        ),
        url=url,
        title=title,
        html=html,
        text=text,
        author=markup.inline(draft.author or "") or None,
        published=_not_ahead(published, document) if doubtful else published,
        updated=_not_ahead(updated, document) if doubtful else updated,
        language=_language(draft.language) or source.language,
        via=source.url,
        topics=source.topics,
        kind=draft.kind or "post",
        time_doubtful=doubtful,
    )


def _body(draft: Draft, document: Document) -> tuple[str, str]:
    html = markup.sanitise(draft.html or "", base=document.url)
    text = markup.plain(html)
    if not text and draft.text:
        lines = markup.lines(draft.text)
        html, text = html + markup.of_lines(lines), "\n".join(lines)
    if len(text) > _LONGEST_TEXT:
        text = f"{text[:_LONGEST_TEXT]} …"
        html = markup.as_html(text)
    return html, text


def _time(value: str | None, draft: Draft, document: Document) -> datetime | None:
    when = times.stated(value or "", zone=draft.zone)
    if when and times.plausible(when, now=document.fetched):
        return when
    return None


def vague(draft: Draft) -> bool:
    """Tell whether the day or the zone of a draft's time has to be guessed."""
    if not draft.published:
        return False
    return draft.doubtful or not (draft.zone or states_zone(draft.published))


@lru_cache(maxsize=1024)
def states_zone(written: str) -> bool:
    """Tell whether a time means the same moment wherever it is read."""
    if _WITH_OFFSET.search(written) or written.isdecimal():
        return True
    here, there = (times.stated(written, zone=zone) for zone in _FAR_APART)
    return here == there


def _not_ahead(when: datetime | None, document: Document) -> datetime | None:
    """Return a doubtful time that is not later than the fetch.

    As far ahead as no zone is, its day was guessed wrongly: it is of the day before.
    """
    if when is None or when <= document.fetched:
        return when
    ahead = when - document.fetched
    return when - _A_DAY if ahead > _FURTHEST_ZONE else document.fetched


def _stated(id_: str, document: Document) -> str:
    """Return the outlet's id: `post-1`, where data says `https://outlet/live#post-1`.

    So the readers of one page name a post alike, and it does not matter whose list
    is at hand at one look.
    """
    own = urls.host(id_) == urls.host(document.url)
    return (urls.fragment(id_) if own else "") or id_


def key_of(id_: str, document: Document) -> str:
    """Return the key of a post that an outlet names so; empty where it does not."""
    return _key(_stated(id_, document))


def _key(stated: str) -> str:
    key = words.squeeze(words.printable(stated))
    return key if len(key) <= _LONGEST_KEY else words.digest(key)


def _own_address(url: str, document: Document) -> str:
    """Return what the address has for this post alone: its place in the document.

    Just the place, as `_stated`: of Reach's live centres, a page shows thirty posts
    with their ids, and states all 428 with their addresses.
    """
    if url in _whole(document.url):
        return ""
    here = _path(url) == _path(document.url)
    return (urls.fragment(url) if here else "") or url


@lru_cache(maxsize=64)  # each post of a document asks
def _whole(url: str) -> frozenset[str | None]:
    return frozenset({url, urls.absolute(url, base=url)})


@remembered
def _path(url: str) -> str:
    return urls.without_fragment(url).partition("?")[0].rstrip("/")


def _digest(published: datetime | None, title: str | None, text: str) -> str:
    when = times.rfc3339(published) if published else None
    return words.digest(when, title, " ".join(words.words(text)[:_OPENING]))


def _language(stated: str | None) -> str | None:
    tag = (stated or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def told_apart(drafts: list[Draft]) -> tuple[list[Draft], list[str]]:
    """Return the drafts, each id for one item only, and a warning for each shared.

    All that share an id are given another, made of it and of address, title and time,
    so that it stays when the others have left the feed's window. Alike in all of
    these they are one item, told twice.
    """
    marked = [(draft, _mark(draft)) for draft in drafts]
    counted = Counter(key for key, _ in {(draft.id, mark) for draft, mark in marked})
    shared = {key for key, count in counted.items() if key and count > 1}
    apart = [
        replace(draft, id=f"{draft.id} {mark}") if draft.id in shared else draft
        for draft, mark in marked
    ]
    return apart, [f"several items share the id {key!r}" for key in sorted(shared)]


def _mark(draft: Draft) -> str:
    when = draft.published or draft.html or draft.text
    return words.digest(draft.url, draft.title, when)
