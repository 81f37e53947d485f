"""HTTP/1.1 over one wire, one question at a time (RFC 9112), with h11.

Not httpcore's own, which takes longer and bounds neither the number of header fields
nor that of interim answers, and does not see what a server sends beyond its answer:
the next request on that connection would get it for its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11
import httpx

from aggregator.fetch.address import origin
from aggregator.fetch.reasons import Unusable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from aggregator.fetch.wire import Wire

_HEAD = 64 * 1024  # bytes of all header fields together; browsers take 256 kB
_FIELDS = 256  # header fields of one answer
_INTERIM = 16  # interim answers (1xx) before the one that counts
_CRUMBS = 20_000  # pieces of one body: to each belongs work, however small it is


class Http1:
    """Asks one question at a time over one wire.

    Args:
        wire: open, and used by nobody else.
        url: whom the wire leads to; only its origin counts.
        rest: called when nothing is being asked any more.
    """

    def __init__(
        self, wire: Wire, url: httpx.URL, rest: Callable[[Http1], None]
    ) -> None:
        self.wire = wire
        self.origin = origin(url)
        self._rest = rest
        self._talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)

    @property
    def is_available(self) -> bool:
        """Whether a question may be asked, if none is being asked."""
        return self.wire.is_fresh

    async def ask(self, request: httpx.Request) -> httpx.Response:
        """Send a request; return the answer, its own body unread.

        Raises:
            Unusable: the answer's head is beyond all measure, or none comes.
            h11.ProtocolError: it is no HTTP.
            httpcore.NetworkError: the connection broke.
        """
        self.wire.is_silent = True
        try:
            await self.wire.write(self._told(request))
            head = await self._head()
        except BaseException:
            self.wire.hang_up()
            raise
        return httpx.Response(
            head.status_code, headers=head.headers.raw_items(), stream=_Body(self)
        )

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give what comes of the body.

        Raises:
            Unusable: it comes in crumbs.
            h11.ProtocolError: its framing is not HTTP's.
            httpcore.NetworkError: the connection broke.
        """
        for _ in range(_CRUMBS):
            event = await self._event()
            if not isinstance(event, h11.Data):
                return
            yield bytes(event.data)
        message = f"the answer comes in more than {_CRUMBS:,} pieces"
        raise Unusable(message)

    def done(self) -> None:
        """End the question, and make ready for the next one, if there can be one."""
        surplus, _ = self._talk.trailing_data
        ended = self._talk.our_state is self._talk.their_state is h11.DONE
        if ended and not surplus:
            self._talk.start_next_cycle()
        else:
            self.wire.hang_up()
        self._rest(self)

    def retire(self) -> None:
        """Ask no more."""
        self.wire.hang_up()

    def _told(self, request: httpx.Request) -> bytes:
        head = h11.Request(
            method=request.method,
            target=request.url.raw_path,
            headers=request.headers.raw,
        )
        events = (head, h11.Data(request.read()), h11.EndOfMessage())
        return b"".join(self._talk.send(each) or b"" for each in events)

    async def _head(self) -> h11.Response:
        for _ in range(_INTERIM + 1):
            event = await self._event()
            if isinstance(event, h11.Response):
                if len(event.headers) > _FIELDS:
                    message = (
                        f"the answer has {len(event.headers)} header fields: "
                        f"more than {_FIELDS} are not taken"
                    )
                    raise Unusable(message)
                return event
        message = f"it sends more than {_INTERIM} interim answers, and none that counts"
        raise Unusable(message)

    async def _event(self) -> object:
        while (event := self._next()) is h11.NEED_DATA:
            data = await self.wire.read()
            if not data and self._talk.their_state is h11.SEND_RESPONSE:
                came = "an" if self.wire.is_silent else "a whole"
                message = f"it hung up without {came} answer"
                raise h11.RemoteProtocolError(message)
            self._talk.receive_data(data)
        return event

    def _next(self) -> object:
        amid = self._talk.their_state is h11.SEND_BODY
        try:
            return self._talk.next_event()
        except h11.RemoteProtocolError as error:
            if error.error_status_hint != httpx.codes.REQUEST_HEADER_FIELDS_TOO_LARGE:
                raise
            where = "between two pieces of its body" if amid else "before its body"
            message = f"it sends more than {_HEAD:,} bytes {where}"
            raise Unusable(message) from error


class _Body(httpx.AsyncByteStream):
    """A body that is still to come."""

    def __init__(self, line: Http1) -> None:
        self._line = line

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._line.pieces()

    async def aclose(self) -> None:
        self._line.done()
