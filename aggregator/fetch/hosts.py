"""What is known of the hosts, by all looks: kept from one start to the next."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.fetch import address, budget
from aggregator.fetch.budget import AMPLE
from aggregator.fetch.clock import Clock
from aggregator.fetch.freshness import retry_after
from aggregator.manners import Host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from aggregator.fetch.budget import Budget
    from aggregator.fetch.reply import Reply

_REMEMBERED = 4096  # above it, those of whom nothing has to be known are forgotten
_REFUSALS = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class Hosts:
    """The book of hosts; belongs to one event loop.

    Args:
        allowed: what one host may be asked for.
        clock: tells the time; None: one that has to be told.
    """

    def __init__(
        self,
        allowed: Budget = AMPLE,
        *,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._budget = allowed
        self.clock = clock or Clock()
        self._hosts: dict[str, Host] = {}
        self._changed: set[str] = set()

    def restore(self, hosts: Iterable[Host]) -> None:
        """Take up what was known before a restart."""
        self._hosts |= {each.name: each for each in hosts}

    def changed(self) -> tuple[Host, ...]:
        """Return those that have changed since this was last asked: to be kept."""
        names, self._changed = self._changed, set()
        return tuple(self._hosts[each] for each in sorted(names))

    def host(self, name: str) -> Host:
        """Return what is known of a host, be it nothing."""
        return self._hosts.get(name) or Host(name=name)

    def check(self, name: str) -> None:
        """Return if the host may be asked.

        Raises:
            RestingError: it may not.
        """
        budget.check(self.host(name), self._budget, self.clock())

    def heard(self, name: str, reply: Reply) -> None:
        """Note what an answer tells of its host."""
        now = self.clock()
        host = budget.paid(self.host(name), len(reply.body), now)
        if reply.status not in _REFUSALS:
            host = budget.answered(host)
        elif self._budget.scope == "host":
            host = budget.refused(host, retry_after(reply.headers, now), now)
        self._keep(host)

    def ruled(self, origin: str, rules: str, until: datetime) -> None:
        """Note the rules of an origin's robots.txt, and when to ask for them anew."""
        self._keep(replace(self.host(origin), robots=rules, robots_until=until))

    def _keep(self, host: Host) -> None:
        if host == self.host(host.name):
            return
        self._hosts[host.name] = host
        self._changed.add(host.name)
        if len(self._hosts) > _REMEMBERED:
            self._forget_the_idle()

    def _forget_the_idle(self) -> None:
        now = self.clock()
        self._hosts = {
            name: each
            for name, each in self._hosts.items()
            if name in self._changed or _matters(each, now)
        }


def host_of(url: str) -> str:
    """Return the name under which the host of an address is known.

    Raises:
        Unusable, httpx.InvalidURL: it has none.
    """
    return address.host(address.parse(url)[0])


def origin_of(url: str) -> str:
    """Return the name under which the rules for an address are known."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _matters(host: Host, now: datetime) -> bool:
    until = (host.rest_until, host.robots_until)
    is_heeded = any(each is not None and each > now for each in until)
    return is_heeded or bool(budget.lately(host, now))
