"""The addresses at which other servers tell us of news: who knows one may use it.

What comes there is bounded, and taken by whoever made the address; a stranger learns
nothing, not even whether there are any.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from aggregator.server.answers import PLAIN, Endpoint, passing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

Asked: TypeAlias = Callable[[str, Mapping[str, str]], Awaitable[str | None]]
"""The end of an address, and a query -> the answer; None: there is nothing here."""

Told: TypeAlias = Callable[[str, Mapping[str, str], bytes], bool]
"""The end of an address, headers and body -> whether it was taken; if not, it is to
come again later."""

_AT_ONCE = 8  # bodies that are being received
_LATER = {"Retry-After": "60"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Who is told what other servers say."""

    path: str  # with {end}, which cannot be guessed
    asked: Asked  # for a GET
    expects: Callable[[str], bool]  # anything to be told at an address, by its end
    told: Told  # for a POST, where it is expected
    max_body: int  # bytes
    patience: float = 20.0  # seconds for the whole of a body to arrive


class Receiver:
    """Answers at the addresses of one hook; belongs to one event loop.

    Args:
        hook: who is told.
    """

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._receiving = 0

    def endpoint(self) -> Endpoint:
        """Return what answers at the hook's path."""

        async def endpoint(request: Request) -> Response:
            if request.method == "POST":
                return await self._taken(request)
            return await self._answered(request)

        return endpoint

    async def _answered(self, request: Request) -> Response:
        end, query = request.path_params["end"], dict(request.query_params)
        answer = None
        if request.method == "GET":  # a HEAD, which shows no answer, confirms nothing
            answer = await self._hook.asked(end, query)
        if answer is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {"Content-Type": PLAIN}
        return passing(request, HTTPStatus.OK, headers, answer.encode())

    async def _taken(self, request: Request) -> Response:
        end = request.path_params["end"]
        if not self._hook.expects(end):  # nor will it ever be again
            raise HTTPException(HTTPStatus.GONE, "There is nothing at this address.")
        if self._receiving >= _AT_ONCE:
            raise _later()
        self._receiving += 1
        try:
            body = await self._body(request)
        finally:
            self._receiving -= 1
        if not self._hook.told(end, request.headers, body):
            raise _later()
        return passing(request, HTTPStatus.ACCEPTED, {"Content-Type": PLAIN}, b"")

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        try:
            async with asyncio.timeout(self._hook.patience):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self._hook.max_body:
                        words = f"No more than {self._hook.max_body:,} bytes are taken."
                        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
        except TimeoutError as error:
            words = "The body did not arrive in time."
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, words) from error
        except ClientDisconnect as error:  # nobody will read it
            raise HTTPException(HTTPStatus.BAD_REQUEST) from error
        return bytes(body)


def _later() -> HTTPException:
    words = "Too much is coming in. Please try again shortly."
    return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, words, _LATER)
