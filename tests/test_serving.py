"""Answering on an address."""

from __future__ import annotations

import urllib.request
from datetime import UTC, datetime

import pytest

from aggregator.errors import ConfigError
from aggregator.model import Rendition
from aggregator.server import make_app
from aggregator.serving import listening, served_aside, url


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_free_port_is_taken_where_none_is_named(host: str) -> None:
    with listening(host, 0) as listener:
        assert listener.getsockname()[1] > 0


def test_a_port_that_is_taken_is_refused_with_the_remedy() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ConfigError, match="--port"), listening("127.0.0.1", port):
            pass


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("0.0.0.0", "http://localhost:80"),  # noqa: S104  (told, not bound to)
        ("::", "http://localhost:80"),
    ],
)
def test_an_address_leads_to_the_listener(host: str, shown: str) -> None:
    assert url(host, 80) == shown


def test_an_application_is_served_beside_the_rest(
    page: Rendition,
) -> None:
    app = make_app({"/": lambda _: page}, health=dict, report=print)
    with served_aside(app) as base, urllib.request.urlopen(base) as answer:  # noqa: S310
        assert answer.read() == page.body


@pytest.fixture
def page() -> Rendition:
    return Rendition(
        media_type="text/plain",
        body=b"Here.",
        etag='"1"',
        modified=datetime(2026, 3, 1, tzinfo=UTC),
    )
