"""Which connection takes which request, over real sockets of this machine."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
import pytest

from aggregator.fetch import transport, wire
from aggregator.fetch.guard import PUBLIC_ONLY, Guard
from aggregator.fetch.reasons import Unusable
from aggregator.fetch.transport import Network
from tests.fetch.sockets import HERE, OK, Outlet, Talk, answering, ask, network

if TYPE_CHECKING:
    from collections.abc import Callable


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
            url = httpx.URL(outlet.url)
            line = await wire.connect(url, HERE, 1, wire.tls, wire.resolver)
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
            url = httpx.URL(outlet.url)
            line = await wire.connect(url, HERE, 1, wire.tls, wire.resolver)
            await line.write(bytes(50_000_000))
            with pytest.raises(httpcore.WriteError, match="does not read"):
                await line.write(b"more")
            line.hang_up()

    asyncio.run(story())
