"""Feed readers, as far as it matters to us: what is new to them, and what has changed.

Each rule is that of the reader's own code, which design/READERS.md names; where its
versions differ, the one that notices more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import md5, sha1, sha256
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tests.readers.documents import Item

Identity: TypeAlias = Callable[["Item", str], str | None]
"""Under which key an item is held that came by a subscription; None: it is skipped."""

Face: TypeAlias = Callable[["Item"], Hashable]
"""What of an item makes it a changed one, once it is another."""

_TAGS = re.compile(r"<[^>]*>")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How one program tells items apart."""

    name: str
    identity: Identity
    face: Face
    forgets: timedelta | None = None  # what has left the feed for so long


@dataclass(frozen=True, slots=True)
class Noticed:
    """What one poll brought before the reader's eyes."""

    new: tuple[Item, ...]
    changed: tuple[Item, ...]


@dataclass(slots=True)
class _Shelved:
    face: Hashable
    seen: datetime  # in the feed, for the last time


@dataclass(slots=True)
class Reader:
    """One subscription, polled again and again.

    Args:
        rules: of the program.
        url: that was subscribed to, and stays so, whatever `rel=self` says later.
    """

    rules: Rules
    url: str = "https://news.example/feed.atom"
    shelf: dict[str, _Shelved] = field(default_factory=dict)

    def poll(self, items: Sequence[Item], now: datetime) -> Noticed:
        """Take in a document as it was published at a time."""
        new, changed = [], []
        for item in items:
            key = self.rules.identity(item, self.url)
            if key is None:
                continue
            face, held = self.rules.face(item), self.shelf.get(key)
            if held is None:
                new.append(item)
            elif held.face != face:
                changed.append(item)
            self.shelf[key] = _Shelved(face, now)
        self._forget(now)
        return Noticed(tuple(new), tuple(changed))

    def _forget(self, now: datetime) -> None:
        keep = self.rules.forgets
        if keep is None:
            return
        gone = [key for key, each in self.shelf.items() if now - each.seen >= keep]
        for key in gone:
            del self.shelf[key]


def _hex(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _freshrss_identity(item: Item, _: str) -> str:
    return item.id.strip() or item.link or str(_freshrss_face(item))


def _freshrss_face(item: Item) -> Hashable:
    """Return the hash of `FreshRSS_Entry`: no date is in it."""
    authors = ";" + "; ".join(item.authors or item.source_authors)
    tags = "#" + " #".join(item.tags)
    said = item.link + item.title.strip() + authors + item.content + tags
    return md5(said.encode()).hexdigest()  # noqa: S324  (the reader's own)


def _tt_rss_identity(item: Item, _: str) -> str:
    """Return what tt-rss hashes: it cuts what it takes for the id."""
    guid = (item.id or item.link or item.title)[:245]
    return sha1(f"1,{guid}".encode()).hexdigest()  # noqa: S324  (the reader's own)


def _tt_rss_face(item: Item) -> Hashable:
    """Return what `calculate_article_hash` hashes, each field without its markup."""
    fields = (
        item.title,
        item.content,
        item.link,
        ",".join(item.tags),
        ", ".join(item.authors),
        item.language,
        item.updated or item.published,
    )
    return tuple(_TAGS.sub("", each) for each in fields)


def _own_id(item: Item, _: str) -> str | None:
    return item.id or None


def _unseen(_: Item) -> Hashable:
    """Return what never changes: an item is stored once, and not looked at again."""
    return None


def _newsboat_identity(item: Item, _: str) -> str:
    return item.id or f"{item.link}{item.published}"


def _newsboat_face(item: Item) -> Hashable:
    return item.title, item.link, item.content


def _netnewswire_identity(item: Item, url: str) -> str:
    unique = item.id or f"{item.link}{item.published}"
    return md5(f"{url} {unique}".encode()).hexdigest()  # noqa: S324  (likewise)


def _netnewswire_face(item: Item) -> Hashable:
    """Return what `changesFrom` compares: authors of atom:source are authors too."""
    return (
        item.title,
        item.content,
        item.link,
        item.related,
        item.published,
        item.updated,
        frozenset((*item.authors, *item.source_authors)),
    )


def _miniflux_identity(item: Item, _: str) -> str:
    return _hex(item.id or item.link)


def _miniflux_face(item: Item) -> Hashable:
    authors = ", ".join(sorted(set(item.authors)))
    return item.title, item.link, item.content, authors, tuple(sorted(set(item.tags)))


FRESHRSS = Rules(name="FreshRSS", identity=_freshrss_identity, face=_freshrss_face)
TT_RSS = Rules(name="tt-rss", identity=_tt_rss_identity, face=_tt_rss_face)
THUNDERBIRD = Rules(
    name="Thunderbird", identity=_own_id, face=_unseen, forgets=_DAY
)  # `rss.invalid_item_purge_delay_days` is 1
NEWSBOAT = Rules(name="newsboat", identity=_newsboat_identity, face=_newsboat_face)
NETNEWSWIRE = Rules(
    name="NetNewsWire",
    identity=_netnewswire_identity,
    face=_netnewswire_face,
    forgets=30 * _DAY,
)
MINIFLUX = Rules(name="Miniflux", identity=_miniflux_identity, face=_miniflux_face)

PROGRAMS = (FRESHRSS, TT_RSS, THUNDERBIRD, NEWSBOAT, NETNEWSWIRE, MINIFLUX)
SHOW_EDITS = frozenset(each.name for each in PROGRAMS if each is not THUNDERBIRD)
"""Programs in which an edit is seen; in the others, only a new id would be."""
