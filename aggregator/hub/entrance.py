"""Who comes in: what they ask for is done once they have confirmed that it was them."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from http import HTTPStatus
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from aggregator.errors import FetchError
from aggregator.fetch.singly import Singly
from aggregator.hub import letters, terms
from aggregator.hub.wishes import RefusalError, Wish, wish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aggregator.hub.book import Book
    from aggregator.hub.parts import Parts
    from aggregator.hub.work import Work

_BYTES = 32  # of chance in a challenge
_SUCCESSES = range(200, 300)
_FULL = "There are as many subscribers as this hub takes."


class Entrance:
    """Takes who subscribes or leaves; belongs to one event loop.

    Args:
        parts: of the hub.
        book: of those who are in.
        work: by which requests are verified.
        etag: tells how a feed is now, by its topic.
    """

    def __init__(
        self, parts: Parts, book: Book, work: Work, etag: Callable[[str], str]
    ) -> None:
        self._parts = parts
        self._book = book
        self._work = work
        self._etag = etag
        self._asking: Counter[str] = Counter()  # being verified, by host
        self._turns = Singly()

    def take(self, form: Mapping[str, str]) -> tuple[int, str]:
        """Take what a server asks for, to be verified.

        Returns:
            The status of our answer, and a sentence (sections 5.1.1 and 5.1.2).
        """
        try:
            asked = wish(form, self._parts.topics)
            self._require_room(asked)
        except RefusalError as error:
            return error.status, error.words
        self._asking[asked.host] += 1
        # It holds the feed as it is now: what changes while we ask is news to it.
        self._work.begin(self._verify(asked, self._etag(asked.topic)))
        return HTTPStatus.ACCEPTED, "This is being verified."

    def _require_room(self, asked: Wish) -> None:
        if self._is_busy(asked.host):
            words = "Too much is being verified. Please try again shortly."
            raise RefusalError(words, HTTPStatus.SERVICE_UNAVAILABLE)
        if asked.mode == "subscribe" and not self._has_room(asked):
            raise RefusalError(_FULL, HTTPStatus.SERVICE_UNAVAILABLE)

    def _is_busy(self, host: str) -> bool:
        bounds, asking = self._parts.bounds, self._asking
        return asking.total() >= bounds.asking or asking[host] >= bounds.asking_host

    def _has_room(self, asked: Wish) -> bool:
        bounds, book = self._parts.bounds, self._book
        if book.get((asked.topic, asked.callback)) is not None:
            return True
        in_all, theirs = len(book), book.at(asked.host)
        return in_all < bounds.subscribers and theirs < bounds.per_host

    async def _verify(self, asked: Wish, etag: str) -> None:
        try:
            if self._parts.refresh is not None:  # nobody may have waited for changes
                await self._parts.refresh(asked.topic)
                etag = self._etag(asked.topic)
            # One after the other, or who subscribes and leaves at once may be kept.
            async with self._turns.turn(f"{asked.topic} {asked.callback}"):
                reason = await self._doubt(asked)
                if reason is None:
                    await self._fulfil(asked, etag)
                else:
                    self._say("subscription not confirmed", asked, reason=reason)
        finally:
            self._asking -= Counter([asked.host])

    async def _doubt(self, asked: Wish) -> str | None:
        """Ask whether it was they who asked (section 5.3); None: it was."""
        challenge = token_urlsafe(_BYTES)
        try:
            reply = await self._parts.courier.get(letters.question(asked, challenge))
        except FetchError as error:
            return error.reason
        if reply.status not in _SUCCESSES:
            return f"it says no (status {reply.status})"
        if reply.body != challenge.encode():
            return "it does not give back the challenge"
        return None

    async def _fulfil(self, asked: Wish, etag: str) -> None:
        key = asked.topic, asked.callback
        if asked.mode == "unsubscribe":
            self._book.drop(key)
            self._say("unsubscribed", asked)
        elif self._has_room(asked):  # others may have come in meanwhile
            fresh = terms.confirmed(
                self._book.get(key), asked, etag=etag, now=self._parts.clock()
            )
            self._book.put(fresh)
            self._say("subscribed", asked, until=fresh.expires)
        else:
            await self._deny(asked)

    async def _deny(self, asked: Wish) -> None:
        """Tell who has confirmed, and takes itself for a subscriber (section 5.2)."""
        self._say("subscription denied", asked, reason=_FULL)
        with suppress(FetchError):
            await self._parts.courier.get(letters.denial(asked, _FULL))

    def _say(self, event: str, asked: Wish, **facts: object) -> None:
        # Not the callback: who knows all of it can pretend to be us.
        self._parts.tell(event, topic=asked.topic, host=asked.host, **facts)
