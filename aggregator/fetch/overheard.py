"""A network that remembers what the last answer stated: for checks from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping


class Overheard(httpx.AsyncBaseTransport):
    """Passes requests on, and keeps the headers of the last answer.

    Args:
        network: answers them.
    """

    def __init__(self, network: httpx.AsyncBaseTransport) -> None:
        self._network = network
        self.headers: Mapping[str, str] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; return its answer, the body still to be read and closed."""
        response = await self._network.handle_async_request(request)
        self.headers = dict(response.headers)
        return response

    async def aclose(self) -> None:
        """Hang up."""
        await self._network.aclose()
