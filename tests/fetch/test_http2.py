"""HTTP/2, which is chosen as TLS is set up: over real sockets of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

import h2.config
import h2.connection
import h2.events
import httpcore
import httpx
import pytest

from aggregator.fetch.transport import Network
from tests.fetch.sockets import Outlet, Talk, ask, network

if TYPE_CHECKING:
    from pathlib import Path

Both: TypeAlias = tuple[Outlet, Network]
Encrypted: TypeAlias = Callable[..., AbstractAsyncContextManager[Both]]


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for this machine."""
    if shutil.which("openssl") is None:
        if os.environ.get("CI"):
            pytest.fail("openssl is not installed: .ci/run is to bring it")
        pytest.skip("openssl is not installed: no certificate can be made")
    folder: Path = tmp_path_factory.mktemp("tls")
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=here", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key"), "-out", str(folder / "cert")]
    subprocess.run(
        ["openssl", *command.split(), *names, *files], check=True, capture_output=True
    )
    both = folder / "both.pem"
    both.write_text((folder / "cert").read_text() + (folder / "key").read_text())
    return both


@pytest.fixture
def server_tls(identity: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(identity)
    context.set_alpn_protocols(["h2"])
    return context


@pytest.fixture
def trusting(identity: Path) -> Callable[[], ssl.SSLContext]:
    context = ssl.create_default_context(cafile=identity)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return lambda: context


@pytest.fixture
def encrypted(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> Encrypted:
    """Return what brings a server that speaks HTTP/2, and a network that trusts it."""

    @asynccontextmanager
    async def encrypted(talk: Talk | None = None) -> AsyncIterator[Both]:
        outlet = Outlet(talk or speaking_http2(), server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            yield outlet, net

    return encrypted


def speaking_http2() -> Talk:
    """Answer with `ok`: never whole for /slow, and nothing more after /last."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        config = h2.config.H2Configuration(client_side=False)
        side = h2.connection.H2Connection(config)
        side.initiate_connection()
        writer.write(side.data_to_send())
        while data := await reader.read(65536):
            for event in side.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    await reply(side, event)
            writer.write(side.data_to_send())

    async def reply(
        side: h2.connection.H2Connection, event: h2.events.RequestReceived
    ) -> None:
        stream = event.stream_id
        assert stream is not None
        path = next(text for name, text in event.headers or [] if name == b":path")
        if path == b"/reset":
            side.reset_stream(stream)
            return
        side.send_headers(stream, [(":status", "200")])
        side.send_data(stream, b"ok", end_stream=path != b"/slow")
        if path == b"/last":
            side.close_connection()

    return talk


async def test_http2_is_spoken_where_it_is_offered(encrypted: Encrypted) -> None:
    async with encrypted() as (outlet, net):
        assert await ask(net, outlet.url) == b"ok"
        both = asyncio.gather(ask(net, outlet.url), ask(net, outlet.url))
        assert list(await both) == [b"ok", b"ok"]
        for _ in range(120):  # more than there may be at once
            assert await ask(net, outlet.url) == b"ok"
        assert outlet.connections == 1


async def test_an_answer_that_is_broken_off_ends_the_connection_but_no_other_answer(
    encrypted: Encrypted,
) -> None:
    async with encrypted() as (outlet, net):
        await ask(net, outlet.url)
        slow = httpx.Request("GET", outlet.url + "slow")
        one = await net.handle_async_request(httpx.Request("GET", outlet.url))
        other = await net.handle_async_request(slow)
        await other.aclose()
        assert await one.aread() == b"ok"
        await one.aclose()
        assert not net._lines
        assert await ask(net, outlet.url) == b"ok"
        assert outlet.connections == 2


async def test_a_question_that_is_thrown_out_is_no_answer(encrypted: Encrypted) -> None:
    async with encrypted() as (outlet, net):
        with pytest.raises(httpcore.RemoteProtocolError):
            await ask(net, outlet.url + "reset")
        assert not net._lines


async def test_who_says_goodbye_on_http2_is_connected_to_anew(
    encrypted: Encrypted,
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await speaking_http2()(reader, writer)
        writer.write(bytes((0, 0, 8, 7, *bytes(8), 1, *bytes(4))))  # GOAWAY, of all
        await reader.read()

    async with encrypted(talk) as (outlet, net):
        assert await ask(net, outlet.url) == b"ok"
        await asyncio.sleep(0.1)
        assert await ask(net, outlet.url) == b"ok"
        assert outlet.connections == 2


async def test_an_answer_may_be_the_last_one(encrypted: Encrypted) -> None:
    async with encrypted() as (outlet, net):
        assert await ask(net, outlet.url + "last") == b"ok"
        assert await ask(net, outlet.url + "last") == b"ok"
        assert outlet.connections == 2


async def test_who_hangs_up_on_http2_is_connected_to_anew(encrypted: Encrypted) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await speaking_http2()(reader, writer)

    async with encrypted(talk) as (outlet, net):
        assert await ask(net, outlet.url) == b"ok"
        await asyncio.sleep(0.1)
        assert await ask(net, outlet.url) == b"ok"
        assert outlet.connections == 2


async def test_what_is_no_http2_is_told(encrypted: Encrypted) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(bytes(9))  # a frame of data, of no stream
        await reader.read()

    async with encrypted(talk) as (outlet, net):
        with pytest.raises(httpcore.ProtocolError):
            await ask(net, outlet.url)


async def test_a_spent_connection_is_left_while_it_still_answers(
    encrypted: Encrypted,
) -> None:
    async with encrypted() as (outlet, net):
        one = await net.handle_async_request(httpx.Request("GET", outlet.url))
        with pytest.raises(httpcore.RemoteProtocolError):
            await ask(net, outlet.url + "reset")
        assert await ask(net, outlet.url) == b"ok"
        assert outlet.connections == 2
        assert await one.aread() == b"ok"
        await one.aclose()
