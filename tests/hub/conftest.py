"""A hub of ours and its subscribers, in one loop; network and clock are played."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from aggregator.fetch.courier import Courier
from aggregator.hub import Hub, Parts
from aggregator.model import Rendition
from tests.hub.library import Library
from tests.stories import pytest_pyfunc_call, without

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from aggregator.store.unit import Store
    from aggregator.subscription import Subscriber

__all__ = ["pytest_pyfunc_call"]  # a hook: pytest looks for it here

HUB = "https://us.example/hub"
TOPIC = "https://us.example/feed.atom"
OTHER = "https://us.example/feed.json"
CALLBACK = "https://reader.example/news?of=us"


@dataclass(slots=True)
class Play:
    """All who take part, and what they have said so far."""

    store: Store
    lane: ThreadPoolExecutor
    now: datetime
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)  # of subscribers
    news: list[httpx.Request] = field(default_factory=list)  # that they got
    confirms: bool = True
    knows: bool = True  # what it is asked about; else it says 404
    status: int | None = 204  # of answers to news; None: nobody is there
    next_status: int | None = None  # to all that come after; None: the same
    late: asyncio.Event | None = None  # before it, nothing is answered

    async def network(self, request: httpx.Request) -> httpx.Response:
        if self.late is not None:
            await self.late.wait()
        (self.asked if request.method == "GET" else self.news).append(request)
        if self.status is None:
            message = "nobody is there"
            raise httpx.ConnectError(message)
        if request.method == "GET":
            challenge = request.url.params.get("hub.challenge", "")
            words = challenge if self.confirms else "what?"
            return httpx.Response(200 if self.knows else 404, text=words)
        status, self.status = self.status, self.next_status or self.status
        return httpx.Response(status)

    def courier(self) -> Courier:
        transport = httpx.MockTransport(self.network)
        return Courier(user_agent="test", transport=transport)

    def tell(self, event: str, **facts: Any) -> None:
        self.told.append((event, facts))

    def events(self) -> list[str]:
        return [event for event, _ in self.told]

    def hub(self, **parts: Any) -> Hub:
        return Hub(self.parts(**parts))

    def parts(self, **parts: Any) -> Parts:
        sensible = {
            "url": HUB,
            "topics": frozenset({TOPIC, OTHER}),
            "store": self.store,
            "lane": self.lane,
            "courier": self.courier(),
            "clock": lambda: self.now,
            "tell": self.tell,
        }
        return Parts(**{**sensible, **parts})

    async def ask(self, hub: Hub, **fields: str) -> tuple[int, str]:
        """Ask a hub for something, and wait until it has verified it."""
        sensible = {"mode": "subscribe", "topic": TOPIC, "callback": CALLBACK}
        form = {f"hub.{name}": each for name, each in (sensible | fields).items()}
        answer = hub.desk.take(form)
        await settled(hub)
        return answer

    async def publish(self, hub: Hub, words: str, topic: str = TOPIC) -> None:
        await hub.published({topic: self.document(words)})
        await settled(hub)

    async def turn(self, hub: Hub) -> None:
        hub.turn()
        await settled(hub)

    def document(self, words: str, media_type: str = "application/atom+xml") -> Any:
        body = words.encode()
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        return Rendition(media_type=media_type, body=body, etag=etag, modified=self.now)

    def bodies(self) -> list[str]:
        return [each.content.decode() for each in self.news]

    def kept(self) -> list[Subscriber]:
        with self.store.reading() as unit:
            return [*unit.hub.all()]

    def without(self, table: str) -> AbstractContextManager[None]:
        return without(self.store, table)


async def settled(hub: Hub) -> None:
    """Wait for all that has been begun."""
    while hub._work._under_way:
        await asyncio.gather(*hub._work._under_way)


@pytest.fixture
def store_url(request: pytest.FixtureRequest) -> str:
    """Return an address of SQLite alone: tests/store tests what is kept, on both."""
    build: Callable[[], str] = request.getfixturevalue("_sqlite")
    return build()


@pytest.fixture
def play(store: Store, lane: ThreadPoolExecutor, noon: datetime) -> Play:
    return Play(store=store, lane=lane, now=noon)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    # It gives a secret to none but HTTPS hubs, and there is no TLS on loopback.
    monkeypatch.setattr("flask_websub.subscriber.is_secure", lambda _: True)
    return Library(tmp_path)
