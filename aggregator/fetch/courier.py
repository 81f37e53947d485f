"""Ask addresses that strangers name: under the guard, and each once, as it stands.

Beside `client`, which asks outlets: here nothing is fetched that anybody would read, no
redirect is followed, and a host is not spared but by how much it is sent at once.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

import httpx

from aggregator.errors import FetchError
from aggregator.fetch import address
from aggregator.fetch.body import read_body
from aggregator.fetch.codings import ACCEPTED
from aggregator.fetch.deadline import Deadline
from aggregator.fetch.guard import PUBLIC_ONLY, Guard
from aggregator.fetch.politeness import Politeness
from aggregator.fetch.reasons import FOREIGN, Unusable, in_words
from aggregator.fetch.reply import Reply
from aggregator.fetch.transport import Network

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

_TIMEOUT = timedelta(seconds=10)  # for one answer
# Requests in flight: a host that dawdles must not hold up the others. What is sent is
# held in memory meanwhile, up to 4 MB each.
_AT_ONCE = {"GET": 128, "POST": 32}
_PER_HOST = 4  # of them, which one host may take
# Seconds between two questions to a host that a stranger has sent us to: we are no way
# to flood it. What is sent goes to who has said yes to that.
_DELAYS = {"GET": 0.25}
_LOOKUPS = 32  # names looked up at once, for each method
_MOST_BYTES = 64 * 1024  # of an answer; beyond, it is none that is of use


class Courier:
    """Carries requests; keeps the connections. Belongs to one event loop.

    Cheap to make: nothing is opened before the first request.

    Args:
        user_agent: who we say we are; see `client.user_agent`.
        guard: where we may connect to.
        timeout: for the whole of an answer.
        transport: what stands in for the network; None: the network.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        guard: Guard = PUBLIC_ONLY,
        timeout: timedelta = _TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": ACCEPTED}
        self._timeout = timeout
        patience = timeout.total_seconds() / 2
        self._networks = {
            method: transport
            or Network(
                guard, patience=patience, tls=_tls, resolver=partial(_resolver, method)
            )
            for method in _AT_ONCE
        }
        self._turns = {
            method: Politeness(
                concurrency=at_once, per_host=_PER_HOST, spacing=timedelta(0)
            )
            for method, at_once in _AT_ONCE.items()
        }

    async def get(self, url: str) -> Reply:
        """Ask `url`.

        Raises:
            FetchError: the network said no; the reply may be a refusal all the same.
        """
        return await self._carry("GET", url, {}, b"")

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send `body` to `url`.

        Raises:
            FetchError: the network said no; the reply may be a refusal all the same.
        """
        return await self._carry("POST", url, headers, body)

    async def aclose(self) -> None:
        """Close all connections."""
        for each in self._networks.values():
            await each.aclose()

    async def _carry(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        told = {**self._headers, **headers}
        try:
            where, _ = address.parse(url)
            request = httpx.Request(method, where, headers=told, content=body or None)
            delay = _DELAYS.get(method, 0.0)
            async with (
                self._turns[method].turn(address.host(where), delay),
                Deadline(self._timeout).running(),
            ):
                return await self._answer(request)
        except (Unusable, *FOREIGN) as error:
            raise FetchError(_host(url), in_words(error, ())) from error

    async def _answer(self, request: httpx.Request) -> Reply:
        network = self._networks[request.method]
        response = await network.handle_async_request(request)
        try:
            body = await _beginning(response) if response.is_success else b""
        finally:
            await response.aclose()
        return Reply(
            url=str(request.url),
            status=response.status_code,
            headers=response.headers,
            body=body,
        )


def host_named(url: str) -> str:
    """Return the host of an address that a stranger names, as far as can be told.

    Raises:
        ValueError: nothing can be sent there, or it holds a password.
    """
    try:
        where, credentials = address.parse(url)
    except (Unusable, *FOREIGN) as error:
        raise ValueError(in_words(error, ())) from error
    if credentials is not None:
        message = "the address holds a password"
        raise ValueError(message)
    return address.host(where)


async def _beginning(response: httpx.Response) -> bytes:
    """Return the body, or nothing: what is too long, or damaged, is of no use."""
    try:
        return await read_body(response, _MOST_BYTES)
    except Unusable:
        return b""


def _host(url: str) -> str:
    try:
        return host_named(url)
    except ValueError:
        return "an address"


@cache
def _tls() -> ssl.SSLContext:
    """Return what secures connections, for HTTP/1.1 alone.

    A document is sent in one go: of HTTP/2 its receiver decides the pace, piece by
    piece, and `Wire` takes one who reads slowly for one who does not read.
    """
    return httpx.create_ssl_context(trust_env=False)


@cache
def _resolver(_method: str) -> ThreadPoolExecutor:
    """Return what looks up names: not those of outlets, nor others of another method.

    A stranger who sends us to names that nobody answers for holds a thread for as long
    as the system asks; neither what we fetch nor what we send may wait for that.
    """
    return ThreadPoolExecutor(_LOOKUPS, "resolver of callbacks")
