"""All who have subscribed to the feed, and what must never come before their eyes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.readers.documents import Document, parsed
from tests.readers.models import PROGRAMS, SHOW_EDITS, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tests.readers.documents import Item
    from tests.readers.models import Noticed


@dataclass(slots=True)
class Public:
    """One reader of each program, who polls after every change there is."""

    readers: tuple[Reader, ...] = field(
        default_factory=lambda: tuple(map(Reader, PROGRAMS))
    )
    documents: list[Document] = field(default_factory=list)
    edits: int = 0  # of what stood in the feed, as the outlets know
    issued: dict[str, dict[str, datetime]] = field(default_factory=dict)
    """When each id came up first, the ids of each page in their order."""
    _dates: dict[str, str] = field(default_factory=dict)  # `updated` of each id
    _told: dict[str, int] = field(default_factory=dict)  # versions, by the page
    _news: dict[str, set[str]] = field(default_factory=dict)  # ids, by program
    _body: bytes = b""  # of the last document
    _document: Document = field(init=False)

    def read(self, body: bytes, said: Mapping[str, int], now: datetime) -> None:
        """Let all poll, and hold what they notice against what outlets said.

        Args:
            body: the feed as published.
            said: which version of each post its outlet has shown us, by its address.
            now: when that is.
        """
        document = self._parsed(body)
        told_before = set(self._told)
        edited = self._edited(document, said)
        self.edits += len(edited)
        for program, noticed in self._polled(document, now):
            changed = {each.link for each in noticed.changed}
            anew = {each.link for each in noticed.new} & told_before
            shown = edited if program in SHOW_EDITS else anew
            assert not changed & anew, program
            assert changed | anew == shown, program

    def read_dated(self, body: bytes, now: datetime) -> None:
        """Let all poll a feed in which nothing changes unless `updated` has moved."""
        document = self._parsed(body)
        dates = {each.id: each.updated for each in document.items}
        moved = {each for each in dates if self._dates.get(each, "") < dates[each]}
        known = moved & self._dates.keys()
        self._dates |= dates
        self.edits += len(known)
        for program, noticed in self._polled(document, now):
            assert {each.id for each in noticed.changed} <= known, program

    def read_for_good(self, body: bytes, now: datetime) -> None:
        """Let all poll a feed in which no entry is ever edited."""
        for program, noticed in self._polled(self._parsed(body), now):
            assert noticed.changed == (), program

    @property
    def noticed(self) -> int:
        """How many entries came up as new: with every reader the same number."""
        (number,) = {len(each) for each in self._news.values()}
        return number

    def _parsed(self, body: bytes) -> Document:
        """Return a document; what has not changed is not read again."""
        if body != self._body:
            self._body, self._document = body, parsed(body)
        return self._document

    def _edited(self, document: Document, said: Mapping[str, int]) -> set[str]:
        now = {each.link: said.get(each.link, 0) for each in document.items}
        edited = {link for link in now if self._told.get(link, now[link]) != now[link]}
        self._told |= now
        return edited

    def _noted(self, document: Document, now: datetime) -> None:
        for each in document.items:
            self.issued.setdefault(each.link, {}).setdefault(each.id, now)

    def _polled(
        self, document: Document, now: datetime
    ) -> Iterator[tuple[str, Noticed]]:
        self.documents.append(document)
        self._noted(document, now)
        for reader in self.readers:
            noticed, program = reader.poll(document.items, now), reader.rules.name
            ever = self._news.setdefault(program, set())
            assert [each.title for each in noticed.new if each.id in ever] == [], (
                program
            )
            ever.update(each.id for each in noticed.new)
            yield program, noticed


def times_never_go_back(documents: list[Document]) -> None:
    """Hold what has been published against rule 4, one after the other."""
    latest: dict[str, Item] = {}
    for before, after in pairwise(documents):
        assert after.id == before.id
        assert after.updated >= before.updated
    for document in documents:
        for item in document.items:
            earlier = latest.setdefault(item.id, item)
            assert item.published == earlier.published
            assert item.updated >= earlier.updated
            latest[item.id] = item
        newest = max((each.updated for each in document.items), default="")
        assert document.updated >= newest or not document.updated


def each_page_has_one_id(documents: list[Document]) -> None:
    """Tell that no post came under a second id, and no two under one."""
    pairs = {(each.id, each.link) for one in documents for each in one.items}
    assert len(pairs) == len(dict(pairs)) == len({link for _, link in pairs})
