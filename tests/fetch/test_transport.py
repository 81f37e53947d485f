"""Which connection takes which request, over real sockets of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import httpcore
import httpx
import pytest

from aggregator.fetch import transport, wire
from aggregator.fetch.guard import PUBLIC_ONLY, Guard
from aggregator.fetch.reasons import Unusable
from aggregator.fetch.transport import Network

if TYPE_CHECKING:
    from pathlib import Path

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HERE = Guard(allow_private=True)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Outlet:
    """A server of this machine, and what has happened to it."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self._talk = talk
        self._tls = tls
        self._tasks: list[asyncio.Task[Any] | None] = []
        self.connections = 0
        self.url = ""

    @asynccontextmanager
    async def open(self, host: str = "127.0.0.1") -> AsyncIterator[Outlet]:
        server = await asyncio.start_server(self._serve, host, 0, ssl=self._tls)
        scheme = "https" if self._tls else "http"
        self.url = f"{scheme}://{host}:{server.sockets[0].getsockname()[1]}/"
        try:
            yield self
        finally:
            server.close()
            await asyncio.gather(*filter(None, self._tasks))

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._tasks.append(asyncio.current_task())
        self.connections += 1
        with contextlib.suppress(OSError, EOFError, h2.exceptions.ProtocolError):
            await self._talk(reader, writer)
        writer.transport.abort()


def answering(*answers: bytes) -> Talk:
    """Give one answer to each question, over all connections; then hang up."""
    left = list(answers)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while left:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(left.pop(0))
            await writer.drain()

    return talk


@asynccontextmanager
async def network(guard: Guard = HERE, **more: Any) -> AsyncIterator[Network]:
    net = Network(guard, patience=2, **more)
    try:
        async with asyncio.timeout(10):
            yield net
    finally:
        await net.aclose()


async def ask(net: Network, url: str) -> bytes:
    response = await net.handle_async_request(httpx.Request("GET", url))
    try:
        return await response.aread()
    finally:
        await response.aclose()


def asked(talk: Talk, times: int) -> tuple[list[bytes], int]:
    """Return what a server answers, one after another, on how many connections."""

    async def story() -> tuple[list[bytes], int]:
        async with Outlet(talk).open() as outlet, network() as net:
            found = [await ask(net, outlet.url) for _ in range(times)]
        return found, outlet.connections

    return asyncio.run(story())


def test_a_connection_that_rests_takes_the_next_request() -> None:
    assert asked(answering(OK, OK, OK), 3) == ([b"ok"] * 3, 1)


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
        OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ],
    ids=["it said more than was asked", "it says so", "it is old"],
)
def test_a_connection_of_no_more_use_is_left(answer: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await reader.read()

    assert asked(talk, 2) == ([b"ok", b"ok"], 2)


def test_what_comes_unasked_is_no_answer() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await asyncio.sleep(0.01)
        writer.write(b"HTTP/1.1 408 Request Timeout\r\n\r\n")

    async def story() -> None:
        async with Outlet(talk).open() as outlet, network() as net:
            assert await ask(net, outlet.url) == b"ok"
            await asyncio.sleep(0.05)
            assert await ask(net, outlet.url) == b"ok"
            assert outlet.connections == 2

    asyncio.run(story())


def test_who_hangs_up_as_we_ask_again_is_asked_once_more() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await reader.readuntil(b"\r\n\r\n")

    assert asked(talk, 2) == ([b"ok", b"ok"], 2)


def test_a_form_is_sent_once_only() -> None:
    forms: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        forms.append(await reader.readexactly(3))
        writer.write(OK)
        await reader.readuntil(b"\r\n\r\n")

    async def story() -> None:
        async with Outlet(talk).open() as outlet, network() as net:
            form = httpx.Request("POST", outlet.url, data={"a": "b"})
            response = await net.handle_async_request(form)
            assert await response.aread() == b"ok"
            await response.aclose()
            with pytest.raises(Exception, match="hung up"):
                await net.handle_async_request(form)
            assert outlet.connections == 1

    asyncio.run(story())
    assert forms == [b"a=b"]


def test_who_answers_badly_is_not_asked_once_more() -> None:
    talk = answering(OK, b"nonsense\r\n\r\n", OK)
    with pytest.raises(Exception, match="illegal status line"):
        asked(talk, 2)


@pytest.mark.parametrize(
    ("limit", "value"), [("_REST", 0.0), ("_OLDEST", -1.0), ("_RESTING", 0)]
)
def test_a_connection_rests_within_bounds(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    monkeypatch.setattr(transport, limit, value)

    async def story() -> None:
        async with Outlet(answering(OK, OK)).open() as outlet, network() as net:
            await ask(net, outlet.url)
            await asyncio.sleep(0.02)
            assert not net._timers
            assert not net._lines
            await ask(net, outlet.url)
            assert outlet.connections == 2

    asyncio.run(story())


def test_two_requests_at_once_take_two_connections() -> None:
    async def story() -> None:
        async with Outlet(answering(OK, OK, OK)).open() as outlet, network() as net:
            await asyncio.gather(ask(net, outlet.url), ask(net, outlet.url))
            assert len(net._lines) == 1
            assert await ask(net, outlet.url) == b"ok"
            assert outlet.connections == 2

    asyncio.run(story())


# Where a name leads.


def leading(*answers: str) -> Callable[..., list[Any]]:
    """Return a resolver that tells other addresses each time, and then the last."""
    left = list(answers)

    def look_up(_: str, port: int, **__: object) -> list[Any]:
        told = left.pop(0) if len(left) > 1 else left[0]
        stream = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*stream, (each, port)) for each in told.split()]

    return look_up


