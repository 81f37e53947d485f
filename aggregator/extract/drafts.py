"""The shared last step of every extractor: raw fields, as found, become a post."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.model import Post
from aggregator.text import markup, times, urls, words

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.model import Document, Source

_LONGEST_KEY = 200  # characters
_LONGEST_TEXT = 100_000  # characters; one post shall not fill a feed and every page
_OPENING = 12  # words

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


def post_from(draft: Draft, document: Document, source: Source) -> Post | None:
    """Return the post that a draft tells of; None if it has neither title nor text.

    The one place where a time is parsed, markup made safe and an address absolute.
    A time that cannot be, seen from when the document was fetched, is no time.

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
    url = urls.absolute(draft.url, base=document.url) or document.url
    return Post(
        source=source.id,
        outlet=source.outlet,
        key=(
            _key(_stated(draft.id or "", document))
            or _key(_own_address(url, document))
            or _digest(published, title, text)
        ),
        url=url,
        title=title,
        html=html,
        text=text,
        author=markup.inline(draft.author or "") or None,
        published=published,
        updated=_time(draft.updated, draft, document),
        language=_language(draft.language) or source.language,
        via=source.url,
        topics=source.topics,
    )


def _body(draft: Draft, document: Document) -> tuple[str, str]:
    html = markup.sanitise(draft.html or "", base=document.url)
    text = markup.plain(html)
    if not text and draft.text:
        html += markup.as_html(draft.text)
        text = markup.plain(html)
    if len(text) > _LONGEST_TEXT:
        text = f"{text[:_LONGEST_TEXT]} …"
        html = markup.as_html(text)
    return html, text


def _time(value: str | None, draft: Draft, document: Document) -> datetime | None:
    when = times.parse(value or "", zone=draft.zone)
    if when and times.plausible(when, now=document.fetched):
        return when
    return None


def _stated(id_: str, document: Document) -> str:
    """Return the outlet's id: `post-1`, where data says `https://outlet/live#post-1`.

    So the readers of one page name a post alike, and it does not matter whose list
    is at hand at one look.
    """
    own = urls.host(id_) == urls.host(document.url)
    return (urls.fragment(id_) if own else "") or id_


def _key(stated: str) -> str:
    key = words.squeeze(words.printable(stated))
    return key if len(key) <= _LONGEST_KEY else words.digest(key)


def _own_address(url: str, document: Document) -> str:
    """Return the address, unless it is that of the whole document."""
    whole = {document.url, urls.absolute(document.url, base=document.url)}
    return "" if url in whole else url


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
