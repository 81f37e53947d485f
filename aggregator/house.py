"""All parts of the house, made and joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from aggregator.fetch.client import Fetcher
    from aggregator.ingest import Ingest
    from aggregator.model import Source
    from aggregator.settings import Settings
    from aggregator.store.unit import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every story of ours walks through; made by `daemon.opened` alone."""

    settings: Settings
    sources: Sequence[Source]
    store: Store
    ingest: Ingest
    lane: Executor
    fetcher: Fetcher
