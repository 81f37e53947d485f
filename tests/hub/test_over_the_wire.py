"""A hub of ours on loopback, and subscribers that know nothing of how it is made."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aggregator.fetch.courier import Courier
from aggregator.fetch.guard import Guard
from aggregator.hub import Hub, Parts
from aggregator.model import Rendition
from aggregator.server import make_app
from aggregator.serving import listening, served_aside

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

    from aggregator.store.unit import Store

COMMAND = (sys.executable, "-m", "aggregator")
KIND = "application/atom+xml"
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>Wire</title><id>urn:wire</id><updated>2026-03-01T11:00:00Z</updated>
<link rel="hub" href="{0}/hub"/><link rel="self" href="{0}/feed.atom"/>{1}</feed>"""
ENTRY = """<entry><id>urn:wire:{0}</id><title>{0}</title>
<link href="{1}/{0}"/><updated>2026-03-01T11:50:00Z</updated>
<content>The {0} is closed until further notice, the town says.</content></entry>"""
CONFIG = """
[database]
url = "sqlite:///{folder}/a.db"
[server]
port = {port}
public_url = "http://127.0.0.1:{port}"
[fetch]
allow_private = true
spacing = "0s"
[[source]]
id = "wire"
outlet = "The Wire"
url = "{base}/feed.atom"
every = "1h"
"""


@dataclass(slots=True)
class Publisher:
    """A feed and its hub, as the daemon would run them."""

    base: str
    hub: Hub
    document: Rendition
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def topic(self) -> str:
        return f"{self.base}/feed.atom"

    async def publish(self, *names: str) -> None:
        self.document = rendered(self.base, *names)
        await self.hub.published({self.topic: self.document})


def rendered(base: str, *names: str) -> Rendition:
    entries = "".join(ENTRY.format(each, base) for each in names)
    body = ATOM.format(base, entries).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    return Rendition(media_type=KIND, body=body, etag=etag, modified=datetime.now(UTC))


