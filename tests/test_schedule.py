"""The clock, with the real write story behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from structlog.testing import capture_logs

from aggregator.dedup.judge import Judge
from aggregator.errors import StoreError
from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher
from aggregator.ingest import Ingest
from aggregator.model import Document, Extraction, Ledger, Report, Source
from aggregator.schedule import Schedule, tell
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from aggregator.store.unit import Store, Unit

Outlet = Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]
Told = list[Report]

FEED = """<rss version="2.0"><channel><title>Wire</title><item><guid>a</guid>
<title>Harbour reopens</title></item></channel></rss>"""


@pytest.fixture
def memory() -> Store:
    return open_store("sqlite://")


async def ticked(
    outlet: Outlet,
    source: Source,
    store: Store,
    *,
    until: Callable[[Told], Awaitable[None]],
) -> Told:
    """Let a schedule run against `outlet` until `until` is through."""

    async def extract(document: Document, of: Source) -> Extraction:
        return read(document, of, None)

    reports: Told = []

    async def done(report: Report) -> None:
        reports.append(report)

    fetcher = Fetcher(user_agent="test", transport=httpx.MockTransport(outlet))
    with ThreadPoolExecutor(1) as lane:
        ingest = Ingest(
            fetch=fetcher.fetch,
            read=extract,
            judge=Judge(),
            store=store,
            lane=lane,
        )
        tick = timedelta(seconds=0.05)
        schedule = Schedule(ingest, [source], tick=tick, done=done)
        schedule.start()
        await asyncio.wait_for(until(reports), 10)
        await asyncio.wait_for(schedule.stop(), 5)
    return reports


async def first_report(reports: Told) -> None:
    while not reports:  # noqa: ASYNC110  (the schedule offers no event, and needs none)
        await asyncio.sleep(0.01)


def test_what_is_due_is_refreshed_and_told(
    make_source: Callable[..., Source], memory: Store
) -> None:
    async def outlet(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=FEED)

    told = asyncio.run(ticked(outlet, make_source(), memory, until=first_report))
    assert [report.ledger.new for report in told] == [1]


def test_what_is_on_its_way_is_cancelled_at_the_end_without_a_word(
    make_source: Callable[..., Source], memory: Store
) -> None:
    asked = asyncio.Event()

    async def outlet(_: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.sleep(60)
        return httpx.Response(200)

    async def until(_: Told) -> None:
        await asked.wait()

    with capture_logs() as logs:
        told = asyncio.run(ticked(outlet, make_source(), memory, until=until))
    assert told == []
    assert logs == []


def test_a_bug_is_logged_with_its_traceback_and_the_clock_goes_on(
    make_source: Callable[..., Source], memory: Store
) -> None:
    async def outlet(_: httpx.Request) -> httpx.Response:
        raise RuntimeError

    with capture_logs() as logs:

        async def until(_: Told) -> None:
            while not logs:  # noqa: ASYNC110  (as above)
                await asyncio.sleep(0.01)

        asyncio.run(ticked(outlet, make_source(), memory, until=until))
    assert logs[0]["event"] == "bug"
    assert isinstance(logs[0]["exc_info"], RuntimeError)


def test_a_store_that_is_away_is_logged_in_a_line_and_asked_again(
    make_source: Callable[..., Source],
    memory: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def outlet(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=FEED)

    begin = memory.begin

    def away() -> None:
        monkeypatch.setattr(memory, "begin", begin)
        message = "the database is away"
        raise StoreError(message)

    monkeypatch.setattr(memory, "begin", away)
    with capture_logs() as logs:
        told = asyncio.run(ticked(outlet, make_source(), memory, until=first_report))
    assert logs[0] == {
        "event": "store",
        "error": "the database is away",
        "log_level": "error",
    }
    assert told[0].ledger.new == 1


def test_no_round_begins_while_another_waits_for_the_store(
    make_source: Callable[..., Source],
    memory: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def outlet(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, text=FEED)

    begin = memory.begin
    waited: list[bool] = []

    def locked() -> AbstractContextManager[Unit]:
        if not waited:
            waited.append(True)
            time.sleep(0.5)  # ten ticks
        return begin()

    monkeypatch.setattr(memory, "begin", locked)
    asyncio.run(ticked(outlet, make_source(), memory, until=first_report))
    assert len(asked) == 1


def test_each_kind_of_report_has_its_level() -> None:
    reports = [
        Report(source="a", error="gone"),
        Report(source="b", status=200, ledger=Ledger(looks=1, new=2)),
        Report(source="c", status=304, warnings=("odd",)),
    ]
    with capture_logs() as logs:
        for report in reports:
            tell(report)
    assert [each["log_level"] for each in logs] == ["warning", "info", "debug", "debug"]
    assert logs[1]["new"] == 2
    assert "echoes" not in logs[1]
