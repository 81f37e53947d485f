"""The stages as checks from outside call them."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import FetchError
from aggregator.stages import conform, fetch, fetch_here

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Outlet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = 304 if self.path == "/304" else 200
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"<rss/>" if status != 304 else b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def outlet() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Outlet) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_look_at_this_machine_has_to_be_allowed(outlet: str) -> None:
    assert fetch_here(outlet) == b"<rss/>"
    with pytest.raises(FetchError, match="port"):
        fetch(outlet)
    with pytest.raises(FetchError, match="not of the public internet"):
        fetch("http://0x7f.1/")


def test_no_document_is_an_error(outlet: str) -> None:
    with pytest.raises(FetchError, match="nothing has changed"):
        fetch_here(f"{outlet}/304")


def test_what_feedparser_tells_is_what_came(outlet: str) -> None:
    found = conform(f"{outlet}/feed")
    assert (found.status, found.href, found.bozo) == (200, f"{outlet}/feed", False)
    unknown = conform(f"{outlet}/304")
    assert (unknown.status, unknown.bozo, unknown.entries) == (304, True, [])
