"""The program as it runs, its own hub open, and one who subscribes to what it says."""

from __future__ import annotations

import hmac
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aggregator.serving import served_aside
from tests.hub.library import Library, News
from tests.program import Told, answer, free_port, rss, running, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

SECRET = "hush"  # noqa: S105  (nobody's)
FEEDS = """
[[feed]]
name = "all"
[[feed]]
name = "closed"
tokens = ["long-enough-a-token"]
"""


@dataclass(slots=True)
class World:
    """An outlet, and a subscriber to what is made of it."""

    names: tuple[str, ...] = ("Bridge",)
    shown: float = 0.0  # when the outlet was first seen with the names it has
    verified: set[str] = field(default_factory=set)
    news: list[tuple[dict[str, str], bytes, float]] = field(default_factory=list)

    def app(self) -> Starlette:
        routes = [Route("/feed", self.feed), Route("/reader", self.asked)]
        told = Route("/reader", self.told, methods=["POST"])
        return Starlette(routes=[*routes, told])

    def feed(self, _: Request) -> Response:
        self.shown = self.shown or time.monotonic()
        return Response(rss(*self.names), media_type="application/rss+xml")

    def asked(self, request: Request) -> Response:
        self.verified.add(request.query_params["hub.topic"])
        return PlainTextResponse(request.query_params["hub.challenge"])

    async def told(self, request: Request) -> Response:
        body = await request.body()
        self.news.append((dict(request.headers), body, time.monotonic()))
        return Response(status_code=204)


@contextmanager
def publishing(folder: Path, world: World) -> Iterator[tuple[str, str]]:
    """Run the program; give its address and that of the world."""
    with served_aside(world.app()) as here:
        told = Told(
            source=f"{here}/feed",
            every="5s",
            prefix="/live",
            server='hub = "own"',
            fetch="websub = false",
            tables=FEEDS,
        )
        with running(folder, told, port=free_port()) as base:
            wait_for(lambda: b"Bridge" in answer(f"{base}/all.atom"))
            yield base, here


def test_news_are_told_to_who_subscribes_within_two_seconds_of_their_coming(
    tmp_path: Path, library: Library
) -> None:
    world = World()
    with publishing(tmp_path, world) as (base, here), library.open():
        topics = [f"{base}/all.{form}" for form in ("atom", "json", "rss")]
        for each in topics:
            assert f"{base}/hub".encode() in answer(each)
            answer(f"{base}/hub", asked(here, each))
        assert answer(f"{base}/hub", asked(here, f"{base}/closed.atom")) == b"404"
        library.subscribe(topics[0])
        wait_for(lambda: world.verified == {*topics})
        wait_for(lambda: library.agreed)
        time.sleep(0.5)
        world.names, world.shown = ("Ferry", "Bridge"), 0.0
        wait_for(lambda: len(world.news) == len(topics))
        wait_for(lambda: library.news)
        fetched = {each: answer(each) for each in topics}
    kind = "application/atom+xml; charset=utf-8"
    assert library.news == [News(topics[0], kind, fetched[topics[0]])]
    for headers, body, at in world.news:
        (topic,) = re.findall('<([^>]*)>; rel="self"', headers["link"])
        assert b"Ferry" in body
        assert body == fetched.pop(topic)
        digest = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
        assert headers["x-hub-signature"] == f"sha256={digest}"
        assert at - world.shown < 2


def asked(reader: str, topic: str) -> dict[str, str]:
    return {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": f"{reader}/reader",
        "hub.secret": SECRET,
    }
