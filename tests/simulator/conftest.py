from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from aggregator.simulator.app import make_outlets

START = datetime(2024, 11, 11, 6, 30, tzinfo=UTC)


@dataclass
class Stage:
    """The outlets on stage, and a clock that stands until it is set."""

    start: datetime = START
    speed: float = 1.0
    now: datetime = START

    def __post_init__(self) -> None:
        self.app = make_outlets(
            clock=lambda: self.now, start=self.start, speed=self.speed
        )

    def at(self, seconds: float) -> Stage:
        """Set the clock to so many real seconds after the start."""
        self.now = self.start + timedelta(seconds=seconds)
        return self

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return asyncio.run(self._get(path, headers or {}))

    async def _get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        base = "http://127.0.0.1:8000"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.get(path, headers=headers)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def fast_stage() -> Stage:
    """Play as `make demo` does: a minute of the day in each second."""
    return Stage(start=START + timedelta(microseconds=700_000), speed=60.0)
