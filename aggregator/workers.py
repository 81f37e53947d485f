"""Worker processes that read documents into posts, and can be cut off.

Everything fetched is foreign: a page may hang a parser, eat memory or leak. So it is
read in a process that is recycled after some documents, and ended by the kernel when
it passes its share of CPU, or by the pool at a time limit. Of a feed that ended its
worker, what is sound is read all the same: halves are read until the one item is found.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
import time
from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from aggregator.errors import ConfigError, ExtractError
from aggregator.extract import quarantine
from aggregator.extract.registry import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from aggregator.model import Document, Extraction, Source

_DOCUMENTS_PER_WORKER = 500  # feedparser is known to leak: start afresh now and then
_MOST_MEMORY = (
    512 << 20
)  # bytes of address space; the largest captured page takes 68 MB
_CPU = timedelta(seconds=2)  # ten times what the costliest captured page takes
_HASTE = 4  # of that, a part gets so much less: sound ones take a tenth
_LEAST_CPU = timedelta(milliseconds=100)
_CRASHES = (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS)
_LEFT_OUT = "an item is left out: it has ended the worker that read it"
_REMEMBERED = 1000  # poisoned items that are not tried again; a digest each


class _PoisonedError(ExtractError):
    """A document ended its worker by itself: no other time will it be read."""


class Workers:
    """A pool of killable processes that run `extract.registry.read`.

    Args:
        count: how many processes; 0 reads in a thread of this one, without a limit.
        time_limit: how long one document may take before its worker is killed.
        cpu: how much CPU one document may use before the kernel ends its worker.
        outlets: a folder of the operator's own outlet profiles, if any.
    """

    def __init__(
        self,
        *,
        count: int,
        time_limit: timedelta,
        cpu: timedelta = _CPU,
        outlets: Path | None = None,
    ) -> None:
        self._count = count
        self._time_limit = time_limit
        self._cpu = cpu
        self._outlets = outlets
        self._pool = _pool(count) if count else None
        self._poisons: OrderedDict[bytes, None] = OrderedDict()

    async def read(self, document: Document, source: Source) -> Extraction:
        """Return the posts of `document`.

        Of a feed, an item that ends its worker is left out, with a warning, now and
        whenever it comes again. A feed of very many items is read in portions.

        Raises:
            ExtractError: no posts could be read, the time limit passed, or the worker
                died over it.
        """
        if self._pool is None:
            return await self._here(document, source)
        sound = quarantine.without(document, self._poisons)
        parts, beyond = quarantine.portions(sound)
        until = time.monotonic() + self._time_limit.total_seconds()
        read = await self._in_parts(parts, source, self._cpu, until)
        left_out = [] if sound is document else [_LEFT_OUT]
        return replace(read, warnings=(*read.warnings, *beyond, *left_out))

    def close(self) -> None:
        """End the workers at once; what they were reading is read at the next start."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble's own
            self._pool.join()

    async def _here(self, document: Document, source: Source) -> Extraction:
        try:
            return await asyncio.to_thread(read, document, source, self._outlets)
        except ConfigError as error:  # a profile that was in order when we started
            raise ExtractError(source.id, str(error)) from error

    async def _in_parts(
        self, parts: Sequence[Document], source: Source, cpu: timedelta, until: float
    ) -> Extraction:
        """Read the parts of a document; what is poisoned in one costs no other."""
        found: list[Extraction] = []
        faults: list[ExtractError] = []
        for part in parts:
            try:
                found.append(await self._sound(part, source, cpu, until))
            except ExtractError as error:
                faults.append(error)
        if not found:
            raise faults[0]
        if len(parts) == 1:
            return found[0]
        reasons = dict.fromkeys(error.reason for error in faults)
        lost = tuple(f"a part of the feed is left out: {each}" for each in reasons)
        whole = quarantine.together(found)
        return replace(whole, warnings=(*whole.warnings, *lost))

    async def _sound(
        self, part: Document, source: Source, cpu: timedelta, until: float
    ) -> Extraction:
        """Read a part, or what is left of it without the item that is poisoned."""
        try:
            return await self._once(part, source, cpu)
        except _PoisonedError:
            inner = quarantine.halves(part)
            if not inner:
                self._remember(part)
            if not inner or time.monotonic() > until:
                raise
        share = max(_LEAST_CPU, self._cpu / _HASTE)
        return await self._in_parts(inner, source, share, until)

    def _remember(self, part: Document) -> None:
        self._poisons.update(dict.fromkeys(quarantine.digests(part)))
        while len(self._poisons) > _REMEMBERED:
            self._poisons.popitem(last=False)

    async def _once(
        self, document: Document, source: Source, cpu: timedelta
    ) -> Extraction:
        try:
            return await asyncio.wrap_future(self._begun(document, source, cpu))
        except TimeoutError as error:
            seconds = self._time_limit.total_seconds()
            reason = f"reading the document took more than {seconds:g} s and was ended"
            raise ExtractError(source.id, reason) from error
        except ProcessExpired as error:
            raise _ended(source, error.exitcode, cpu) from error
        except ConfigError as error:  # a profile that was in order when we started
            raise ExtractError(source.id, str(error)) from error

    def _begun(
        self, document: Document, source: Source, cpu: timedelta
    ) -> Future[Extraction]:
        pool = self._pool or _pool(self._count)
        try:
            return self._schedule(pool, document, source, cpu)
        except RuntimeError:  # a worker that dies while it is idle breaks the pool
            self._pool = _pool(self._count)
            return self._schedule(self._pool, document, source, cpu)

    def _schedule(
        self, pool: ProcessPool, document: Document, source: Source, cpu: timedelta
    ) -> Future[Extraction]:
        return pool.schedule(
            _read_within,
            args=[cpu.total_seconds(), document, source, self._outlets],
            timeout=self._time_limit.total_seconds(),
        )


def _ended(source: Source, exitcode: int | None, cpu: timedelta) -> ExtractError:
    if exitcode == -signal.SIGPROF:
        used = f"more than {cpu.total_seconds():g} s of CPU"
        return _PoisonedError(
            source.id, f"reading the document took {used} and was ended"
        )
    reason = f"reading the document ended its worker (exit {exitcode})"
    kind = _PoisonedError if exitcode in _CRASHES else ExtractError
    return kind(source.id, reason)


def _read_within(
    seconds: float, document: Document, source: Source, outlets: Path | None
) -> Extraction:
    """Read a document; the kernel ends this process after so many seconds of CPU.

    Its timer counts from now and in fractions, where RLIMIT_CPU counts whole seconds
    from the start of the process; and like that, it needs nobody who looks at it.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return read(document, source, outlets)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _pool(count: int) -> ProcessPool:
    """Return a pool whose workers start from a clean process, not from our threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["aggregator.extract.registry"])
    return ProcessPool(
        max_workers=count,
        max_tasks=_DOCUMENTS_PER_WORKER,
        initializer=_bound,
        context=context,
    )


def _bound() -> None:
    """Let a page that eats memory fail by itself, before it brings others down.

    And let the signals that end a worker do so at once: Python's own handlers wait for
    the call in C to come back, which is what a hung parser never does.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
