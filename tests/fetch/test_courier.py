"""What is asked of, and sent to, addresses that strangers name."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from aggregator.errors import FetchError
from aggregator.fetch.courier import Courier, host_named
from aggregator.fetch.guard import Guard
from aggregator.fetch.transport import Network

if TYPE_CHECKING:
    from aggregator.fetch.reply import Reply

Host: TypeAlias = Callable[[httpx.Request], httpx.Response]
URL = "https://reader.example/news?of=us"
KIND = {"Content-Type": "text/plain"}


def carried(host: Host, *, url: str = URL, body: bytes | None = None) -> Reply:
    async def story() -> Reply:
        transport = httpx.MockTransport(host)
        courier = Courier(user_agent="test", transport=transport)
        try:
            if body is None:
                return await courier.get(url)
            return await courier.post(url, KIND, body)
        finally:
            await courier.aclose()

    return asyncio.run(story())


def test_a_question_is_asked_as_it_stands() -> None:
    def host(request: httpx.Request) -> httpx.Response:
        assert (request.method, str(request.url)) == ("GET", URL)
        assert request.headers["user-agent"] == "test"
        return httpx.Response(200, text="yes")

    reply = carried(host)
    assert (reply.status, reply.body) == (200, b"yes")


def test_what_is_sent_comes_whole_with_its_headers() -> None:
    def host(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.content == b"news" * 1000
        assert request.headers["content-type"] == "text/plain"
        assert request.headers["content-length"] == "4000"
        return httpx.Response(204)

    assert carried(host, body=b"news" * 1000).status == 204


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500])
def test_no_redirect_is_followed_and_no_refusal_read(status: int) -> None:
    asked = []

    def host(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        headers = {"Location": "https://elsewhere.example/"}
        return httpx.Response(status, headers=headers, text="no")

    reply = carried(host)
    assert (reply.status, reply.body, len(asked)) == (status, b"", 1)


def test_an_answer_that_is_too_long_is_nothing() -> None:
    reply = carried(lambda _: httpx.Response(200, content=b"x" * 70_000))
    assert (reply.status, reply.body) == (200, b"")


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (URL, "reader.example"),
        ("ftp://reader.example/", "an address"),
        ("https://a:b@reader.example/", "reader.example"),
        ("no address", "an address"),
    ],
)
def test_what_the_network_refuses_is_told_of_the_host(url: str, named: str) -> None:
    def host(_: httpx.Request) -> httpx.Response:
        message = "nobody is there"
        raise httpx.ConnectError(message)

    with pytest.raises(FetchError) as caught:
        carried(host, url=url)
    assert caught.value.source in (named, "an address")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "http://198.51.100.1:22/",
    ],
)
def test_nobody_can_send_us_to_what_is_not_public(url: str) -> None:
    async def story() -> None:
        courier = Courier(user_agent="test")
        with pytest.raises(FetchError) as caught:
            await courier.post(url, KIND, b"news")
        assert "in [fetch]" in caught.value.reason
        await courier.aclose()

    asyncio.run(story())


def test_who_does_not_answer_is_waited_for_no_longer_than_agreed() -> None:
    async def silent(_: Any, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.5)
        writer.close()

    async def story() -> None:
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        courier = Courier(
            user_agent="test",
            guard=Guard(allow_private=True),
            timeout=timedelta(seconds=0.1),
        )
        with pytest.raises(FetchError, match="no whole answer"):
            await courier.get(f"http://127.0.0.1:{port}/")
        await courier.aclose()
        await asyncio.sleep(0.5)
        server.close()

    asyncio.run(story())


def test_names_that_nobody_answers_for_hold_up_neither_outlets_nor_subscribers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over, look_up = threading.Event(), socket.getaddrinfo

    def dawdling(host: str, *args: Any, **options: Any) -> Any:
        if host.endswith(".tarpit.example"):
            over.wait(10)
            raise socket.gaierror
        return look_up(host, *args, **options)

    async def answer(_: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    async def story() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        guard = Guard(allow_private=True)
        courier = Courier(user_agent="test", guard=guard)
        lost = [
            asyncio.create_task(courier.get(f"http://{number}.tarpit.example/"))
            for number in range(100)
        ]
        await asyncio.sleep(0.1)
        outlets = Network(guard, patience=1)
        reply = await outlets.handle_async_request(httpx.Request("GET", url))
        await reply.aclose()
        async with asyncio.timeout(1):
            assert (await courier.post(url, KIND, b"news")).status == 204
        over.set()
        await asyncio.gather(*lost, return_exceptions=True)
        server.close()

    monkeypatch.setattr(socket, "getaddrinfo", dawdling)
    asyncio.run(story())


def test_a_host_is_not_flooded_with_questions() -> None:
    async def story() -> float:
        transport = httpx.MockTransport(lambda _: httpx.Response(200))
        courier = Courier(user_agent="test", transport=transport)
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(courier.get(URL) for _ in range(4)))
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(story()) > 0.7


def test_a_host_is_told_as_much_as_there_is() -> None:
    async def story() -> float:
        transport = httpx.MockTransport(lambda _: httpx.Response(204))
        courier = Courier(user_agent="test", transport=transport)
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(courier.post(URL, KIND, b"n") for _ in range(40)))
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(story()) < 1


def test_a_host_is_named_without_what_stands_about_it() -> None:
    assert host_named("https://Reader.Example:8443/a?b") == "reader.example"
    with pytest.raises(ValueError, match="password"):
        host_named("https://a:b@reader.example/")
