"""The program as it runs, with a feed and a small hub of our own on loopback."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from aggregator.serving import listening, served_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

COMMAND = (sys.executable, "-m", "aggregator")
KIND = "application/rss+xml"
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
url = "{base}/feed"
every = "1h"
"""
RSS = """<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel>
<title>Wire</title><a:link rel="hub" href="{0}/hub"/>
<a:link rel="self" href="{0}/feed"/>{1}</channel></rss>"""
ITEM = """<item><guid isPermaLink="false">{0}</guid><title>{0}</title>
<description>The {0} is closed until further notice, the town says.</description>
</item>"""


@dataclass(slots=True)
class Hub:
    """Verifies those who subscribe, at once, and tells them what it is given."""

    base: str = ""
    looks: int = 0
    subscribed: dict[str, str] = field(default_factory=dict)
    verified: threading.Event = field(default_factory=threading.Event)

    def app(self) -> Starlette:
        feed = Route("/feed", self.feed)
        return Starlette(routes=[feed, Route("/hub", self.hub, methods=["POST"])])

    def feed(self, _: Request) -> Response:
        self.looks += 1
        return Response(self.body("Bridge"), media_type=KIND)

    async def hub(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        threading.Thread(target=self.verify, args=(form,), daemon=True).start()
        return Response(status_code=202)

    def verify(self, form: dict[str, str]) -> None:
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "challenge-7",
            "hub.lease_seconds": "3600",
        }
        address = f"{form['hub.callback']}?{urlencode(query)}"
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  (loopback)
            assert answer.read() == b"challenge-7"
        self.subscribed = form
        self.verified.set()

    def body(self, *names: str) -> bytes:
        return RSS.format(self.base, "".join(map(ITEM.format, names))).encode()

    def tell(self, body: bytes, secret: str) -> int:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(  # noqa: S310  (loopback)
            self.subscribed["hub.callback"],
            data=body,
            headers={"Content-Type": KIND, "X-Hub-Signature": f"sha256={digest}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  (loopback)
            status: int = answer.status
            return status


@contextmanager
def running(folder: Path, hub: Hub, port: int) -> Iterator[str]:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder.as_posix(), port=port, base=hub.base))
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


def titles(feed: str) -> set[str]:
    with urllib.request.urlopen(feed, timeout=10) as answer:  # noqa: S310  (loopback)
        return set(re.findall(r"(Bridge|Ferry|Forged)", answer.read().decode()))


def wait_for(found: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < 20
        time.sleep(0.02)
    return time.monotonic() - began


def test_what_a_hub_tells_is_in_the_merged_feed_within_seconds_and_without_a_look(
    tmp_path: Path,
) -> None:
    with listening("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    hub = Hub()
    with served_aside(hub.app()) as hub.base, running(tmp_path, hub, port) as feed:
        assert hub.verified.wait(30)
        secret = hub.subscribed["hub.secret"]
        assert hub.tell(hub.body("Forged"), "guessed") == 202
        assert hub.tell(hub.body("Ferry"), secret) == 202
        took = wait_for(lambda: "Ferry" in titles(feed))
        found = titles(feed)
    assert found == {"Bridge", "Ferry"}
    assert took < 5
    assert hub.looks == 1
