"""A hub of ours on loopback, and subscribers that know nothing of how it is made."""

from __future__ import annotations

import asyncio
import hmac
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aggregator.fetch.guard import PUBLIC_ONLY
from aggregator.serving import served_aside
from tests.hub.wire import KIND, publishing, until
from tests.program import Told, answer, free_port, running, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from aggregator.store.unit import Store
    from tests.hub.wire import Publisher


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


async def test_a_subscriber_is_verified_told_within_two_seconds_and_let_go(
    store: Store,
) -> None:
    reader, secret = Reader(), "hush"
    with served_aside(reader.app()) as address:
        async with publishing(store) as publisher:
            assert await asked(publisher, address, secret=secret) == 202
            await until(lambda: publisher.events() == ["subscribed"])
            began = time.monotonic()
            await publisher.publish("Bridge")
            await until(lambda: reader.news)
            headers, body, at = reader.news[0]
            assert at - began < 2
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
    assert [each["of"] for each in reader.asked] == ["us", "us"]
    assert len(reader.news) == 1


async def test_who_fails_once_is_told_again_and_who_is_dead_harms_nobody(
    store: Store,
) -> None:
    reader = Reader(status=500)
    with served_aside(reader.app()) as address, ExitStack() as leaving:
        graveyard = leaving.enter_context(served_aside(Reader().app()))
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


async def test_another_aggregator_is_told_by_our_hub_without_a_look(
    store: Store, tmp_path: Path
) -> None:
    async with publishing(store) as publisher:
        await publisher.publish("Bridge")
        elsewhere = running(tmp_path, Told(source=publisher.topic), port=free_port())
        feed = f"{await asyncio.to_thread(elsewhere.__enter__)}/feed.atom"
        try:
            await until(lambda: "subscribed" in publisher.events())
            began = time.monotonic()
            await publisher.publish("Ferry", "Bridge")
            await asyncio.to_thread(wait_for, lambda: b"Ferry" in answer(feed))
            assert time.monotonic() - began < 5
        finally:
            await asyncio.to_thread(elsewhere.__exit__, None, None, None)


async def test_nobody_can_make_us_ask_what_is_not_public(store: Store) -> None:
    reader = Reader()
    with served_aside(reader.app()) as address:
        async with publishing(store, PUBLIC_ONLY) as publisher:
            assert await asked(publisher, address) == 202
            await until(lambda: publisher.told)
            ((event, facts),) = publisher.told
            assert event == "subscription not confirmed"
            assert "not among the `ports`" in facts["reason"]
    assert reader.asked == []


@pytest.mark.parametrize(
    ("fields", "status"), [({"topic": "http://x.example/"}, 404), ({"mode": "x"}, 400)]
)
async def test_what_cannot_be_had_is_refused_at_once(
    store: Store, fields: dict[str, str], status: int
) -> None:
    async with publishing(store) as publisher:
        with pytest.raises(urllib.error.HTTPError) as caught:
            await asked(publisher, "http://reader.example", **fields)
        assert caught.value.code == status
        assert caught.value.read().startswith(b"hub.")
        caught.value.close()
