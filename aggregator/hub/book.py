"""Who subscribes to our feeds: at hand, and kept for the next start."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from aggregator.errors import StoreError
from aggregator.fetch.courier import host_named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from aggregator.store.unit import Store
    from aggregator.subscription import Subscriber

Key: TypeAlias = tuple[str, str]
"""Topic and callback: there is one subscription for both."""


class Book:
    """The book of subscribers; belongs to one event loop, and to one process.

    What is changed counts at once, and is written with all else that was since: one
    change of a feed is taken by many, and must not become as many transactions.

    Args:
        store: keeps them.
        lane: of exactly one worker: what is written stays in order.
    """

    def __init__(self, store: Store, lane: Executor) -> None:
        self._store = store
        self._lane = lane
        self._known: dict[Key, Subscriber] = {}
        self._hosts: Counter[str] = Counter()
        self._changed: set[Key] = set()

    async def open(self) -> None:
        """Take up what is kept.

        Raises:
            StoreError: it cannot be read.
        """
        loop = asyncio.get_running_loop()
        known = await loop.run_in_executor(self._lane, self._read)
        self._known = {key_of(each): each for each in known}
        self._hosts = Counter(host_named(each.callback) for each in known)

    def get(self, key: Key) -> Subscriber | None:
        """Return one as it is now; None: there is none."""
        return self._known.get(key)

    def all(self) -> list[Subscriber]:
        """Return every one as it is now."""
        return [*self._known.values()]

    def __len__(self) -> int:
        return len(self._known)

    def at(self, host: str) -> int:
        """Return how many have their callback at one host."""
        return self._hosts[host]

    def put(self, changed: Subscriber) -> None:
        """Keep one as it is now."""
        key = key_of(changed)
        if key not in self._known:
            self._hosts[host_named(changed.callback)] += 1
        self._known[key] = changed
        self._changed.add(key)

    def drop(self, key: Key) -> None:
        """Keep one no more."""
        known = self._known.pop(key, None)
        if known is not None:
            self._hosts -= Counter([host_named(known.callback)])
            self._changed.add(key)

    async def write(self) -> None:
        """Write what has changed.

        Raises:
            StoreError: it cannot be written; it is the next time.
        """
        changed, self._changed = self._changed, set()
        if not changed:
            return
        told = {key: self._known.get(key) for key in changed}
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._lane, self._write, told)
        except (StoreError, asyncio.CancelledError):
            self._changed |= changed  # at the end, the lane may not have come to it
            raise

    def _read(self) -> Iterable[Subscriber]:
        with self._store.reading() as unit:
            return unit.hub.all()

    def _write(self, told: dict[Key, Subscriber | None]) -> None:
        with self._store.begin() as unit:
            for (topic, callback), known in told.items():
                if known is None:
                    unit.hub.drop(callback, topic)
                else:
                    unit.hub.save(known)


def key_of(known: Subscriber) -> Key:
    """Return what tells one subscription from all others."""
    return known.topic, known.callback
