"""The program as it runs, its own hub open, and one who subscribes to what it says."""

from __future__ import annotations

import hmac
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aggregator.serving import listening, served_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

COMMAND = (sys.executable, "-m", "aggregator")
SECRET = "hush"  # noqa: S105  (nobody's)
CONFIG = """
[database]
url = "sqlite:///{folder}/a.db"
[server]
port = {port}
public_url = "http://127.0.0.1:{port}"
hub = "own"
[fetch]
allow_private = true
spacing = "0s"
websub = false
[[feed]]
name = "all"
[[feed]]
name = "closed"
tokens = ["long-enough-a-token"]
[[source]]
id = "wire"
outlet = "The Wire"
url = "{base}/feed"
every = "5s"
"""
RSS = """<rss version="2.0"><channel><title>Wire</title>{}</channel></rss>"""
ITEM = """<item><guid isPermaLink="false">{0}</guid><title>{0}</title>
<description>The {0} is closed until further notice, the town says.</description>
</item>"""


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
        body = RSS.format("".join(map(ITEM.format, self.names)))
        return Response(body, media_type="application/rss+xml")

    def asked(self, request: Request) -> Response:
        self.verified.add(request.query_params["hub.topic"])
        return PlainTextResponse(request.query_params["hub.challenge"])

    async def told(self, request: Request) -> Response:
        body = await request.body()
        self.news.append((dict(request.headers), body, time.monotonic()))
        return Response(status_code=204)


@contextmanager
def running(folder: Path, world: str) -> Iterator[str]:
    with listening("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder.as_posix(), port=port, base=world))
    subprocess.run([*COMMAND, "db", "upgrade", "-c", config], check=True)
    process = subprocess.Popen(
        [*COMMAND, "run", "-c", str(config)],
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: b"Bridge" in got(f"{base}/all.atom"))
        yield base
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0


def got(url: str, form: dict[str, str] | None = None) -> bytes:
    data = urlencode(form).encode() if form else None
    try:
        with urllib.request.urlopen(url, data, timeout=10) as answer:  # noqa: S310  (loopback)
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code).encode()
    except OSError:  # it does not listen yet
        return b""


def wait_for(found: Callable[[], object]) -> None:
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < 20
        time.sleep(0.02)


def test_news_are_told_to_who_subscribes_within_two_seconds_of_their_coming(
    tmp_path: Path,
) -> None:
    world = World()
    with served_aside(world.app()) as here, running(tmp_path, here) as base:
        topics = [f"{base}/all.{form}" for form in ("atom", "json", "rss")]
        for each in topics:
            assert f"{base}/hub".encode() in got(each)
            got(f"{base}/hub", asked(here, each))
        assert got(f"{base}/hub", asked(here, f"{base}/closed.atom")) == b"404"
        wait_for(lambda: world.verified == {*topics})
        time.sleep(0.5)
        world.names, world.shown = ("Ferry", "Bridge"), 0.0
        wait_for(lambda: len(world.news) == len(topics))
        fetched = {each: got(each) for each in topics}
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
