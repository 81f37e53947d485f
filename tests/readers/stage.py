"""The demonstration's outlets, asked as the daemon asks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher, Limits
from aggregator.simulator.app import PROFILES, make_outlets
from aggregator.simulator.performance import Performance
from aggregator.simulator.script import day, trouble_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Answer, Document, Extraction, Source, Validators

BASE = "http://127.0.0.1:8000"


class Stage:
    """One life's way to the outlets of the script; nothing leaves the process.

    Args:
        clock: tells the time.
        start: of the script's day.
    """

    def __init__(self, clock: Callable[[], datetime], start: datetime) -> None:
        self.seen: dict[str, int] = {}
        self.troubled = {each.id for each in day().outlets if each.troubles}
        self._played = Performance(start=start, speed=1.0)
        self._fetcher = Fetcher(
            Limits(spacing=timedelta(0)),
            user_agent="test",
            transport=httpx.ASGITransport(make_outlets(clock=clock, start=start)),
        )

    async def fetch(self, source: Source, known: Validators, now: datetime) -> Answer:
        """Ask an outlet; what it shows may be what it showed before."""
        answer = await self._fetcher.fetch(source, known, now)
        if trouble_at(source.id, self._played.second(now)) is None:
            page = self._played.page(day().outlet(source.id), BASE, now)
            self.seen |= {
                each.url: round((each.updated or each.published).timestamp())
                for each in page.items
            }
        return answer


def as_scripted(document: Document, source: Source) -> Extraction:
    """Read a document of an outlet of the script."""
    return read(document, source, PROFILES)
