"""Worker processes that read documents into posts, and can be cut off.

Everything fetched is foreign: a page may hang a parser, eat memory or leak. So it is
read in a process that is recycled after some documents and killed at a time limit.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from aggregator.errors import ConfigError, ExtractError
from aggregator.extract.registry import read

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import timedelta
    from pathlib import Path

    from aggregator.model import Document, Extraction, Source

_DOCUMENTS_PER_WORKER = 500  # feedparser is known to leak: start afresh now and then
_MOST_MEMORY = 1 << 30  # bytes of address space; the largest captured page takes 0.3


class Workers:
    """A pool of killable processes that run `extract.registry.read`.

    Args:
        count: how many processes; 0 reads in a thread of this one, without a limit.
        time_limit: how long one document may take before its worker is killed.
        outlets: a folder of the operator's own outlet profiles, if any.
    """

    def __init__(
        self, *, count: int, time_limit: timedelta, outlets: Path | None = None
    ) -> None:
        self._count = count
        self._time_limit = time_limit
        self._outlets = outlets
        self._pool = _pool(count) if count else None

    async def read(self, document: Document, source: Source) -> Extraction:
        """Return the posts of `document`.

        Raises:
            ExtractError: no posts could be read, the time limit passed, or the worker
                died over it.
        """
        try:
            return await self._read(document, source)
        except TimeoutError as error:
            seconds = self._time_limit.total_seconds()
            reason = f"reading the document took more than {seconds:g} s and was ended"
            raise ExtractError(source.id, reason) from error
        except ProcessExpired as error:
            reason = f"reading the document ended its worker (exit {error.exitcode})"
            raise ExtractError(source.id, reason) from error
        except ConfigError as error:  # a profile that was in order when we started
            raise ExtractError(source.id, str(error)) from error

    def close(self) -> None:
        """End the workers at once; what they were reading is read at the next start."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble's own
            self._pool.join()

    async def _read(self, document: Document, source: Source) -> Extraction:
        if self._pool is None:
            return await asyncio.to_thread(read, document, source, self._outlets)
        try:
            future = self._schedule(self._pool, document, source)
        except RuntimeError:  # a worker that dies while it is idle breaks the pool
            self._pool = _pool(self._count)
            future = self._schedule(self._pool, document, source)
        return await asyncio.wrap_future(future)

    def _schedule(
        self, pool: ProcessPool, document: Document, source: Source
    ) -> Future[Extraction]:
        return pool.schedule(
            read,
            args=[document, source, self._outlets],
            timeout=self._time_limit.total_seconds(),
        )


def _pool(count: int) -> ProcessPool:
    """Return a pool whose workers start from a clean process, not from our threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["aggregator.extract.registry"])
    return ProcessPool(
        max_workers=count,
        max_tasks=_DOCUMENTS_PER_WORKER,
        initializer=_bound_memory,
        context=context,
    )


def _bound_memory() -> None:
    """Let a page that eats memory fail by itself, before it brings others down."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
