"""The hub: takes who subscribes, and tells them of each change, from start to end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from aggregator.errors import StoreError
from aggregator.hub.book import Book, key_of
from aggregator.hub.delivery import Delivery
from aggregator.hub.entrance import Entrance
from aggregator.hub.work import Work
from aggregator.server import Desk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from aggregator.hub.parts import Parts
    from aggregator.model import Rendition

PATH = "/hub"
"""Where the hub is, below the public address."""

_TICK = 1  # seconds between two moments at which something may be due


class Hub:
    """Keeps subscribers told; belongs to one event loop.

    Args:
        parts: what it needs.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._book = Book(parts.store, parts.lane)
        self._work = Work(parts.tell)
        self._delivery = Delivery(parts, self._book, self._work)
        self._entrance = Entrance(parts, self._book, self._work, self._delivery.etag)
        self._writes = True  # it did, the last time that it was tried

    @property
    def desk(self) -> Desk:
        """What the server has to pass on to us."""
        return Desk(path=PATH, take=self._entrance.take)

    async def __aenter__(self) -> Self:
        """Take up who subscribes, and see to them from now on.

        Raises:
            StoreError: who subscribes cannot be told.
        """
        await self._book.open()
        for each in self._book.all():
            if each.topic not in self._parts.topics:
                self._book.drop(key_of(each))
                reason = "There is no such feed any more."
                self._work.begin(self._delivery.deny(each, reason))
        self._work.begin(self._go_on())
        self._work.begin(self._write_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """See to nobody any more; subscriptions stay, for the next start."""
        await self._work.end()
        await self.write()

    def wanted(self) -> Collection[str]:
        """Return the feeds to which anybody subscribes, by their address."""
        return {each.topic for each in self._book.all()}

    async def published(self, documents: Mapping[str, Rendition]) -> None:
        """Hear how feeds are now; whoever subscribes to one that has changed is told.

        Returns at once: they are told beside all else.

        Args:
            documents: by their address; those that are no topics are not heeded.
        """
        mine = self._parts.topics & documents.keys()
        self._delivery.replace({each: documents[each] for each in mine})

    def turn(self) -> None:
        """Do what is due: forget whose lease has ended, tell again whom it has not."""
        now = self._parts.clock()
        for each in self._book.all():
            if each.expires <= now:
                self._book.drop(key_of(each))
        self._delivery.send(self._parts.topics)

    async def write(self) -> None:
        """Keep what has changed; what cannot be kept now is kept later."""
        try:
            await self._book.write()
        except StoreError as error:
            if self._writes:
                self._parts.tell("subscribers not kept", reason=str(error))
            self._writes = False
        else:
            self._writes = True

    async def _go_on(self) -> None:
        while True:
            self.turn()
            await asyncio.sleep(_TICK)

    async def _write_on(self) -> None:
        while True:  # apart from the turns, which must not wait for the database
            await self.write()
            await asyncio.sleep(_TICK)