@pytest.mark.parametrize("answer", ["127.0.0.1", "1.1.1.1 127.0.0.1"])
def test_a_name_that_leads_inside_is_never_connected_to(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    async def story() -> int:
        async with Outlet(answering(OK)).open() as outlet:
            port = httpx.URL(outlet.url).port or 0
            guard = Guard(ports=frozenset({port}))
            monkeypatch.setattr(socket, "getaddrinfo", leading(answer))
            async with network(guard) as net:
                with pytest.raises(Unusable, match=r"wire\.example leads to 127"):
                    await ask(net, f"http://wire.example:{port}/")
        return outlet.connections

    assert asyncio.run(story()) == 0


def test_a_name_is_judged_at_each_new_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The check and the use are of one answer, and no answer is used twice."""
    monkeypatch.setattr(socket, "getaddrinfo", leading("127.0.0.1", "10.0.0.1"))
    judged: list[list[str]] = []

    class Watching(Guard):
        def check(self, host: str, addresses: Any) -> None:
            judged.append(addresses)
            if "10.0.0.1" in addresses:
                PUBLIC_ONLY.check(host, addresses)

    async def story() -> None:
        async with Outlet(answering(OK)).open() as outlet:
            port = httpx.URL(outlet.url).port
            async with network(Watching(allow_private=True)) as net:
                url = f"http://wire.example:{port}/"
                assert await ask(net, url) == b"ok"
                await asyncio.sleep(0.02)  # it hangs up
                with pytest.raises(Unusable, match=r"leads to 10\.0\.0\.1"):
                    await ask(net, url)

    asyncio.run(story())
    assert judged == [["127.0.0.1"], ["10.0.0.1"]]


def test_a_port_of_no_web_server_is_not_even_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)

    async def story() -> None:
        async with network(PUBLIC_ONLY) as net:
            with pytest.raises(Unusable, match="port 25"):
                await ask(net, "http://wire.example:25/")

    asyncio.run(story())


def test_connecting_takes_no_longer_than_agreed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.3))

    async def story() -> None:
        net = Network(HERE, patience=0.05)
        with pytest.raises(httpx.ConnectTimeout, match=r"nothing within 0\.05 s"):
            await ask(net, "http://wire.example/")

    asyncio.run(story())


def test_when_all_has_come_nothing_more_is_waited_for() -> None:
    async def story() -> None:
        async with Outlet(answering(OK)).open() as outlet:
            line = await wire.connect(httpx.URL(outlet.url), HERE, 1, wire.tls)
            await line.write(b"GET / HTTP/1.1\r\n\r\n")
            await asyncio.sleep(0.02)
            assert await line.read() == OK
            assert await line.read() == b""

    asyncio.run(story())


def test_what_is_not_read_is_not_sent_for_ever() -> None:
    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(1)
        await asyncio.sleep(0.05)

    async def story() -> None:
        async with Outlet(talk).open() as outlet:
            line = await wire.connect(httpx.URL(outlet.url), HERE, 1, wire.tls)
            await line.write(bytes(50_000_000))
            with pytest.raises(httpcore.WriteError, match="does not read"):
                await line.write(b"more")
            line.hang_up()

    asyncio.run(story())


# HTTP/2, which is chosen as TLS is set up.


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


def test_http2_is_spoken_where_it_is_offered(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def story() -> None:
        outlet = Outlet(speaking_http2(), server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            assert await ask(net, outlet.url) == b"ok"
            both = asyncio.gather(ask(net, outlet.url), ask(net, outlet.url))
            assert list(await both) == [b"ok", b"ok"]
            for _ in range(120):  # more than there may be at once
                assert await ask(net, outlet.url) == b"ok"
            assert outlet.connections == 1

    asyncio.run(story())


def test_an_answer_that_is_broken_off_ends_the_connection_but_no_other_answer(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def story() -> None:
        outlet = Outlet(speaking_http2(), server_tls)
        async with outlet.open(), network(tls=trusting) as net:
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

    asyncio.run(story())


def test_a_question_that_is_thrown_out_is_no_answer(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def story() -> None:
        outlet = Outlet(speaking_http2(), server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            with pytest.raises(httpcore.RemoteProtocolError):
                await ask(net, outlet.url + "reset")
            assert not net._lines

    asyncio.run(story())


def test_who_says_goodbye_on_http2_is_connected_to_anew(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await speaking_http2()(reader, writer)
        writer.write(bytes((0, 0, 8, 7, *bytes(8), 1, *bytes(4))))  # GOAWAY, of all
        await reader.read()

    async def story() -> None:
        outlet = Outlet(talk, server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            assert await ask(net, outlet.url) == b"ok"
            await asyncio.sleep(0.1)
            assert await ask(net, outlet.url) == b"ok"
            assert outlet.connections == 2

    asyncio.run(story())


def test_an_answer_may_be_the_last_one(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def story() -> None:
        outlet = Outlet(speaking_http2(), server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            assert await ask(net, outlet.url + "last") == b"ok"
            assert await ask(net, outlet.url + "last") == b"ok"
            assert outlet.connections == 2

    asyncio.run(story())


def test_who_hangs_up_on_http2_is_connected_to_anew(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await speaking_http2()(reader, writer)

    async def story() -> None:
        outlet = Outlet(talk, server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            assert await ask(net, outlet.url) == b"ok"
            await asyncio.sleep(0.1)
            assert await ask(net, outlet.url) == b"ok"
            assert outlet.connections == 2

    asyncio.run(story())


def test_what_is_no_http2_is_told(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(bytes(9))  # a frame of data, of no stream
        await reader.read()

    async def story() -> None:
        outlet = Outlet(talk, server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            with pytest.raises(httpcore.ProtocolError):
                await ask(net, outlet.url)

    asyncio.run(story())


def test_a_spent_connection_is_left_while_it_still_answers(
    server_tls: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    async def story() -> None:
        outlet = Outlet(speaking_http2(), server_tls)
        async with outlet.open(), network(tls=trusting) as net:
            one = await net.handle_async_request(httpx.Request("GET", outlet.url))
            with pytest.raises(httpcore.RemoteProtocolError):
                await ask(net, outlet.url + "reset")
            assert await ask(net, outlet.url) == b"ok"
            assert outlet.connections == 2
            assert await one.aread() == b"ok"
            await one.aclose()

    asyncio.run(story())
