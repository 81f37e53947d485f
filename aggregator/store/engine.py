"""Open the store, if its schema is the one that this version needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.store.database import connect, in_memory, store_errors
from aggregator.store.revision import require_head
from aggregator.store.tables import metadata
from aggregator.store.unit import Store

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_store(url: str) -> Store:
    """Return the store at `url`.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite://` (in memory,
            for tests: it is born at head) or `postgresql://user:password@host/name`.

    Raises:
        StoreError: it cannot be reached, or its schema is not at head; with the remedy.
    """
    engine = connect(url)
    try:
        _make_ready(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def _make_ready(engine: Engine) -> None:
    if not in_memory(engine):
        require_head(engine)
        return
    with store_errors():
        metadata.create_all(engine)
