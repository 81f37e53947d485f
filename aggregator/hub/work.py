"""What is done beside all else, until there is an end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from aggregator.hub.parts import Tell


class Work:
    """The tasks that were begun; belongs to one event loop.

    Args:
        tell: told of what is a bug.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do it beside all else."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    async def end(self) -> None:
        """Do nothing more, and leave what is half done."""
        for each in self._under_way:
            each.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            self._tell("bug", exc_info=bug)
