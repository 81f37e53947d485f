"""The program as it runs, with a feed and a small hub of our own on loopback."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from aggregator.serving import served_aside
from tests.program import Told, answer, free_port, rss, running, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

KIND = "application/rss+xml"
LINKS = '<a:link rel="hub" href="{0}/hub"/><a:link rel="self" href="{0}/feed"/>'


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
        return rss(*names, links=LINKS.format(self.base)).encode()

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


def titles(feed: str) -> set[str]:
    return set(re.findall(r"(Bridge|Ferry|Forged)", answer(feed).decode()))


def test_what_a_hub_tells_is_in_the_merged_feed_within_seconds_and_without_a_look(
    tmp_path: Path,
) -> None:
    hub = Hub()
    with ExitStack() as leaving:
        hub.base = leaving.enter_context(served_aside(hub.app()))
        told = Told(source=f"{hub.base}/feed")
        here = leaving.enter_context(running(tmp_path, told, port=free_port()))
        feed = f"{here}/feed.atom"
        assert hub.verified.wait(30)
        secret = hub.subscribed["hub.secret"]
        assert hub.tell(hub.body("Forged"), "guessed") == 202
        assert hub.tell(hub.body("Ferry"), secret) == 202
        took = wait_for(lambda: "Ferry" in titles(feed))
        found = titles(feed)
    assert found == {"Bridge", "Ferry"}
    assert took < 5
    assert hub.looks == 1
