"""Tell a public hub which of our feeds have changed; it fetches them, and tells others.

The Recommendation leaves open how (section 6). What all public hubs take is the ping of
PubSubHubbub 0.4: a form with `hub.mode=publish`, and the feed as `hub.url`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from aggregator.errors import FetchError
from aggregator.hub.work import Work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from aggregator.hub.parts import Parts
    from aggregator.model import Rendition

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_SUCCESSES = range(200, 300)
_PAUSES = (2, 8, 30, 120, 600)  # seconds between attempts


class Announcer:
    """Tells one hub of changes; belongs to one event loop.

    Args:
        parts: of which `url` is the hub's.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        parts: Parts,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._parts = parts
        self._sleep = sleep
        self._work = Work(parts.tell)
        self._current: dict[str, str] = {}  # ETags, by topic
        self._busy: set[str] = set()  # topics of which it is being told
        self._rests: dict[str, asyncio.Future[None]] = {}  # until it is told again

    async def __aenter__(self) -> Self:
        """Begin; what a feed is at first counts as a change of it."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Tell nothing any more."""
        await self._work.end()

    def wanted(self) -> Collection[str]:
        """Return the feeds of which the hub is told: it does not say who subscribes."""
        return self._parts.topics

    async def published(self, documents: Mapping[str, Rendition]) -> None:
        """Hear how feeds are now; the hub is told, beside all else, which have changed.

        Args:
            documents: by their address; those that are no topics are not heeded.
        """
        for topic in self._parts.topics & documents.keys():
            etag = documents[topic].etag
            is_news = self._current.get(topic) != etag
            self._current[topic] = etag
            if is_news and topic in self._rests:
                self._rests[topic].cancel()
            elif is_news and topic not in self._busy:
                self._busy.add(topic)
                self._work.begin(self._tell_all(topic))

    async def _tell_all(self, topic: str) -> None:
        told = None
        try:
            while told != self._current[topic]:
                told = self._current[topic]
                await self._tell_of(topic, told)
        finally:
            self._busy.discard(topic)

    async def _tell_of(self, topic: str, etag: str) -> None:
        """Tell the hub of a change, until it has heard it or there is another."""
        for pause in (*_PAUSES, None):
            reason = await self._refusal(topic)
            if reason is None:
                return
            facts = {"hub": self._parts.url, "topic": topic, "reason": reason}
            self._parts.tell("hub not told", **facts)
            if pause is not None and etag == self._current[topic]:
                await self._rest(topic, pause)
            if etag != self._current[topic]:
                return  # to which belong as many attempts

    async def _rest(self, topic: str, seconds: float) -> None:
        """Wait; what changes meanwhile ends it, as the hub may be back."""
        rest = self._rests[topic] = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait([rest])
        finally:
            rest.cancel()
            del self._rests[topic]

    async def _refusal(self, topic: str) -> str | None:
        form = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
        body = urlencode(form).encode()
        try:
            reply = await self._parts.courier.post(self._parts.url, _FORM, body)
        except FetchError as error:
            return error.reason
        return None if reply.status in _SUCCESSES else f"status {reply.status}"