@asynccontextmanager
async def publishing(store: Store) -> AsyncIterator[Publisher]:
    told: list[tuple[str, dict[str, Any]]] = []
    courier = Courier(user_agent="test", guard=Guard(allow_private=True))
    with listening("127.0.0.1", 0) as listener, ThreadPoolExecutor(1) as lane:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        hub = Hub(
            Parts(
                url=f"{base}/hub",
                topics=frozenset({f"{base}/feed.atom"}),
                store=store,
                lane=lane,
                courier=courier,
                clock=lambda: datetime.now(UTC),
                tell=lambda event, **facts: told.append((event, facts)),
            )
        )
        here = Publisher(base, hub, rendered(base), told)
        app = make_app(
            {"/feed.atom": lambda _: here.document},
            health=dict,
            report=print,
            desk=hub.desk,
        )
        config = uvicorn.Config(app, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        async with hub:
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            yield here
            server.should_exit = True
            await serving
        await courier.aclose()


@dataclass(slots=True)
class Reader:
    """A subscriber as small as the Recommendation allows; it runs in its own thread."""

    news: list[tuple[dict[str, str], bytes, float]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 200

    def app(self) -> Starlette:
        asked = Route("/callback", self.verified)
        told = Route("/callback", self.told, methods=["POST"])
        return Starlette(routes=[asked, told])

    def verified(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        return PlainTextResponse(request.query_params["hub.challenge"])

    async def told(self, request: Request) -> Response:
        body = await request.body()
        self.news.append((dict(request.headers), body, time.monotonic()))
        return Response(status_code=self.status)


async def asked(publisher: Publisher, reader: str, **fields: str) -> int:
    """Send the form of a subscriber; return the status of the answer."""
    sensible = {
        "hub.mode": "subscribe",
        "hub.topic": publisher.topic,
        "hub.callback": f"{reader}/callback?of=us",
    }
    form = sensible | {f"hub.{name}": each for name, each in fields.items()}
    data = urlencode(form).encode()

    def post() -> int:
        request = urllib.request.Request(f"{publisher.base}/hub", data)  # noqa: S310  (loopback)
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  (loopback)
            status: int = answer.status
            return status

    return await asyncio.to_thread(post)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  (another thread makes it true)
            await asyncio.sleep(0.01)


def test_a_subscriber_is_verified_told_within_two_seconds_and_let_go(
    store: Store,
) -> None:
    reader, secret = Reader(), "hush"

    async def story(address: str) -> float:
        async with publishing(store) as publisher:
            assert await asked(publisher, address, secret=secret) == 202
            await until(lambda: [e for e, _ in publisher.told] == ["subscribed"])
            began = time.monotonic()
            await publisher.publish("Bridge")
            await until(lambda: reader.news)
            headers, body, at = reader.news[0]
            assert body == publisher.document.body
            assert headers["content-type"] == KIND
            assert headers["link"] == (
                f'<{publisher.base}/hub>; rel="hub", <{publisher.topic}>; rel="self"'
            )
            digest = hmac.new(secret.encode(), body, "sha256").hexdigest()
            assert headers["x-hub-signature"] == f"sha256={digest}"
            assert await asked(publisher, address, mode="unsubscribe") == 202
            await until(lambda: len(publisher.told) == 2)
            await publisher.publish("Bridge", "Ferry")
            await asyncio.sleep(1.5)
            return at - began

    with served_aside(reader.app()) as address:
        took = asyncio.run(story(address))
    assert took < 2
    assert [each["of"] for each in reader.asked] == ["us", "us"]
    assert len(reader.news) == 1


def test_who_fails_once_is_told_again_and_who_is_dead_harms_nobody(
    store: Store,
) -> None:
    reader = Reader(status=500)

    async def story(address: str, graveyard: str) -> None:
        async with publishing(store) as publisher:
            for each in (address, graveyard):
                assert await asked(publisher, each) == 202
            await until(lambda: len(publisher.told) == 2)
            leaving.close()
            await publisher.publish("Bridge")
            await until(lambda: reader.news)
            reader.status = 200
            await until(lambda: len(reader.news) == 2)
            assert reader.news[0][1] == reader.news[1][1] == publisher.document.body

    with served_aside(reader.app()) as address, ExitStack() as leaving:
        graveyard = leaving.enter_context(served_aside(Reader().app()))
        asyncio.run(story(address, graveyard))


@contextmanager
def following(folder: Path, base: str) -> Iterator[str]:
    """Run the program, which is a subscriber too; give the address of its feed."""
    with listening("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder.as_posix(), port=port, base=base))
    subprocess.run([*COMMAND, "db", "upgrade", "-c", config], check=True)
    process = subprocess.Popen(
        [*COMMAND, "run", "-c", str(config)],
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        yield f"http://127.0.0.1:{port}/feed.atom"
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0


def test_another_aggregator_is_told_by_our_hub_without_a_look(
    store: Store, tmp_path: Path
) -> None:
    async def story() -> float:
        async with publishing(store) as publisher:
            await publisher.publish("Bridge")
            elsewhere = following(tmp_path, publisher.base)
            feed = await asyncio.to_thread(elsewhere.__enter__)
            try:
                await until(lambda: "subscribed" in [e for e, _ in publisher.told])
                began = time.monotonic()
                await publisher.publish("Ferry", "Bridge")
                while b"Ferry" not in await asyncio.to_thread(content, feed):
                    assert time.monotonic() - began < 20
                    await asyncio.sleep(0.05)
                return time.monotonic() - began
            finally:
                await asyncio.to_thread(elsewhere.__exit__, None, None, None)

    assert asyncio.run(story()) < 5


def content(feed: str) -> bytes:
    with urllib.request.urlopen(feed, timeout=10) as answer:  # noqa: S310  (loopback)
        body: bytes = answer.read()
        return body


def test_nobody_can_make_us_ask_what_is_not_public(store: Store) -> None:
    reader = Reader()

    async def story(address: str) -> None:
        async with publishing(store) as publisher:
            publisher.hub._parts.courier._transport._guard = Guard()  # type: ignore[attr-defined]  # of the network
            assert await asked(publisher, address) == 202
            await until(lambda: publisher.told)
            ((event, facts),) = publisher.told
            assert event == "subscription not confirmed"
            assert "not among the `ports`" in facts["reason"]

    with served_aside(reader.app()) as address:
        asyncio.run(story(address))
    assert reader.asked == []


@pytest.mark.parametrize(
    ("fields", "status"), [({"topic": "http://x.example/"}, 404), ({"mode": "x"}, 400)]
)
def test_what_cannot_be_had_is_refused_at_once(
    store: Store, fields: dict[str, str], status: int
) -> None:
    async def story() -> None:
        async with publishing(store) as publisher:
            with pytest.raises(urllib.error.HTTPError) as caught:
                await asked(publisher, "http://reader.example", **fields)
            assert caught.value.code == status
            assert caught.value.read().startswith(b"hub.")
            caught.value.close()

    asyncio.run(story())
