"""The subscriber: asks hubs, answers them, and hands on what they tell."""

from __future__ import annotations

import asyncio
from functools import partial
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Self

from aggregator.fetch.reasons import printable
from aggregator.follow import websub
from aggregator.server import Hook
from aggregator.websub.asking import refusal
from aggregator.websub.book import Book
from aggregator.websub.news import News

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from aggregator.model import Report
    from aggregator.subscription import Hub, Mode, Subscription
    from aggregator.websub.house import House

_TICK = 5  # seconds between two moments at which something may be due
_AT_ONCE = 8  # hubs that are asked at once
_BYTES = 32  # of chance in a token: 256 bits


class Subscriber:
    """Keeps subscriptions going; belongs to one event loop.

    Args:
        house: the parts.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._configured = {each.id for each in house.sources}
        self._book = Book(house)
        self._news = News(house, self._book)
        self._asking = asyncio.Semaphore(_AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def hook(self) -> Hook:
        """What the server has to pass on to us."""
        return Hook(
            path="/websub/{end}",
            asked=self.asked,
            expects=self.expects,
            told=self.told,
            max_body=self._house.max_body,
        )

    async def __aenter__(self) -> Self:
        """Take up what was subscribed to, and see to it from now on.

        Raises:
            StoreError: what was subscribed to cannot be told.
        """
        await self._book.open()
        for each in self._book.all():
            if each.source not in self._configured:
                await self._leave(each)
        self._begin(self._go_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """See to nothing any more; subscriptions stay, for the next start."""
        for each in self._under_way:
            each.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def looked(self, report: Report) -> None:
        """Hear of a look: what its feed advertises, and what no hub had told."""
        await self._house.done(report)
        if report.source not in self._configured:
            return
        if report.ledger.new + report.ledger.echoes:
            now = self._house.clock()
            for each in self._book.of(report.source):
                await self._book.change(each.token, partial(websub.missed, now=now))
        if report.hub is not None:
            await self._advertised(report.source, report.hub)

    async def turn(self) -> None:
        """Do what is due."""
        now = self._house.clock()
        for each in self._book.all():
            if each.due <= now:
                await self._act(each)

    async def asked(self, token: str, query: Mapping[str, str]) -> str | None:
        """Answer a hub that verifies what it was asked; None: that was not us."""
        known, now = self._book.get(token), self._house.clock()
        if known is None:
            return None
        if websub.is_denied(known, query):
            why = printable(query.get("hub.reason", ""))
            await self._book.change(token, partial(websub.denied, why=why, now=now))
            self._tell("hub denies", known, reason=why)
            return ""
        challenge = query.get("hub.challenge")
        if not challenge or not websub.confirms(known, query):
            return None
        lease = query.get("hub.lease_seconds", "")
        await self._book.change(token, partial(websub.confirmed, lease=lease, now=now))
        self._tell("hub verifies", known, mode=query["hub.mode"])
        return challenge

    def expects(self, token: str) -> bool:
        """Tell whether a hub may tell something at the address that ends so."""
        known = self._book.get(token)
        return known is not None and known.stage != "leaving"

    def told(self, token: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take what a hub tells; what it has not signed is heard, and forgotten.

        Returns:
            Whether it was taken; if not, too much waits, and it may come again.
        """
        known = self._book.get(token)
        if known is None:  # over, while its body came
            return True
        signature = headers.get("x-hub-signature", "")
        if not websub.takes(known) or not websub.is_signed(known, signature, body):
            self._tell("hub not believed", known, signed=bool(signature))
            return True
        if not self._news.may_wait(known.source):
            return False
        media_type = printable(headers.get("content-type", ""))
        self._begin(self._news.take_in(known, media_type, body))
        return True

    async def _go_on(self) -> None:
        while True:
            await self.turn()
            await asyncio.sleep(_TICK)

    async def _advertised(self, source: str, hub: Hub) -> None:
        """Subscribe to what a feed advertises now, and to nothing else of it."""
        for each in self._book.of(source):
            if not websub.is_for(each, hub):
                await self._leave(each)
        if hub.urls and not self._is_for(source, hub):
            fresh = websub.begun(
                source,
                hub,
                token=token_urlsafe(_BYTES),
                secret=token_urlsafe(_BYTES),
                now=self._house.clock(),
            )
            await self._book.add(fresh)
            await self._act(fresh)

    def _is_for(self, source: str, hub: Hub) -> bool:
        return any(websub.is_for(each, hub) for each in self._book.of(source))

    async def _leave(self, known: Subscription) -> None:
        now = self._house.clock()
        await self._book.change(known.token, partial(websub.left, now=now))

    async def _act(self, known: Subscription) -> None:
        now = self._house.clock()
        mode = websub.wish(known)
        after = await self._book.change(known.token, partial(websub.acted, now=now))
        if after is not None and mode is not None:
            self._begin(self._ask(after, mode))

    async def _ask(self, known: Subscription, mode: Mode) -> None:
        form = websub.request(known, mode, self._house.base + known.token)
        async with self._asking:
            reason = await refusal(known, form, self._house.send)
        now = self._house.clock()
        current = self._book.get(known.token)
        if reason is None or current is None or current.asked_at != known.asked_at:
            return
        self._tell("hub refuses", known, mode=mode, reason=reason)
        failed = partial(websub.failed, reason=reason, now=now)
        await self._book.change(known.token, failed)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            self._house.tell("bug", exc_info=bug)

    def _tell(self, event: str, known: Subscription, **facts: object) -> None:
        self._house.tell(event, source=known.source, hub=known.hub, **facts)
