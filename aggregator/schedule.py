"""The clock: one tick that refreshes what is due.

Due times are data in the store, so apscheduler holds a single job and a restart
forgets nothing.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator.errors import StoreError
from aggregator.looks.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from aggregator.ingest import Ingest
    from aggregator.looks.look import Due
    from aggregator.model import Report, Source

log = structlog.get_logger("schedule")


class Schedule:
    """Refresh what is due, every `tick`, until stopped.

    Args:
        ingest: the write story.
        sources: what is followed.
        tick: how often to ask what is due.
        done: told of each look's report, as soon as it is through.
        clock: tells the time.
    """

    def __init__(
        self,
        ingest: Ingest,
        sources: Sequence[Source],
        *,
        tick: timedelta,
        done: Callable[[Report], Awaitable[None]],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ingest = ingest
        self._sources = sources
        self._done = done
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()
        self._taking = False  # whether a round is still asking what is due
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=tick.total_seconds(),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin to tick, at once."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more, and cancel what is on its way; return when it has ended."""
        self._scheduler.shutdown(wait=False)
        for each in self._under_way:
            each.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def tick(self) -> None:
        """Begin one round, and do not wait: a slow outlet must not stop the clock.

        While the store keeps a round waiting, no other is begun: they would all ask
        the same outlets once it is free.
        """
        if not self._taking:
            self._taking = True
            self._begin(self._round(self._clock()))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            log.error("bug", exc_info=bug)

    async def _round(self, now: datetime) -> None:
        try:
            due = await self._ingest.take_due(self._sources, now)
        except StoreError as error:  # told without its traceback: it is no bug
            log.error("store", error=str(error))  # noqa: TRY400
            return
        finally:
            self._taking = False
        turns = Turns(each.source for each in due)
        for each in due:
            self._begin(self._look(each, now, turns))

    async def _look(self, due: Due, now: datetime, turns: Turns) -> None:
        report = await self._ingest.refresh(due, now, turns)
        tell(report)
        await self._done(report)


def tell(report: Report) -> None:
    """Log one report: failures as warnings, news as information, the rest for debug."""
    if report.error is not None:
        log.warning("failed", source=report.source, error=report.error)
        _tell_life(report)
        return
    ledger = report.ledger
    counts = {
        "new": ledger.new,
        "echoes": ledger.echoes,
        "revisions": ledger.revisions,
        "unreadable": ledger.unreadable,
        "withdrawn": ledger.withdrawn,
    }
    facts = {name: count for name, count in counts.items() if count}
    level = log.info if facts else log.debug
    level("looked", source=report.source, status=report.status, **facts)
    for warning in report.warnings:
        log.debug("warning", source=report.source, warning=warning)
    _tell_life(report)


def _tell_life(report: Report) -> None:
    """Log what has become of a live blog."""
    if report.life is not None:
        told = {"stage": report.life.stage, "reason": report.life.reason}
        log.info("live blog", source=report.source, **told)
    for link in report.found:
        log.info("found", source=report.source, url=link.url, title=link.title)
    if report.gap is not None:
        bounds = {"after": report.gap.after, "before": report.gap.before}
        told = {each: str(when) for each, when in bounds.items()}
        log.warning("gap", source=report.source, reason=report.gap.reason, **told)
