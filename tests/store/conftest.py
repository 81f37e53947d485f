"""Looks that are saved, and the timeline that comes of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Entry, Verdict
    from aggregator.store.unit import Store


@pytest.fixture
def look(store: Store, noon: datetime) -> Callable[..., None]:
    """Return what saves the verdicts of one look, some time after noon."""

    def save(*verdicts: Verdict, **after: float) -> None:
        with store.begin() as unit:
            unit.posts.save(verdicts, now=noon + timedelta(**after))

    return save


@pytest.fixture
def timeline(store: Store) -> Callable[[], tuple[Entry, ...]]:
    def latest() -> tuple[Entry, ...]:
        with store.reading() as unit:
            return unit.entries.latest(limit=1000).entries

    return latest
