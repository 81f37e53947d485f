"""Cookies are kept within bounds, each for one source at one host."""

from __future__ import annotations

import httpx
import pytest

from aggregator.fetch.cookies import Cookies

URL = "https://wire.example/live"


def baked(*cookies: str, url: str = URL) -> httpx.Response:
    headers = [("Set-Cookie", each) for each in cookies]
    return httpx.Response(200, headers=headers, request=httpx.Request("GET", url))


def told(cookies: Cookies, source: str = "a", url: str = URL) -> str | None:
    request = httpx.Request("GET", url)
    cookies.give_back(source, request)
    told: str | None = request.headers.get("cookie")
    return told


def test_a_cookie_goes_back_to_its_own_origin_and_source_only() -> None:
    cookies = Cookies()
    cookies.take("a", baked("sid=1; Domain=wire.example; Path=/"))
    assert told(cookies) == "sid=1"
    assert told(cookies, source="b") is None
    assert told(cookies, url="https://www.wire.example/live") is None
    assert told(cookies, url="http://wire.example/live") is None


def test_a_cookie_can_be_taken_back() -> None:
    cookies = Cookies()
    cookies.take("a", baked("sid=1"))
    cookies.take("a", baked("sid=1; Max-Age=0"))
    assert told(cookies) is None


@pytest.mark.parametrize(
    "many",
    [[f"c{n}=1" for n in range(51)], [f"sid={'x' * 4096}"]],
    ids=["many", "long"],
)
def test_a_jar_that_runs_over_is_emptied(many: list[str]) -> None:
    cookies = Cookies()
    cookies.take("a", baked("sid=1"))
    cookies.take("a", baked(*many))
    assert told(cookies) is None


def test_the_jar_that_was_used_longest_ago_goes() -> None:
    cookies = Cookies()
    for n in range(1024):
        cookies.take(str(n), baked("sid=1"))
    assert told(cookies, source="0") == "sid=1"
    cookies.take("one more", baked("sid=1"))
    assert told(cookies, source="0") == "sid=1"
    assert told(cookies, source="1") is None
