"""What a subscriber is made of, and whether hubs can reach it at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from aggregator.fetch.guard import is_public
from aggregator.model import Report, Source

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from datetime import datetime

    from aggregator.fetch.reply import Reply
    from aggregator.ingest import Ingest
    from aggregator.settings import Settings
    from aggregator.store.unit import Store

Send: TypeAlias = Callable[[Source, str, Mapping[str, str]], Awaitable["Reply"]]
Tell: TypeAlias = Callable[..., Any]

_WITHIN = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts that subscriptions need."""

    ingest: Ingest
    store: Store
    lane: Executor  # of exactly one worker: what is written stays in order
    send: Send  # a form to a hub, under the guard that all requests are under
    sources: Sequence[Source]  # that are configured: no others are subscribed to
    base: str  # what the addresses that hubs reach us at begin with
    max_body: int  # bytes of what a hub tells at once
    clock: Callable[[], datetime]
    done: Callable[[Report], Awaitable[None]]  # told of all that was taken in
    tell: Tell  # an event and its facts, for the operator


def callbacks(settings: Settings) -> str | None:
    """Return what the addresses that hubs reach us at begin with.

    None: they shall not, or cannot; none can reach us where readers from outside
    cannot, but in a network of our own.
    """
    url, fetch = settings.server.public_url, settings.fetch
    host = urlsplit(url).hostname
    if not fetch.websub or not host:
        return None
    reached = fetch.allow_private or _is_outside(host)
    return f"{url}/websub/" if reached else None


def _is_outside(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:  # a name
        return "." in host and not host.endswith(_WITHIN)
