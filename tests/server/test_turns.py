"""A flood of requests that cost much: all others are answered as if there were none."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import httpx
import pytest

from aggregator.server import make_app
from aggregator.server.turns import Crowded, Turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from starlette.applications import Starlette

    from aggregator.model import Rendition

    Ask = Callable[[str], asyncio.Task[httpx.Response]]

FLOOD = 60  # more than there are threads
AT_ONCE = 2


class Search:
    """A page that takes until it is let go where words are told."""

    def __init__(self, document: Rendition) -> None:
        self.document = document
        self.free = Event()
        self.crowded = Event()
        self.running = 0
        self.most = 0

    def __call__(self, query: Mapping[str, str]) -> Rendition:
        if query.get("q"):
            self.running += 1
            self.most = max(self.most, self.running)
            if self.running == AT_ONCE:
                self.crowded.set()
            self.free.wait(20)
            self.running -= 1
        return self.document


@pytest.fixture
def search(feed: Rendition) -> Search:
    return Search(feed)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def app(search: Search, told: list[str]) -> Starlette:
    return served(search, told)


def served(search: Search, told: list[str]) -> Starlette:
    return make_app(
        {"/": search},
        health=dict,
        report=lambda path, _: told.append(path),
        costly=("q",),
    )


@asynccontextmanager
async def reader(app: Starlette) -> AsyncIterator[Ask]:
    """Give what asks in a task of its own."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://a.test") as one:
        yield lambda address: asyncio.create_task(one.get(address))


def test_few_are_let_in_at_once_and_the_others_follow(
    app: Starlette, search: Search
) -> None:
    async def flood() -> list[int]:
        async with reader(app) as ask:
            asked = [ask(f"/?q={number}") for number in range(FLOOD)]
            await asyncio.to_thread(search.crowded.wait, 20)
            await asyncio.sleep(0.05)
            search.free.set()
            return [each.status_code for each in await asyncio.gather(*asked)]

    assert set(asyncio.run(flood())) == {200}
    assert search.most == AT_ONCE


def test_what_costs_little_is_answered_beside_a_flood(
    app: Starlette, search: Search
) -> None:
    async def flood() -> list[int]:
        async with reader(app) as ask:
            asked = [ask(f"/?q={number}") for number in range(FLOOD)]
            await asyncio.to_thread(search.crowded.wait, 20)
            plain = [await ask(address) for address in ("/", "/?q=", "/?before=x")]
            assert search.running == AT_ONCE
            search.free.set()
            await asyncio.gather(*asked)
            return [each.status_code for each in plain]

    assert asyncio.run(flood()) == [200, 200, 200]


def test_who_waits_too_long_is_told_to_come_again_or_sent_the_last_good_document(
    search: Search, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.server.door.Turns", partial(Turns, patience=0.2))
    app = served(search, told)

    async def flood() -> tuple[httpx.Response, httpx.Response]:
        async with reader(app) as ask:
            search.free.set()
            await ask("/?q=known")
            search.free.clear()
            asked = [ask(f"/?q={number}") for number in range(AT_ONCE)]
            await asyncio.to_thread(search.crowded.wait, 20)
            late = await asyncio.gather(ask("/?q=known"), ask("/?q=other"))
            search.free.set()
            await asyncio.gather(*asked)
            return late[0], late[1]

    known, other = asyncio.run(flood())
    assert (known.status_code, other.status_code) == (200, 503)
    assert other.headers["retry-after"] == "30"
    assert told == []


def test_a_turn_is_given_back_whatever_comes_of_it() -> None:
    async def taking() -> None:
        turns = Turns(most=1, patience=0.05)
        with pytest.raises(KeyError):
            async with turns.taken():
                raise KeyError
        async with turns.taken():
            with pytest.raises(Crowded):
                async with turns.taken():
                    pass
        async with turns.taken():
            pass

    asyncio.run(taking())
