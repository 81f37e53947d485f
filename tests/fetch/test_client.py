"""One look at an outlet that is played by a function."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import httpx
import pytest
from h2.exceptions import ProtocolError
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import FetchError
from aggregator.fetch.client import Fetcher, Limits, user_agent
from aggregator.model import Answer, Redirect, Source, Validators

Look = Callable[..., Answer]
BODY = b"<rss/>"

FOREIGN = [
    httpx.ConnectError("all attempts failed"),
    httpx.ReadTimeout("slow"),
    httpx.InvalidURL("odd"),
    ProtocolError("bad frame"),
    UnicodeError("label too long"),
    ValueError("odd"),
    OverflowError("port"),
    ConnectionResetError(104, "reset"),
    TimeoutError("slow"),
]


def failure(look: Look, *args: object, **more: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        look(*args, **more)
    assert caught.value.source == "wire"
    assert str(caught.value).isprintable()
    return caught.value


def leading(**ways: str) -> Callable[[httpx.Request], httpx.Response]:
    """Return an outlet of which each path redirects to another address, or answers."""

    def outlet(request: httpx.Request) -> httpx.Response:
        way = ways.get(request.url.path.strip("/"))
        if way is None:
            return httpx.Response(200, content=BODY)
        return httpx.Response(302, headers={"Location": way})

    return outlet


def test_a_look_brings_the_document(look: Look, noon: datetime) -> None:
    headers = {"ETag": '"1"', "Content-Type": "application/rss+xml"}
    brought = look(lambda _: httpx.Response(200, content=BODY, headers=headers))
    assert brought.document is not None
    assert brought.document.url == "https://wire.example/live"
    assert brought.document.body == BODY
    assert brought.document.fetched == noon
    assert brought.validators == Validators(etag='"1"', digest=sha256(BODY).hexdigest())


def test_a_look_says_who_asks_for_what(look: Look) -> None:
    def outlet(request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        assert request.headers["User-Agent"] == "test"
        assert request.headers["Accept-Encoding"] == "gzip, deflate, br, zstd"
        assert "application/atom+xml" in request.headers["Accept"]
        assert "text/html" in request.headers["Accept"]
        assert not {"cookie", "referer", "if-none-match"} & set(request.headers)
        return httpx.Response(200, content=BODY)

    look(outlet)


def test_what_is_known_already_is_not_sent_again(look: Look) -> None:
    known = Validators(etag='"1"', last_modified="then", digest="d")

    def outlet(request: httpx.Request) -> httpx.Response:
        assert request.headers["If-None-Match"] == '"1"'
        assert request.headers["If-Modified-Since"] == "then"
        return httpx.Response(304)

    assert look(outlet, known=known) == Answer(
        status=304, document=None, validators=known
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_told(look: Look, status: int) -> None:
    def outlet(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/live":
            return httpx.Response(status, headers={"Location": "//post.example/2"})
        return httpx.Response(200, content=BODY)

    brought = look(outlet)
    assert brought.redirects == (Redirect(status=status, url="https://post.example/2"),)
    assert brought.document is not None
    assert brought.document.url == "https://post.example/2"


def test_validators_go_along_every_redirect(look: Look) -> None:
    asked = []

    def outlet(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("If-None-Match"))
        return leading(live="https://www.wire.example/2")(request)

    look(outlet, known=Validators(etag='"1"'))
    assert asked == ['"1"', '"1"']


def test_a_body_of_no_use_is_not_read(look: Look) -> None:
    read = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"x"

    def outlet(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/live":
            return httpx.Response(302, headers={"Location": "/2"}, content=body())
        return httpx.Response(404, content=body())

    assert failure(look, outlet).status == 404
    assert not read


def test_redirects_in_a_circle_are_left(look: Look) -> None:
    error = failure(look, leading(live="/2", **{"2": "/live"}))
    assert "in a circle (redirected to https://wire.example/live)" in error.reason
    assert error.status == 302


@pytest.mark.parametrize(("most", "fits"), [(2, False), (3, True)])
def test_no_more_redirects_are_followed_than_agreed(
    look: Look, *, most: int, fits: bool
) -> None:
    outlet = leading(live="/2", **{"2": "/3", "3": "/4"})
    limits = Limits(spacing=timedelta(0), redirects=most)
    if fits:
        assert len(look(outlet, limits=limits).redirects) == 3
    else:
        reason = failure(look, outlet, limits=limits).reason
        assert "redirects us more than 2 times" in reason


@pytest.mark.parametrize(
    "where", ["", "file:///etc/hosts", "http://[::1", "http://a\x01b/", "mailto:a@b"]
)
def test_a_redirect_to_nowhere_is_not_followed(look: Look, where: str) -> None:
    failure(look, leading(live=where))


def test_a_password_is_told_to_its_own_outlet_only(look: Look, source: Source) -> None:
    told = {}

    def outlet(request: httpx.Request) -> httpx.Response:
        told[str(request.url)] = "Authorization" in request.headers
        ways = {"live": "/2", "2": "https://post.example/3"}
        return leading(**ways)(request)

    at = replace(source, url="https://us:pw@wire.example/live")
    brought = look(outlet, at=at)
    assert told == {
        "https://wire.example/live": True,
        "https://wire.example/2": True,
        "https://post.example/3": False,
    }
    assert "pw@" not in repr(brought)


def test_no_cookie_is_ever_kept(look: Look) -> None:
    def outlet(request: httpx.Request) -> httpx.Response:
        assert "cookie" not in request.headers
        response = leading(live="/2")(request)
        response.headers["Set-Cookie"] = "sid=1; Path=/"
        return response

    look(outlet)


def baking(request: httpx.Request) -> httpx.Response:
    """Answer with a cookie and, on the way to it, with one of another host."""
    response = leading(live="https://post.example/2")(request)
    response.headers["Set-Cookie"] = f"{request.url.host.partition('.')[0]}=1; Path=/"
    return response


def test_cookies_go_back_to_where_they_are_from_if_the_operator_says_so(
    source: Source, noon: datetime
) -> None:
    told: list[tuple[str, str | None]] = []

    def outlet(request: httpx.Request) -> httpx.Response:
        told.append((request.url.host, request.headers.get("cookie")))
        return baking(request)

    async def story() -> None:
        limits = Limits(spacing=timedelta(0))
        transport = httpx.MockTransport(outlet)
        fetcher = Fetcher(limits, user_agent="test", transport=transport)
        sweet = replace(source, cookies=True)
        for each in (sweet, sweet, replace(sweet, id="other"), source):
            await fetcher.fetch(each, Validators(), noon)

    asyncio.run(story())
    assert told == [
        ("wire.example", None),
        ("post.example", None),
        ("wire.example", "wire=1"),
        ("post.example", "post=1"),
        *[("wire.example", None), ("post.example", None)] * 2,
    ]


def test_a_part_is_no_answer(look: Look) -> None:
    error = failure(look, lambda _: httpx.Response(206, content=BODY))
    assert "a part, though we asked for the whole (status 206)" in error.reason


def test_a_status_that_refuses_us_is_told(look: Look) -> None:
    headers = {"Retry-After": "60"}
    error = failure(look, lambda _: httpx.Response(429, headers=headers))
    assert error.status == 429
    assert "slow down: raise `every` (status 429; it asks us to wait 60 s)" in (
        error.reason
    )


@pytest.mark.parametrize("error", FOREIGN, ids=lambda error: type(error).__name__)
def test_whatever_the_wire_does_is_a_fetch_error(look: Look, error: Exception) -> None:
    def outlet(_: httpx.Request) -> httpx.Response:
        raise error

    async def body() -> AsyncIterator[bytes]:
        yield BODY
        raise error

    assert failure(look, outlet).status is None
    assert failure(look, lambda _: httpx.Response(200, content=body())).status == 200


@pytest.mark.parametrize(
    "url", ["ftp://wire.example/", "live", "http://[::1", f"http://{'ü' * 64}.example/"]
)
def test_an_address_that_cannot_be_asked_is_a_fetch_error(
    look: Look, source: Source, url: str
) -> None:
    failure(look, lambda _: httpx.Response(200), at=replace(source, url=url))


def test_a_bug_is_no_fetch_error(look: Look) -> None:
    def outlet(_: httpx.Request) -> httpx.Response:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        look(outlet)


def test_a_cancellation_passes_through(source: Source, noon: datetime) -> None:
    async def body() -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""

    async def story() -> None:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body()))
        fetcher = Fetcher(user_agent="test", transport=transport)
        async with asyncio.timeout(0.01):
            await fetcher.fetch(source, Validators(), noon)

    with pytest.raises(TimeoutError):
        asyncio.run(story())


def test_a_form_is_sent_and_its_reply_is_told(source: Source) -> None:
    def hub(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.read()) == ("POST", b"hub.mode=subscribe")
        if request.url.path == "/broken":
            raise ConnectionResetError
        return httpx.Response(302, headers={"Location": "/elsewhere"})

    async def story() -> None:
        transport = httpx.MockTransport(hub)
        limits = Limits(spacing=timedelta(0))
        fetcher = Fetcher(limits, user_agent="test", transport=transport)
        form = {"hub.mode": "subscribe"}
        reply = await fetcher.post(source, "https://hub.example/", form)
        assert (reply.status, reply.url) == (302, "https://hub.example/")
        with pytest.raises(FetchError, match="broke the connection off"):
            await fetcher.post(source, "https://hub.example/broken", form)

    asyncio.run(story())


def test_two_looks_at_one_host_are_spaced(source: Source, noon: datetime) -> None:
    async def story() -> float:
        transport = httpx.MockTransport(leading(live="/2"))
        limits = Limits(spacing=timedelta(milliseconds=30))
        fetcher = Fetcher(limits, user_agent="test", transport=transport)
        begun = asyncio.get_running_loop().time()
        looks = (fetcher.fetch(source, Validators(), noon) for _ in range(2))
        await asyncio.gather(*looks)  # four requests, redirects counted
        return asyncio.get_running_loop().time() - begun

    assert asyncio.run(story()) >= 0.09


def test_a_fetcher_that_never_looked_has_nothing_to_close() -> None:
    fetcher = Fetcher(user_agent="test")
    asyncio.run(fetcher.aclose())


def test_we_say_honestly_who_we_are() -> None:
    assert user_agent("0.1", "https://news.example/bot") == (
        "aggregator/0.1 (+https://news.example/bot; live-blog feed aggregator)"
    )
    assert user_agent("0.1", "") == "aggregator/0.1 (live-blog feed aggregator)"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_the_contact_it_is_safe_in_a_header(contact: str) -> None:
    name = user_agent("0.1", contact)
    assert name.isascii()
    assert name.isprintable()
    assert (name.count("("), name.count(")")) == (1, 1)
