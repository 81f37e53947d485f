"""Which live blogs of a list are followed, and as what source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from aggregator.text import urls
from aggregator.text.words import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from aggregator.liveblog import Discover, Link
    from aggregator.model import Source

_LONGEST_NAME = 40  # characters of an address's last words
_DIGITS = 8  # of its digest: one in four thousand million
_TELLING = re.compile(r"[a-z]{3}")  # "uk-politics"; not "12345", not "v2"
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_OTHER = re.compile(r"[^a-z0-9]+")


def canonical(url: str) -> str | None:
    """Return the one form of a live blog's address; None if it is none of the web.

    Without fragment, and without parameters that only tell where a reader came from.
    """
    found = urls.absolute(url, base=url)
    return urls.without_fragment(found) if found else None


def place(url: str) -> str | None:
    """Return what two addresses of one live blog share: not the last slash."""
    found = canonical(url)
    return found.partition("://")[2].rstrip("/") if found else None


def places(urls: Iterable[str]) -> set[str | None]:
    """Return the `place` of each address, and None: that leads nowhere."""
    return {None, *map(place, urls)}


def chosen(
    links: Sequence[Link],
    discover: Discover,
    *,
    followed: Collection[str],
    active: int,
    now: datetime,
) -> tuple[Link, ...]:
    """Return the live blogs to follow from now on, under their canonical addresses.

    The newest come first; those without a date after them, in the order of the list.

    Args:
        links: what a list names.
        discover: which of them its operator wants, and how many at once.
        followed: the addresses that are followed, or were because of a list.
        active: how many of these are not closed.
        now: when the list was read.
    """
    fitting = [each for each in links if _is_wanted(each, discover, now)]
    newest = sorted(fitting, key=_age, reverse=True)
    return tuple(_unknown(newest, places(followed)))[: max(discover.most - active, 0)]


def found_source(parent: Source, link: Link) -> Source:
    """Return the source for a live blog that was found.

    Its id is made of the parent's and of the address alone, so it is the same
    whenever and however the live blog is found again; all else is as configured.

    Args:
        parent: the configured source that led to it, also by way of another one.
        link: the live blog.
    """
    url = canonical(link.url) or link.url
    name = "-".join(filter(None, (_name(url), digest(url)[:_DIGITS])))
    return replace(
        parent,
        id=f"{parent.id}/{name}",
        url=url,
        kind=parent.discover.kind if parent.discover else "live",
        discover=None,
        found_by=parent.id,
    )


def _is_wanted(link: Link, discover: Discover, now: datetime) -> bool:
    if link.published is not None and now - link.published > discover.age:
        return False
    if any(_is_in(pattern, link) for pattern in discover.block):
        return False
    return not discover.keep or any(_is_in(each, link) for each in discover.keep)


def _is_in(pattern: str, link: Link) -> bool:
    found = re.compile(pattern, re.IGNORECASE)
    return any(found.search(each) for each in (link.url, link.title))


def _age(link: Link) -> tuple[bool, float]:
    """Sort by date, and what has none before all that has."""
    time = link.published
    return (time is not None, time.timestamp() if time else 0.0)


def _unknown(links: Iterable[Link], known: set[str | None]) -> Iterator[Link]:
    """Yield each live blog once that is not known, nor without an address."""
    met = set(known)
    for link in links:
        where = place(link.url)
        if where not in met:
            met.add(where)
            yield replace(link, url=canonical(link.url) or link.url)


def _name(url: str) -> str:
    """Return the last words of an address that tell something: "uk-politics"."""
    parts = [_plain(part) for part in urlsplit(url).path.split("/") if part]
    name = ""
    for part in reversed(parts):
        name = "-".join(filter(None, (part, name)))
        if _TELLING.search(part):
            break
    return _cut(name)


def _plain(part: str) -> str:
    bare = unicodedata.normalize("NFKD", unquote(_EXTENSION.sub("", part)))
    ascii_only = bare.encode("ascii", "ignore").decode("ascii").lower()
    return _OTHER.sub("-", ascii_only).strip("-")


def _cut(name: str) -> str:
    """Return the beginning of a name, up to the end of a word where there is one."""
    if len(name) <= _LONGEST_NAME:
        return name
    kept = name[: _LONGEST_NAME + 1].rpartition("-")[0]
    return kept or name[:_LONGEST_NAME]
