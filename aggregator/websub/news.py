"""Take in what hubs tell, in the order in which it comes."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aggregator.errors import ExtractError, StoreError
from aggregator.follow import websub
from aggregator.model import Document, Report, Source

if TYPE_CHECKING:
    from aggregator.subscription import Subscription
    from aggregator.websub.book import Book
    from aggregator.websub.house import House

_WAITING = 4  # news of one source that wait to be taken in
_PINGS = timedelta(seconds=30)  # between two looks that a hub sends us to, at least


class News:
    """The way from a hub's words to the store; belongs to one event loop.

    Args:
        house: the parts.
        book: whose subscriptions bring news.
    """

    def __init__(self, house: House, book: Book) -> None:
        self._house = house
        self._book = book
        self._sources = {each.id: each for each in house.sources}
        self._waiting: Counter[str] = Counter()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sent: dict[str, datetime] = {}  # when a hub last sent us to look

    def may_wait(self, source: str) -> bool:
        """Tell whether more of a source can be taken in; then it counts as waiting."""
        if source not in self._sources or self._waiting[source] >= _WAITING:
            return False
        self._waiting[source] += 1
        return True

    async def take_in(self, known: Subscription, media_type: str, body: bytes) -> None:
        """Take in news that were signed, and that wait; tell of what they came to."""
        source = self._sources[known.source]
        try:
            async with self._turns[source.id]:
                report = await self._absorbed(source, known, media_type, body)
        except StoreError as error:  # nothing was kept: the next look finds it
            self._house.tell("hub in vain", source=source.id, reason=str(error))
            return
        finally:
            self._waiting[source.id] -= 1
        if report is not None:
            counts = {"new": report.ledger.new, "echoes": report.ledger.echoes}
            told = {name: count for name, count in counts.items() if count}
            self._house.tell("hub told", source=source.id, hub=known.hub, **told)
            await self._house.done(report)

    async def _absorbed(
        self, source: Source, known: Subscription, media_type: str, body: bytes
    ) -> Report | None:
        """Take in a feed; where only that there are news was told, look at once."""
        now = self._house.clock()
        document = Document(
            source=source.id,
            url=source.url,
            body=body,
            media_type=media_type,
            fetched=now,
        )
        until = websub.trusted_until(known, now)
        try:
            report = await self._house.ingest.push(document, source, now, until=until)
        except ExtractError:
            return await self._look(source, now)
        await self._book.change(known.token, lambda each: websub.heard(each, now))
        return report

    async def _look(self, source: Source, now: datetime) -> Report | None:
        last = self._sent.get(source.id)
        if last is not None and last <= now < last + _PINGS:
            return None
        self._sent[source.id] = now
        due, *_ = await self._house.ingest.take([source], now)
        return await self._house.ingest.refresh(due, now)
