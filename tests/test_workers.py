"""Reading in worker processes that can be cut off."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import psutil
import pytest

from aggregator.errors import ExtractError
from aggregator.model import Document, Extraction, Source
from aggregator.workers import Workers

if TYPE_CHECKING:
    from pathlib import Path

FEED = b"""<rss version="2.0"><channel><title>Wire</title><item><guid>a</guid>
<title>Harbour reopens</title></item></channel></rss>"""
# feedparser looks for an address in it, at a cost that grows with the square, and the
# bracket hides it from those who would cut it.
POISON = (
    b"<item><guid>p</guid><author><![CDATA[<" + b"a" * 90_000 + b"]]></author></item>"
)
SLOW = b'<rss version="2.0"><channel>' + POISON + b"</channel></rss>"
Ask = Callable[[bytes], tuple[Document, Source]]


@pytest.fixture
def ask(make_source: Callable[..., Source], noon: datetime) -> Ask:
    source = make_source()

    def document(body: bytes) -> tuple[Document, Source]:
        return (
            Document(source=source.id, url=source.url, body=body, fetched=noon),
            source,
        )

    return document


def workers(count: int, *, seconds: float = 20, cpu: float = 20) -> Workers:
    return Workers(
        count=count,
        time_limit=timedelta(seconds=seconds),
        cpu=timedelta(seconds=cpu),
    )


def feed_of(items: Iterable[bytes]) -> bytes:
    return b'<rss version="2.0"><channel>' + b"".join(items) + b"</channel></rss>"


def item(number: int, text: bytes = b"") -> bytes:
    return b"<item><guid>%d</guid><title>News %d</title>%s</item>" % (
        number,
        number,
        text,
    )


@pytest.mark.parametrize("count", [0, 1])
def test_a_document_is_read_the_same_in_a_worker_and_without_one(
    ask: Ask, count: int
) -> None:
    with closing(workers(count)) as pool:
        read: Extraction = asyncio.run(pool.read(*ask(FEED)))
    assert [post.title for post in read.posts] == ["Harbour reopens"]


@pytest.mark.parametrize("count", [0, 1])
def test_an_error_of_the_document_comes_back_whole(ask: Ask, count: int) -> None:
    with closing(workers(count)) as pool, pytest.raises(ExtractError) as caught:
        asyncio.run(pool.read(*ask(b"<p>Nothing here.</p>")))
    assert caught.value.source == ask(b"")[1].id
    assert caught.value.reason


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read(
    ask: Ask,
) -> None:
    with closing(workers(1, seconds=0.5)) as pool:
        asyncio.run(pool.read(*ask(FEED)))  # the worker is up
        with pytest.raises(ExtractError, match=r"more than 0\.5 s"):
            asyncio.run(pool.read(*ask(SLOW)))
        assert asyncio.run(pool.read(*ask(FEED))).posts


def test_a_document_that_takes_too_much_cpu_ends_its_worker_and_no_other(
    ask: Ask,
) -> None:
    with closing(workers(1, cpu=0.5)) as pool:
        asyncio.run(pool.read(*ask(FEED)))
        began = time.monotonic()
        with pytest.raises(ExtractError, match=r"more than 0\.5 s of CPU"):
            asyncio.run(pool.read(*ask(SLOW)))
        assert time.monotonic() - began < 5
        assert asyncio.run(pool.read(*ask(FEED))).posts


def test_the_cpu_of_many_documents_is_not_counted_together(ask: Ask) -> None:
    with closing(workers(1, cpu=0.5)) as pool:
        for _ in range(5):
            reading = pool.read(*ask(feed_of(map(item, range(400)))))
            assert len(asyncio.run(reading).posts) == 400


@pytest.mark.parametrize("place", [0, 7, 19])
def test_a_poisoned_item_is_left_out_and_the_others_are_read(
    ask: Ask, place: int
) -> None:
    items = [*map(item, range(19))]
    items.insert(place, POISON)
    with closing(workers(1, cpu=0.5)) as pool:
        asyncio.run(pool.read(*ask(FEED)))
        first = asyncio.run(pool.read(*ask(feed_of(items))))
        began = time.monotonic()
        again = asyncio.run(pool.read(*ask(feed_of([item(19), *items]))))
        assert time.monotonic() - began < 3
    assert len(first.posts) == 19
    assert any("CPU" in warning for warning in first.warnings)
    assert len(again.posts) == 20
    assert any("left out" in warning for warning in again.warnings)


def test_other_sources_are_read_while_a_poisoned_item_is_looked_for(ask: Ask) -> None:
    async def lateness(pool: Workers) -> float:
        items = [*map(item, range(49)), POISON]
        looking = asyncio.create_task(pool.read(*ask(feed_of(items))))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await pool.read(*ask(FEED))
        late = time.monotonic() - began
        assert not looking.done()
        await looking
        return late

    with closing(workers(1, cpu=0.5)) as pool:
        asyncio.run(pool.read(*ask(FEED)))
        assert asyncio.run(lateness(pool)) < 3


def test_a_feed_of_very_many_items_is_read_in_portions(ask: Ask) -> None:
    with closing(workers(1, cpu=5)) as pool:
        many = asyncio.run(pool.read(*ask(feed_of(map(item, range(9_000))))))
        assert len(many.posts) == 9_000
        assert not many.warnings


def test_a_worker_that_dies_fails_one_document_and_is_replaced(ask: Ask) -> None:
    async def killed(pool: Workers) -> None:
        reading = asyncio.create_task(pool.read(*ask(SLOW)))
        await asyncio.sleep(1)
        kill_workers()
        await reading

    with closing(workers(1)) as pool:
        asyncio.run(pool.read(*ask(FEED)))
        with pytest.raises(ExtractError, match="ended its worker"):
            asyncio.run(killed(pool))
        assert asyncio.run(pool.read(*ask(FEED))).posts


def test_closing_ends_the_workers_at_once(ask: Ask) -> None:
    pool = workers(2)
    asyncio.run(pool.read(*ask(FEED)))
    began = time.monotonic()
    pool.close()
    assert time.monotonic() - began < 3


def kill_workers() -> None:
    for server in psutil.Process().children():  # the fork server, and its children
        for worker in server.children():
            os.kill(worker.pid, signal.SIGKILL)


@pytest.mark.parametrize("count", [1, 2])
def test_a_worker_that_dies_while_it_is_idle_costs_nothing(
    ask: Ask, count: int
) -> None:
    with closing(workers(count)) as pool:
        asyncio.run(pool.read(*ask(FEED)))
        kill_workers()
        time.sleep(1)  # the pool finds out
        for _ in range(3):
            assert asyncio.run(pool.read(*ask(FEED))).posts


def test_a_document_that_eats_memory_fails_alone(ask: Ask) -> None:
    greedy = b"<p a b c d>" * 700_000
    with closing(workers(1)) as pool:
        with pytest.raises(ExtractError):
            asyncio.run(pool.read(*ask(greedy)))
        assert asyncio.run(pool.read(*ask(FEED))).posts


def test_a_profile_that_breaks_while_we_run_fails_its_sources(
    ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("[post]\neach = 1\n")
    pool = Workers(count=0, time_limit=timedelta(seconds=5), outlets=tmp_path)
    with pytest.raises(ExtractError, match=r"mine\.toml"):
        asyncio.run(pool.read(*ask(FEED)))
