"""One story, one transaction: all of it is kept, or nothing."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

from aggregator.store.database import READ, WRITE, in_memory, opening, store_errors
from aggregator.store.deciding import Decisions
from aggregator.store.editions import Editions
from aggregator.store.entries import Entries
from aggregator.store.gaps import Gaps
from aggregator.store.hosts import Hosts
from aggregator.store.hours import Hours
from aggregator.store.live_blogs import LiveBlogs
from aggregator.store.overrides import Overrides
from aggregator.store.posts import Posts
from aggregator.store.sources import Sources
from aggregator.store.subscribers import Subscribers
from aggregator.store.subscriptions import Subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be asked and kept within one transaction; of no use after it."""

    posts: Posts
    entries: Entries
    sources: Sources
    gaps: Gaps
    live_blogs: LiveBlogs
    decisions: Decisions
    overrides: Overrides
    hosts: Hosts
    subscriptions: Subscriptions
    hub: Subscribers
    editions: Editions
    hours: Hours


class Store:
    """The door to one database; may be used from any thread.

    Args:
        engine: of `database.connect`, its schema at head.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = opening(engine, WRITE)
        self._reading = opening(engine, READ)
        # A database in memory has a single connection: its units take turns.
        self._turn = RLock() if in_memory(engine) else nullcontext()

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        """Write: commit at the end, roll back on any exception.

        There is one writer at a time; others wait for it, for four seconds.

        Raises:
            StoreError: the database cannot be used; nothing was changed.
        """
        with self._turn, store_errors(), self._writing.begin() as connection:
            yield _unit(connection)

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """Read one moment, whatever is written meanwhile; never wait for the writer.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._turn, store_errors(), self._reading.connect() as connection:
            yield _unit(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _unit(connection: Connection) -> Unit:
    return Unit(
        posts=Posts(connection),
        entries=Entries(connection),
        sources=Sources(connection),
        gaps=Gaps(connection),
        live_blogs=LiveBlogs(connection),
        decisions=Decisions(connection),
        overrides=Overrides(connection),
        hosts=Hosts(connection),
        subscriptions=Subscriptions(connection),
        hub=Subscribers(connection),
        editions=Editions(connection),
        hours=Hours(connection),
    )
