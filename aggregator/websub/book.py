"""The subscriptions that there are: at hand, and kept for the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeAlias, TypeVar

from aggregator.errors import StoreError
from aggregator.subscription import Subscription

if TYPE_CHECKING:
    from aggregator.websub.house import House

P = ParamSpec("P")
T = TypeVar("T")
Step: TypeAlias = Callable[[Subscription], "Subscription | None"]


class Book:
    """The book of subscriptions; belongs to one event loop, and to one process.

    Args:
        house: whose store keeps them.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[str, Subscription] = {}  # by token

    async def open(self) -> None:
        """Take up what is kept.

        Raises:
            StoreError: it cannot be read.
        """
        known = await self._in_lane(self._read)
        self._known = {each.token: each for each in known}

    def get(self, token: str) -> Subscription | None:
        """Return one as it is now; None: there is none."""
        return self._known.get(token)

    def all(self) -> list[Subscription]:
        """Return every one as it is now."""
        return [*self._known.values()]

    def of(self, source: str) -> list[Subscription]:
        """Return those for one source."""
        return [each for each in self._known.values() if each.source == source]

    async def add(self, fresh: Subscription) -> None:
        """Keep one that is new."""
        self._known[fresh.token] = fresh
        await self._keep(fresh.token, fresh)

    async def change(self, token: str, step: Step) -> Subscription | None:
        """Make of a subscription, as it is now, what `step` makes of it.

        It counts from this moment, though it takes longer to be kept.

        Returns:
            What has become of it; None: it is over, or was before.
        """
        before = self._known.get(token)
        if before is None:
            return None
        after = step(before)
        if after is None:
            del self._known[token]
        else:
            self._known[token] = after
        if after != before:
            await self._keep(token, after)
        return after

    async def _keep(self, token: str, after: Subscription | None) -> None:
        try:
            await self._in_lane(self._write, token, after)
        except StoreError as error:  # after the next start it is asked for anew
            self._house.tell("hub not kept", reason=str(error))

    def _read(self) -> list[Subscription]:
        with self._house.store.reading() as unit:
            return unit.subscriptions.all()

    def _write(self, token: str, after: Subscription | None) -> None:
        with self._house.store.begin() as unit:
            if after is None:
                unit.subscriptions.forget(token)
            else:
                unit.subscriptions.save(after)

    async def _in_lane(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        loop = asyncio.get_running_loop()
        call = partial(function, *args, **kwargs)
        return await loop.run_in_executor(self._house.lane, call)
