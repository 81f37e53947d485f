"""HTTP/2 over one wire, several questions side by side (RFC 9113), with httpcore."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpcore
import httpx

from aggregator.fetch.address import origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable

    from aggregator.fetch.wire import Wire


class Http2:
    """Asks questions side by side over one wire.

    Args:
        wire: open; the server has chosen HTTP/2 on it.
        url: whom the wire leads to; only its origin counts.
        rest: called when nothing is being asked any more.
    """

    def __init__(
        self, wire: Wire, url: httpx.URL, rest: Callable[[Http2], None]
    ) -> None:
        self.wire = wire
        self.origin = origin(url)
        self._rest = rest
        self._open = 0  # questions that are being answered
        self._spent = False
        self._talk = httpcore.AsyncHTTP2Connection(_url(url).origin, wire)

    @property
    def is_available(self) -> bool:
        """Whether one more question may be asked now."""
        usable = self.wire.is_open and self._talk.is_available()
        return usable and not self._spent

    async def ask(self, request: httpx.Request) -> httpx.Response:
        """Send a request; return the answer, its own body unread.

        Raises:
            httpcore.ProtocolError: it is no HTTP/2.
            httpcore.NetworkError: the connection broke.
        """
        self._open += 1
        self.wire.is_silent = True
        asked = httpcore.Request(
            request.method,
            _url(request.url),
            headers=request.headers.raw,
            content=request.read(),
        )
        try:
            answer = await self._talk.handle_async_request(asked)
        except BaseException:
            self.break_off()
            raise
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(self, answer)
        )

    def done(self) -> None:
        """End one question."""
        self._open -= 1
        if self._open == 0:
            self._rest(self)

    def break_off(self) -> None:
        """End one question in the midst of its answer, and ask no more.

        The server goes on with the answer, and so uses up what it may send at all.
        """
        self._spent = True
        self.done()

    def retire(self) -> None:
        """Ask no more; what is being answered is heard to its end."""
        self._spent = True
        if self._open == 0:
            self.wire.hang_up()


class _Body(httpx.AsyncByteStream):
    """A body that is still to come."""

    def __init__(self, line: Http2, answer: httpcore.Response) -> None:
        self._line = line
        self._answer = answer
        self._is_whole = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for each in cast("AsyncIterable[bytes]", self._answer.stream):
            yield each
        self._is_whole = True

    async def aclose(self) -> None:
        try:
            await self._answer.aclose()  # or its place among the streams stays taken
        finally:
            if self._is_whole:
                self._line.done()
            else:
                self._line.break_off()


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
