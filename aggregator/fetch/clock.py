"""The time within a look, which began with a `now` that may be old by now."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Goes on from what it was last told, and never back.

    Args:
        ticking: tells the seconds; only their difference counts.
    """

    def __init__(self, ticking: Callable[[], float] = time.monotonic) -> None:
        self._ticking = ticking
        self._told = _LONG_AGO
        self._at = ticking()

    def tell(self, now: datetime) -> None:
        """Take `now` for the time, unless it is later already."""
        if now > self():
            self._told, self._at = now, self._ticking()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._told + timedelta(seconds=self._ticking() - self._at)
