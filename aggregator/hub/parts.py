"""What a hub is made of, and how much strangers may take of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from datetime import datetime

    from aggregator.fetch.courier import Courier
    from aggregator.store.unit import Store

Tell: TypeAlias = Callable[..., Any]
"""Takes an event and its facts, for the operator."""

Refresh: TypeAlias = Callable[[str], Awaitable[None]]
"""Takes a topic, and lets the hub hear how that feed is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much strangers may take of us."""

    subscribers: int = 1_000
    per_host: int = 100  # subscribers; some readers have one for each user
    asking: int = 64  # requests that are being verified
    asking_host: int = 8  # of callbacks at one host


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a hub needs."""

    url: str  # its address: of our own, the public one
    topics: frozenset[str]  # addresses of the feeds that anybody may subscribe to
    store: Store
    lane: Executor  # of exactly one worker: what is written stays in order
    courier: Courier
    clock: Callable[[], datetime]
    tell: Tell
    refresh: Refresh | None = None  # None: it hears of each change by itself
    bounds: Bounds = Bounds()
