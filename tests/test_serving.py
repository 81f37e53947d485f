"""Answering on an address."""

from __future__ import annotations

import resource
import socket
import time
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from aggregator import serving
from aggregator.errors import ConfigError
from aggregator.model import Rendition
from aggregator.server import Stream, make_app
from aggregator.serving import Patient, listening, served_aside, url

if TYPE_CHECKING:
    from collections.abc import Mapping


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


class Impatient(Patient):
    """One that waits for no more than a moment."""

    patience = 0.2


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "Patient", Impatient)


def spoken(base: str, *words: bytes, pause: float = 0.1) -> bytes:
    """Say this, with pauses between the words; return all that is answered."""
    address = urlsplit(base)
    answer = b""
    with socket.create_connection(("127.0.0.1", address.port or 80), 5) as connection:
        for each in words:
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(each)
            time.sleep(pause)
        with suppress(ConnectionResetError):
            while part := connection.recv(65536):
                answer += part
    return answer


HEAD = b"GET / HTTP/1.1\r\nHost: here.example\r\n"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "words",
    [
        [],
        [HEAD],
        [b"GET /", *[b"a"] * 8],
        [HEAD, *[b"X: y\r\n"] * 8],
        [b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n", *[b"x"] * 8],
        [HEAD + b"\r\n", *[b"GET / "] * 8],
    ],
)
def test_who_does_not_get_on_is_not_waited_for(
    page: Rendition, words: list[bytes]
) -> None:
    app = make_app({"/": lambda _: page}, health=dict, report=print)
    with served_aside(app) as base:
        began = time.monotonic()
        answer = spoken(base, *words)
        assert time.monotonic() - began < 2
        assert answer.count(b"HTTP/1.1") == sum(b"\r\n\r\n" in each for each in words)


@pytest.mark.usefixtures("impatient")
def test_who_reads_nothing_is_not_held_for_ever(page: Rendition) -> None:
    vast = replace(page, body=b"x" * (32 << 20))
    app = make_app({"/": lambda _: vast}, health=dict, report=print)
    with served_aside(app) as base:
        assert len(spoken(base, HEAD + b"\r\n", pause=1)) < len(vast.body)


@pytest.mark.usefixtures("impatient")
def test_who_is_answered_slowly_is_answered(page: Rendition) -> None:
    def slow(_: Mapping[str, str]) -> Rendition:
        time.sleep(0.6)
        return page

    with served_aside(make_app({"/": slow}, health=dict, report=print)) as base:
        answer = spoken(base, HEAD + b"Connection: close\r\n\r\n")
        assert answer.endswith(page.body)


@pytest.mark.usefixtures("impatient")
def test_who_listens_may_hear_nothing_for_long_and_the_end_is_no_wait() -> None:
    stream = Stream(heartbeat=60)
    with served_aside(make_app({}, health=dict, report=print, stream=stream)) as base:
        address = urlsplit(base)
        listener = socket.create_connection(("127.0.0.1", address.port or 80), 5)
        listener.sendall(HEAD.replace(b"/ ", b"/events ", 1) + b"\r\n")
        told = b""
        while b"retry" not in told:
            told += listener.recv(65536)
        listener.settimeout(0.8)
        with pytest.raises(TimeoutError):
            listener.recv(65536)
        began = time.monotonic()
    assert time.monotonic() - began < 1.5
    assert listener.recv(65536) == b""
    listener.close()
    assert stream.listeners == 0


def test_head_and_body_come_at_once(page: Rendition) -> None:
    app = make_app({"/": lambda _: page}, health=dict, report=print)
    with served_aside(app) as base:
        connection = HTTPConnection(urlsplit(base).netloc)
        began = time.monotonic()
        for _ in range(20):
            connection.request("GET", "/")
            assert connection.getresponse().read() == page.body
        connection.close()
    assert time.monotonic() - began < 0.4  # by Nagle's algorithm, 40 ms for each


def test_connections_are_so_many_and_one_too_many_is_closed(
    page: Rendition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_FILES", 8)
    app = make_app({"/": lambda _: page}, health=dict, report=print)
    with served_aside(app) as base, ExitStack() as held:
        address = ("127.0.0.1", urlsplit(base).port or 80)
        for _ in range(4):
            held.enter_context(socket.create_connection(address, 5))
        assert spoken(base) == b""
        held.close()
        time.sleep(0.1)
        assert spoken(base, HEAD + b"Connection: close\r\n\r\n").endswith(page.body)


def test_files_are_asked_for_where_there_are_few(
    page: Rendition, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {"now": (64, resource.RLIM_INFINITY)}
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits["now"])
    monkeypatch.setattr(
        resource, "setrlimit", lambda _, wanted: limits.update(now=wanted)
    )
    app = make_app({"/": lambda _: page}, health=dict, report=print)
    for _ in range(2):
        with served_aside(app) as base:
            assert spoken(base, HEAD + b"Connection: close\r\n\r\n")
    assert limits["now"] == (8192, resource.RLIM_INFINITY)
