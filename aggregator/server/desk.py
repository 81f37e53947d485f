"""The address at which other servers ask for something, by a form that is no secret.

Anybody may: what they ask for is bounded here, and judged by whoever takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias

from starlette.exceptions import HTTPException

from aggregator.server.answers import PLAIN, Endpoint, passing
from aggregator.server.forms import sent

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

Take: TypeAlias = Callable[[Mapping[str, str]], tuple[int, str]]
"""Fields of a form -> the status of the answer, and a sentence; at once, as whatever
takes time is done afterwards."""

_AT_ONCE = 32  # forms that are being received
_LATER = {"Retry-After": "60"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where other servers ask for something."""

    path: str
    take: Take
    patience: float = 10.0  # seconds for the whole of a form to arrive


class Clerk:
    """Answers at one desk; belongs to one event loop.

    Args:
        desk: where.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._receiving = 0

    def endpoint(self) -> Endpoint:
        """Return what answers at the desk's path, to a POST."""

        async def endpoint(request: Request) -> Response:
            status, words = self._desk.take(await self._form(request))
            later = status == HTTPStatus.SERVICE_UNAVAILABLE
            headers = {"Content-Type": PLAIN, **(_LATER if later else {})}
            return passing(request, status, headers, f"{words}\n".encode())

        return endpoint

    async def _form(self, request: Request) -> dict[str, str]:
        if self._receiving >= _AT_ONCE:
            words = "Too much is coming in. Please try again shortly."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, words, _LATER)
        self._receiving += 1
        try:
            return await sent(request, self._desk.patience)
        finally:
            self._receiving -= 1
