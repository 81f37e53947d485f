"""What several looks have to do with each other, by way of the hosts they ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from aggregator.errors import FetchError, PutOffError
from aggregator.fetch.budget import Budget
from aggregator.fetch.client import Fetcher, Limits
from aggregator.model import Answer, Source, Validators

if TYPE_CHECKING:
    from aggregator.fetch.budget import Scope

Outlet = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]
SOON = timedelta(0)


def fetcher(outlet: Outlet, **limits: object) -> Fetcher:
    transport = httpx.MockTransport(outlet)  # type: ignore[arg-type]  # (of either kind)
    known = Limits(spacing=SOON, **limits)  # type: ignore[arg-type]
    return Fetcher(known, user_agent="test", transport=transport)


@pytest.fixture
def one(make_source: Callable[..., Source]) -> Source:
    return make_source(id="one", url="https://wire.example/feed")


@pytest.fixture
def other(make_source: Callable[..., Source]) -> Source:
    return make_source(id="other", url="https://wire.example/other")


def test_an_address_that_two_lead_to_is_asked_for_whole_once(
    one: Source, other: Source, noon: datetime
) -> None:
    whole = 0

    def outlet(request: httpx.Request) -> httpx.Response:
        nonlocal whole
        if request.url.path == "/other":
            return httpx.Response(302, headers={"Location": "/feed"})
        if request.headers.get("If-None-Match") == '"1"':
            return httpx.Response(304)
        whole += 1
        return httpx.Response(200, headers={"ETag": '"1"'}, content=b"<rss/>")

    async def story() -> list[Answer]:
        asks = fetcher(outlet)
        looks = (asks.fetch(each, Validators(), noon) for each in (one, other))
        return await asyncio.gather(*looks)

    answers = asyncio.run(story())
    assert whole == 1
    for each in answers:
        assert each.document is not None
        assert each.document.body == b"<rss/>"
        assert each.validators.etag == '"1"'


def test_what_is_had_with_cookies_is_for_no_one_else(
    make_source: Callable[..., Source], one: Source, noon: datetime
) -> None:
    conditions: list[str | None] = []

    def outlet(request: httpx.Request) -> httpx.Response:
        conditions.append(request.headers.get("If-None-Match"))
        return httpx.Response(200, headers={"ETag": '"1"'}, content=b"<rss/>")

    async def story() -> None:
        asks = fetcher(outlet)
        known = make_source(id="known", url=one.url, cookies=True)
        secret = make_source(id="secret", url="https://a:b@wire.example/feed")
        for each in (known, one, secret):
            await asks.fetch(each, Validators(), noon)

    asyncio.run(story())
    assert conditions == [None, None, None]


def test_one_address_is_never_asked_twice_at_once(
    make_source: Callable[..., Source], noon: datetime
) -> None:
    flying, most = 0, 0

    async def outlet(_: httpx.Request) -> httpx.Response:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0.01)
        flying -= 1
        return httpx.Response(200, content=b"<rss/>")

    async def story() -> None:
        asks = fetcher(outlet, per_host=9)
        sources = (
            make_source(id=f"s{number}", url="https://wire.example/feed")
            for number in range(5)
        )
        await asyncio.gather(*(asks.fetch(s, Validators(), noon) for s in sources))

    asyncio.run(story())
    assert most == 1


@pytest.mark.parametrize(("scope", "asked"), [("host", 1), ("feed", 2)])
def test_a_refusal_is_about_the_host_or_the_feed(
    one: Source, other: Source, noon: datetime, scope: Scope, asked: int
) -> None:
    paths: list[str] = []

    def outlet(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(429, headers={"Retry-After": "60"})

    async def story() -> FetchError:
        asks = fetcher(outlet, budget=Budget(scope=scope))
        with pytest.raises(FetchError):
            await asks.fetch(one, Validators(), noon)
        with pytest.raises(FetchError) as caught:
            await asks.fetch(other, Validators(), noon)
        return caught.value

    error = asyncio.run(story())
    assert len(paths) == asked
    assert isinstance(error, PutOffError) is (scope == "host")
    assert error.wait is not None
    assert timedelta(seconds=55) < error.wait < timedelta(seconds=70)


def test_who_waits_for_a_host_that_then_wants_rest_does_not_ask_it(
    one: Source, other: Source, noon: datetime
) -> None:
    paths: list[str] = []

    async def outlet(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        await asyncio.sleep(0.01)
        return httpx.Response(503)

    async def story() -> list[Answer | BaseException]:
        asks = fetcher(outlet, per_host=1)
        looks = (asks.fetch(each, Validators(), noon) for each in (one, other))
        return await asyncio.gather(*looks, return_exceptions=True)

    _, second = asyncio.run(story())
    assert isinstance(second, PutOffError)
    assert paths == ["/feed"]


def test_a_page_that_robots_txt_forbids_is_not_asked(
    make_source: Callable[..., Source], noon: datetime
) -> None:
    paths: list[str] = []

    def outlet(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        if request.url.path == "/robots.txt":
            return httpx.Response(301, headers={"Location": "/rules"})
        return httpx.Response(200, text="User-agent: *\nDisallow: /live\n")

    page = make_source(id="page", url="https://wire.example/live", kind="live")
    asks = fetcher(outlet, robots="pages")
    with pytest.raises(FetchError, match=r"robots\.txt does not allow us"):
        asyncio.run(asks.fetch(page, Validators(), noon))
    assert paths == ["/robots.txt", "/rules"]


def test_a_robots_txt_behind_a_dead_line_forbids_all(
    make_source: Callable[..., Source], noon: datetime
) -> None:
    def outlet(_: httpx.Request) -> httpx.Response:
        message = "refused"
        raise httpx.ConnectError(message)

    page = make_source(id="page", url="https://wire.example/live", kind="live")
    asks = fetcher(outlet, robots="pages")
    with pytest.raises(FetchError, match="cannot be had"):
        asyncio.run(asks.fetch(page, Validators(), noon))
