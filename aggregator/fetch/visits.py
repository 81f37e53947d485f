"""Asking one address with all manners: once at a time, in turn, and not if it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.fetch import address
from aggregator.fetch.latest import Latest
from aggregator.fetch.singly import Singly

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import httpx

    from aggregator.fetch.hosts import Hosts
    from aggregator.fetch.politeness import Politeness
    from aggregator.fetch.reply import Reply


class Visits:
    """Lets requests through; belongs to one event loop.

    Args:
        hosts: what is known of them.
        politeness: gives out the turns.
    """

    def __init__(self, hosts: Hosts, politeness: Politeness) -> None:
        self._hosts = hosts
        self._politeness = politeness
        self._singly = Singly()
        self._latest = Latest()

    async def visit(
        self,
        url: httpx.URL,
        headers: Mapping[str, str] | None,
        send: Callable[[Mapping[str, str]], Awaitable[Reply]],
        *,
        asker: str,
        whose: str = "",
        delay: float = 0.0,
    ) -> Reply:
        """Ask `url`.

        Args:
            url: whom.
            headers: that make the request conditional; None: nothing is known, so
                that what another has had from there need only be confirmed.
            send: asks, with such headers.
            asker: the source for which it is.
            whose: what is had from there is for no one else; empty: it is for all.
            delay: seconds that its host wants between two requests, beyond ours.

        Raises:
            RestingError: the host must not be asked now.
        """
        self._hosts.check(address.host(url))
        name = f"{whose} {url}"
        async with self._singly.turn(name):
            if headers is not None:
                reply = await self._ask(url, headers, send, delay)
            else:
                known = self._latest.conditions(name, asker)
                reply = await self._ask(url, known, send, delay)
                reply = self._latest.settled(name, reply)
            self._latest.keep(name, reply, asker)
        return reply

    async def _ask(
        self,
        url: httpx.URL,
        headers: Mapping[str, str],
        send: Callable[[Mapping[str, str]], Awaitable[Reply]],
        delay: float,
    ) -> Reply:
        host = address.host(url)
        async with self._politeness.turn(host, delay):
            self._hosts.check(host)  # which may have changed while we waited
            reply = await send(headers)
        self._hosts.heard(host, reply)
        return reply
