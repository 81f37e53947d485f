"""News as they happen: server-sent events to all who listen.

As the HTML standard, section 9.2, has them: who was away for a moment says which event
was the last, and is told what came since.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from secrets import token_hex
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from aggregator.server.answers import SECURITY, Endpoint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

_KEPT = 200  # events, for those who were away
_AT_ONCE = 8  # of them are sent before a listener has to read: what waits is memory
_HEARTBEAT = 15.0  # seconds; proxies close what is silent for longer
_MOST = 1000  # listeners
_LATER = {"Retry-After": "30"}
_HELLO = b"retry: 3000\n\n"  # milliseconds until a browser tries again
_BEAT = b":\n\n"
_LINE_END = re.compile("\r\n|\r|\n")
_NO_LINE = re.compile("[\0\r\n]")  # of what must stay on one
_HEADERS = {
    **SECURITY,
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # what comes, comes at once, also through a proxy
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One piece of news."""

    id: str  # no two of late have the same
    name: str  # what it is: the page's script listens for such names
    data: str  # in words that the script knows


class Stream:
    """Tells events to all listeners; belongs to one event loop.

    It holds the last events once for all: a listener is a place among them. Who falls
    behind so far that its next event is gone, or asks for what is gone, is told
    `missed`: its page is to be loaded anew.

    Args:
        heartbeat: seconds of silence after which a listener is told that all is well.
        most: listeners at once.
    """

    def __init__(self, *, heartbeat: float = _HEARTBEAT, most: int = _MOST) -> None:
        self._heartbeat = heartbeat
        self._most = most
        self._start = token_hex(8)
        self._events: deque[tuple[str, bytes]] = deque(maxlen=_KEPT)
        self._told = 0  # events ever
        self._listeners: set[asyncio.Event] = set()

    @property
    def last(self) -> str:
        """The id of the last event; of what was before the first one, if none was.

        A page that names it when it starts to listen (`?after=`) misses nothing that
        happened since it was made.
        """
        return self._events[-1][0] if self._events else self._start

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def push(self, event: Event) -> None:
        """Tell all listeners, those who were away too."""
        self._events.append((_line(event.id), _coded(event)))
        self._told += 1
        for each in self._listeners:
            each.set()

    def endpoint(self) -> Endpoint:
        """Return what answers those who want to listen."""

        async def endpoint(request: Request) -> Response:
            if request.method == "HEAD":
                return StreamingResponse(iter(()), headers=_HEADERS)
            if len(self._listeners) >= self._most:
                words = "Too many are listening. Please try again shortly."
                raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, words, _LATER)
            after = request.query_params.get("after")
            last = request.headers.get("last-event-id", after)
            return StreamingResponse(self.news(last), headers=_HEADERS)

        return endpoint

    async def news(self, last: str | None) -> AsyncIterator[bytes]:
        """Tell one listener all that comes; ends only with whoever listens.

        Args:
            last: the id of the event that it was told last; None: it asks for none that
                came before now.
        """
        woken = asyncio.Event()
        self._listeners.add(woken)
        try:
            place = self._place(last)
            yield _HELLO
            while True:
                woken.clear()
                told, place = self._since(place)
                yield told or await self._quiet(woken)
        finally:
            self._listeners.discard(woken)

    def _place(self, last: str | None) -> int | None:
        """Return how many events were told up to that one; None if it is not known."""
        if last is None:
            return self._told
        first = self._told - len(self._events)
        if last == self._start:
            return 0 if first == 0 else None
        known = (number for number, (id_, _) in enumerate(self._events) if id_ == last)
        found = next(known, None)
        return None if found is None else first + found + 1

    def _since(self, place: int | None) -> tuple[bytes, int]:
        first = self._told - len(self._events)
        if place is None or place < first:
            return self._missed(), self._told
        start = place - first
        news = [each for _, each in islice(self._events, start, start + _AT_ONCE)]
        return b"".join(news), place + len(news)

    def _missed(self) -> bytes:
        return _coded(Event(id=self.last, name="missed", data=""))

    async def _quiet(self, woken: asyncio.Event) -> bytes:
        """Wait for news; return what is said where there are none for long."""
        try:
            async with asyncio.timeout(self._heartbeat):
                await woken.wait()
        except TimeoutError:
            return _BEAT
        return b""


def _coded(event: Event) -> bytes:
    """Return an event as it is sent: a line is all that its words can make."""
    lines = [f"id: {_line(event.id)}", f"event: {_line(event.name)}"]
    lines += [f"data: {each}" for each in _LINE_END.split(event.data)]
    return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")


def _line(words: str) -> str:
    return _NO_LINE.sub(" ", words)
