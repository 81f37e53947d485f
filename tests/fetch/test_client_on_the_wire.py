"""One look over a real socket, at a server on this machine that misbehaves."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import tracemalloc
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import brotli
import pytest
from backports import zstd

from aggregator.errors import FetchError
from aggregator.fetch.client import Fetcher, Limits
from aggregator.fetch.guard import Guard
from aggregator.model import Answer, Source, Validators

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Told = TypeVar("Told")
Wire = Callable[..., Answer]

OK = b"HTTP/1.1 200 OK\r\n"
HERE = Guard(allow_private=True)
IMPATIENT = Limits(timeout=timedelta(seconds=0.4), spacing=timedelta(0))
PATIENT = Limits(timeout=timedelta(seconds=9), spacing=timedelta(0))


async def against(talk: Talk, story: Callable[[int], Awaitable[Told]]) -> Told:
    """Return what a story tells, of a server at the port that it is given."""
    talks = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.current_task())
        with suppress(OSError, EOFError):  # it hung up on us, as it should
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        return await story(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await asyncio.gather(*filter(None, talks))


@pytest.fixture
def wire(make_source: Callable[..., Source], noon: datetime) -> Wire:
    """Return a function that looks at a server which talks as it is told."""

    def wire(talk: Talk, *, limits: Limits = PATIENT, scheme: str = "http") -> Answer:
        async def story(port: int) -> Answer:
            source = make_source(id="wire", url=f"{scheme}://127.0.0.1:{port}/")
            fetcher = Fetcher(limits, user_agent="test", guard=HERE)
            try:
                return await fetcher.fetch(source, Validators(), noon)
            finally:
                await fetcher.aclose()

        return asyncio.run(against(talk, story))

    return wire


def saying(data: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(data)
        await writer.drain()

    return talk


def for_ever(head: bytes, chunk: bytes, pause: float) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(head)
        while True:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)

    return talk


def plain(body: bytes, *headers: bytes) -> bytes:
    head = (OK.strip(), b"Content-Length: %d" % len(body), *headers, b"", b"")
    return b"\r\n".join(head) + body


def test_a_document_comes_over_the_wire(wire: Wire) -> None:
    body = gzip.compress(b"<rss/>")
    brought = wire(saying(plain(body, b"Content-Encoding: gzip")))
    assert brought.document is not None
    assert brought.document.body == b"<rss/>"


@pytest.mark.parametrize(
    ("bomb", "coding"),
    [
        (gzip.compress(bytes(200_000_000), compresslevel=1), b"gzip"),
        (brotli.compress(bytes(200_000_000), quality=1), b"br"),
        (zstd.compress(bytes(200_000_000)), b"zstd"),
    ],
    ids=["gzip", "brotli", "zstd"],
)
def test_a_bomb_does_not_go_off(wire: Wire, bomb: bytes, coding: bytes) -> None:
    data = plain(bomb, b"Content-Encoding: " + coding)
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match=r"longer than 8,000,000 bytes|a bomb"):
            wire(saying(data))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32_000_000


@pytest.mark.parametrize(
    "talk",
    [
        for_ever(OK + b"\r\n", b" ", 0.01),
        for_ever(OK, b"X-A: b\r\n", 0.01),
    ],
    ids=["body", "headers"],
)
def test_an_endless_drip_is_cut_off(wire: Wire, talk: Talk) -> None:
    with pytest.raises(FetchError, match=r"no whole answer within 0\.4 s"):
        wire(talk, limits=IMPATIENT)


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "chunk", "words"),
    [
        (OK + b"\r\n", bytes(65536), "longer than 8,000,000 bytes"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "more than 16 interim answers"),
        (OK + b"X: ", b"a" * 65536, "more than 65,536 bytes before its body"),
        (CHUNKED + b"5;", b"a" * 65536, "65,536 bytes between two pieces"),
        (CHUNKED, b"1\r\n \r\n" * 1000, "in more than 20,000 pieces"),
    ],
    ids=["body", "interim answers", "header", "chunk extension", "crumbs"],
)
def test_an_endless_flood_is_cut_off(
    wire: Wire, head: bytes, chunk: bytes, words: str
) -> None:
    with pytest.raises(FetchError, match=words):
        wire(for_ever(head, chunk, 0))


def test_a_host_of_header_fields_is_not_taken(wire: Wire) -> None:
    with pytest.raises(FetchError, match="257 header fields: more than 256"):
        wire(saying(plain(b"<rss/>", *[b"X: 1"] * 256)))


def test_a_redirect_is_followed_before_its_body_ends(wire: Wire) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"
    with pytest.raises(FetchError, match="redirects run in a circle"):
        wire(for_ever(head, bytes(65536), 0))


def test_a_connection_that_is_broken_off_is_told(wire: Wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(OK + b"Content-Length: 99\r\n\r\n<rss")
        await writer.drain()
        at_once = struct.pack("ii", 1, 0)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        writer.transport.abort()

    with pytest.raises(FetchError, match="broke the connection off"):
        wire(talk)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<rss/>",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        OK + b"Content-Length: -1\r\n\r\n",
        OK + b"Content-Length: 99\r\n\r\n<rss",
        OK + b"X: a\0b\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_told(wire: Wire, data: bytes) -> None:
    with pytest.raises(FetchError, match="does not keep to HTTP"):
        wire(saying(data))


def test_a_server_that_does_not_speak_tls_is_told(wire: Wire) -> None:
    with pytest.raises(FetchError, match=r"no secure connection \(TLS\)"):
        wire(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), scheme="https")


def test_a_port_where_nothing_listens_is_told(
    make_source: Callable[..., Source], noon: datetime
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # and does not listen
        source = make_source(url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        fetcher = Fetcher(user_agent="test", guard=HERE)
        with pytest.raises(FetchError, match="refuses the connection"):
            asyncio.run(fetcher.fetch(source, Validators(), noon))


def test_a_connection_is_used_again(
    make_source: Callable[..., Source], noon: datetime
) -> None:
    """A body that was read to its end, or a 304, leaves it open."""
    opened = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)
        while True:
            asked = await reader.readuntil(b"\r\n\r\n")
            known = b'If-None-Match: "1"' in asked
            fresh = plain(b"<rss/>", b'ETag: "1"')
            writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else fresh)

    async def story(port: int) -> list[int]:
        source = make_source(url=f"http://127.0.0.1:{port}/")
        fetcher = Fetcher(PATIENT, user_agent="test", guard=HERE)
        known, statuses = Validators(), []
        for _ in range(4):
            answer = await fetcher.fetch(source, known, noon)
            known = answer.validators
            statuses.append(answer.status)
        await fetcher.aclose()
        return statuses

    assert asyncio.run(against(talk, story)) == [200, 304, 304, 304]
    assert len(opened) == 1
