"""An outlet that is played by a function, and one look at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest

from aggregator.fetch.client import Fetcher, Limits
from aggregator.model import Answer, Source, Validators
from tests.stories import pytest_pyfunc_call

__all__ = ["pytest_pyfunc_call"]  # a hook: pytest looks for it here

Outlet = Callable[[httpx.Request], httpx.Response]
NOTHING = Validators()


@pytest.fixture
def source(make_source: Callable[..., Source]) -> Source:
    return make_source(id="wire", url="https://wire.example/live", outlet="Wire")


@pytest.fixture
def look(source: Source, noon: datetime) -> Callable[..., Answer]:
    """Return a function that looks once at a source, played by an outlet."""
    unhurried = Limits(spacing=timedelta(0))

    def look(
        outlet: Outlet,
        *,
        at: Source = source,
        known: Validators = NOTHING,
        limits: Limits = unhurried,
    ) -> Answer:
        transport = httpx.MockTransport(outlet)
        fetcher = Fetcher(limits, user_agent="test", transport=transport)
        return asyncio.run(fetcher.fetch(at, known, noon))

    return look
