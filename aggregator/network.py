"""Who asks the network, made as the operator has set it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator import __version__
from aggregator.fetch.budget import Budget
from aggregator.fetch.client import Fetcher, Limits, user_agent
from aggregator.fetch.courier import Courier
from aggregator.fetch.guard import Guard, named

if TYPE_CHECKING:
    from aggregator.settings.output import Server
    from aggregator.settings.tables import Fetch


def fetcher(fetch: Fetch) -> Fetcher:
    """Return what asks outlets, and hubs; nothing is opened yet.

    Args:
        fetch: the section of the configuration.
    """
    return Fetcher(
        Limits(
            timeout=fetch.timeout,
            max_body=fetch.max_body,
            concurrency=fetch.concurrency,
            per_host=fetch.per_host,
            spacing=fetch.spacing,
            budget=Budget(hourly=fetch.hourly, scope=fetch.retry_after),
            robots=fetch.robots,
        ),
        user_agent=user_agent(__version__, fetch.contact),
        guard=_guard(fetch),
    )


def courier(fetch: Fetch, server: Server) -> Courier:
    """Return what asks those whom strangers name, and sends to them; nothing is opened.

    Outlets that may be on a private network are chosen by the operator; whoever
    subscribes names any address there. So hosts are allowed for them on their own.

    Args:
        fetch: the section of the configuration,
        server: and another one.
    """
    callbacks = frozenset(map(str.lower, server.private_callbacks))
    hub = named(server.hub).private_hosts if "://" in server.hub else frozenset()
    guard = replace(
        _guard(fetch),
        private_hosts=callbacks | hub,
        setting="`private_callbacks` in [server]",
    )
    return Courier(user_agent=user_agent(__version__, fetch.contact), guard=guard)


def _guard(fetch: Fetch) -> Guard:
    return Guard(
        allow_private=fetch.allow_private,
        private_hosts=frozenset(map(str.lower, fetch.private_hosts)),
        ports=frozenset(fetch.ports),
    )
