"""What goes out: each change of a feed, to each of its subscribers, until it has it."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.errors import FetchError
from aggregator.fetch.courier import host_named
from aggregator.hub import letters, terms
from aggregator.hub.book import Book, Key, key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from aggregator.hub.parts import Parts
    from aggregator.hub.work import Work
    from aggregator.model import Rendition
    from aggregator.subscription import Subscriber

_SUCCESSES = range(200, 300)


class Delivery:
    """Sends feeds as they are now; belongs to one event loop.

    To one subscriber one feed goes once at a time: what changes meanwhile goes after.

    Args:
        parts: of the hub.
        book: of the subscribers.
        work: by which things are sent.
    """

    def __init__(self, parts: Parts, book: Book, work: Work) -> None:
        self._parts = parts
        self._book = book
        self._work = work
        self._documents: dict[str, Rendition] = {}  # by topic
        self._busy: set[Key] = set()  # whom something is being sent

    def etag(self, topic: str) -> str:
        """Return how a feed is now; empty: nobody has said so."""
        document = self._documents.get(topic)
        return "" if document is None else document.etag

    def replace(self, documents: Mapping[str, Rendition]) -> None:
        """Take how some feeds are now, by topic, and send them."""
        self._documents |= documents
        self.send(documents)

    def send(self, topics: Collection[str]) -> None:
        """Begin to send these feeds to all who do not have them, and are due."""
        for each in self._book.all():
            if each.topic in topics and self._is_due(each):
                key = key_of(each)
                self._busy.add(key)
                self._work.begin(self._send_all(key))

    async def deny(self, known: Subscriber, reason: str) -> None:
        """Tell who was a subscriber that it is none any more (section 5.2)."""
        try:
            await self._parts.courier.get(letters.denial(known, reason))
        except FetchError as error:
            self._say("subscriber not told", known, reason=error.reason)

    def _is_due(self, known: Subscriber) -> bool:
        document = self._documents.get(known.topic)
        if document is None or key_of(known) in self._busy:
            return False
        return terms.is_due(known, document.etag, self._parts.clock())

    async def _send_all(self, key: Key) -> None:
        document = None
        try:
            while document is not self._documents[key[0]]:
                document = self._documents[key[0]]
                await self._send(key, document)
        finally:
            self._busy.discard(key)

    async def _send(self, key: Key, document: Rendition) -> None:
        known = self._book.get(key)
        if known is None or not terms.is_due(known, document.etag, self._parts.clock()):
            return
        # In a thread: to sign a document for each of a thousand takes seconds.
        told = await asyncio.to_thread(
            letters.headers, known, document, hub=self._parts.url
        )
        courier = self._parts.courier
        try:
            reply = await courier.post(known.callback, told, document.body)
        except FetchError as error:
            self._settle(key, document, None, error.reason)
        else:
            self._settle(key, document, reply.status, f"status {reply.status}")

    def _settle(
        self, key: Key, document: Rendition, status: int | None, reason: str
    ) -> None:
        known = self._book.get(key)
        if known is None:  # it has left while we were sending
            return
        if status in _SUCCESSES:
            self._book.put(terms.took(known, document.etag))
            return
        after = terms.failed(known, self._parts.clock())
        if after is None or status == HTTPStatus.GONE:  # its last word: section 7
            self._book.drop(key)
            self._say("subscriber given up", known, reason=reason)
            if status != HTTPStatus.GONE:
                self._work.begin(self.deny(known, "It did not take what it was told."))
        else:
            self._book.put(after)
            self._say("subscriber not told", after, reason=reason)

    def _say(self, event: str, known: Subscriber, **facts: object) -> None:
        # Not the callback: who knows all of it can pretend to be us.
        host = host_named(known.callback)
        self._parts.tell(event, topic=known.topic, host=host, **facts)
