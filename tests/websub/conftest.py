"""A feed, its hub and a subscriber, in one loop; network and clock are played."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from aggregator.dedup.judge import Judge
from aggregator.errors import FetchError
from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher, Limits
from aggregator.fetch.reply import Reply
from aggregator.ingest import Ingest
from aggregator.model import Paces
from aggregator.websub import House, Subscriber
from tests.stories import pytest_pyfunc_call, without

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import ThreadPoolExecutor
    from contextlib import AbstractContextManager

    from aggregator.model import (
        Document,
        Entry,
        Extraction,
        Report,
        Source,
        SourceState,
    )
    from aggregator.store.unit import Store
    from aggregator.subscription import Subscription

__all__ = ["pytest_pyfunc_call"]  # a hook: pytest looks for it here

BASE = "https://us.example/websub/"
URL = "https://wire.example/feed"
LINKS = '<link rel="hub" href="https://hub.example/"/><link rel="self" href="{}"/>'
FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>Wire</title><id>urn:wire</id><updated>2026-03-01T11:00:00Z</updated>{}{}</feed>"""
ENTRY = """<entry><id>urn:wire:{0}</id><title>{0}</title>
<link href="https://wire.example/{1}"/><updated>2026-03-01T11:50:00Z</updated>
<content>This is what the wire has to say of {0} today.</content></entry>"""


@dataclass(slots=True)
class Play:
    """All who take part, and what they have said so far."""

    store: Store
    lane: ThreadPoolExecutor
    source: Source
    now: datetime
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)  # that the hub got
    done: list[Report] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)  # of the outlet
    posts: tuple[str, ...] = ("Harbour",)
    topic: str | None = URL  # None: it advertises no hub
    hub: int | None = 202  # the status it answers with; None: it cannot be reached

    def feed(self, *names: str) -> bytes:
        links = LINKS.format(self.topic) if self.topic else ""
        posts = (ENTRY.format(each, each.replace(" ", "-")) for each in names)
        return FEED.format(links, "".join(posts)).encode()

    def outlet(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        body = self.feed(*self.posts)
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers={"ETag": etag})
        kind = "application/atom+xml"
        headers = {"Content-Type": kind, "ETag": etag}
        return httpx.Response(200, content=body, headers=headers)

    async def send(self, source: Source, url: str, form: Mapping[str, str]) -> Reply:
        self.forms.append(dict(form))
        if self.hub is None:
            raise FetchError(source.id, "it refuses the connection")
        return Reply(url=url, status=self.hub, headers={}, body=b"")

    async def finished(self, report: Report) -> None:
        self.done.append(report)

    def tell(self, event: str, **facts: Any) -> None:
        self.told.append((event, facts))

    def ingest(self) -> Ingest:
        async def extract(document: Document, source: Source) -> Extraction:
            return read(document, source, None)

        fetcher = Fetcher(
            Limits(spacing=timedelta(0)),
            user_agent="test",
            transport=httpx.MockTransport(self.outlet),
        )
        return Ingest(
            fetch=fetcher.fetch,
            read=extract,
            judge=Judge(window=timedelta(hours=48)),
            store=self.store,
            lane=self.lane,
        )

    def subscriber(self, **parts: Any) -> Subscriber:
        sensible = {
            "ingest": self.ingest(),
            "store": self.store,
            "lane": self.lane,
            "send": self.send,
            "sources": (self.source,),
            "base": BASE,
            "max_body": 1_000_000,
            "clock": lambda: self.now,
            "done": self.finished,
            "tell": self.tell,
        }
        return Subscriber(House(**{**sensible, **parts}))

    def without(self, table: str) -> AbstractContextManager[None]:
        return without(self.store, table)

    def kept(self) -> list[Subscription]:
        with self.store.reading() as unit:
            return unit.subscriptions.all()

    def state(self) -> SourceState:
        with self.store.reading() as unit:
            return unit.sources.state(self.source.id)

    def entries(self) -> tuple[Entry, ...]:
        with self.store.reading() as unit:
            return unit.entries.latest(limit=100).entries

    def titles(self) -> set[str | None]:
        return {each.post.title for each in self.entries()}

    def events(self) -> list[str]:
        return [event for event, _ in self.told]

    async def look(self, subscriber: Subscriber) -> Report:
        ingest = subscriber._house.ingest
        due, *_ = await ingest.take([self.source], self.now)
        report = await ingest.refresh(due, self.now)
        await subscriber.looked(report)
        return report

    async def verify(self, subscriber: Subscriber, **changed: str) -> str | None:
        form = self.forms[-1]
        token = form["hub.callback"].removeprefix(BASE)
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "c7",
            "hub.lease_seconds": "86400",
            **{f"hub.{name}": value for name, value in changed.items()},
        }
        return await subscriber.asked(token, query)

    async def turn(self, subscriber: Subscriber) -> None:
        await subscriber.turn()
        await settled(subscriber)

    async def subscribed(self, subscriber: Subscriber) -> str:
        """Look, ask and verify; return the token."""
        await self.look(subscriber)
        await self.turn(subscriber)
        assert await self.verify(subscriber) == "c7"
        return self.forms[-1]["hub.callback"].removeprefix(BASE)

    async def push(
        self, subscriber: Subscriber, body: bytes, *, secret: str | None = None
    ) -> bool:
        subscribe = next(each for each in self.forms if "hub.secret" in each)
        key = secret or subscribe["hub.secret"]
        digest = hmac.new(key.encode(), body, "sha256").hexdigest()
        headers = {
            "x-hub-signature": f"sha256={digest}",
            "content-type": "application/atom+xml",
        }
        token = subscribe["hub.callback"].removeprefix(BASE)
        taken = subscriber.told(token, headers, body)
        await settled(subscriber)
        return taken


async def settled(subscriber: Subscriber) -> None:
    """Wait for all that has been begun."""
    while subscriber._under_way:
        await asyncio.gather(*subscriber._under_way)


@pytest.fixture
def play(
    store: Store,
    lane: ThreadPoolExecutor,
    make_source: Callable[..., Source],
    noon: datetime,
) -> Play:
    paces = Paces(fastest=timedelta(seconds=10), slowest=timedelta(hours=1))
    source = make_source(id="wire", outlet="Wire", url=URL, paces=paces)
    return Play(store=store, lane=lane, source=source, now=noon)
