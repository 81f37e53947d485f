"""robots.txt is asked once a day, and what it forbids is not asked."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.fetch.hosts import Hosts
from aggregator.fetch.reasons import Unusable
from aggregator.fetch.robots import NOT_TOLD, Robots, allows, concerns, delay, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.fetch.robots import Obedience
    from aggregator.model import Source, SourceKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "https://wire.example/live"
FORBIDS = b"User-agent: *\nDisallow: /live\nCrawl-delay: 5\n"


class Site:
    """Answers for a robots.txt, at a time that is played."""

    def __init__(self, status: int = 200, body: bytes = FORBIDS) -> None:
        self.status, self.body = status, body
        self.asked: list[str] = []
        self.now = NOON
        self.hosts = Hosts(clock=lambda: self.now)
        self.robots = Robots(self.hosts, self.answer)

    async def answer(self, url: str) -> tuple[int, bytes]:
        self.asked.append(url)
        await asyncio.sleep(0)
        if not self.status:
            message = "it refuses the connection"
            raise Unusable(message)
        return self.status, self.body

    def permits(self, url: str = PAGE) -> bool:
        try:
            asyncio.run(self.robots.permit(url))
        except Unusable:
            return False
        return True


def test_what_is_forbidden_is_not_asked_and_the_rest_is() -> None:
    site = Site()
    assert not site.permits()
    assert site.permits("https://wire.example/other")
    assert site.asked == ["https://wire.example/robots.txt"]


def test_each_origin_has_rules_of_its_own() -> None:
    site = Site()
    site.permits()
    site.permits("https://wire.example:8443/x")
    site.permits("http://Wire.example/x")
    assert len(site.asked) == 3


def test_the_rules_are_asked_for_once_a_day() -> None:
    site = Site()
    site.permits()
    site.body = b""
    site.now += timedelta(hours=23)
    assert not site.permits()
    site.now += timedelta(hours=1)
    assert site.permits()


def test_many_pages_ask_for_the_rules_together() -> None:
    async def story(site: Site) -> None:
        pages = (f"https://wire.example/{number}" for number in range(9))
        await asyncio.gather(*map(site.robots.permit, pages))

    site = Site()
    asyncio.run(story(site))
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [0, 429, 500, 503])
def test_where_the_rules_cannot_be_had_nothing_is_asked(status: int) -> None:
    site = Site(status)
    with pytest.raises(Unusable, match="cannot be had"):
        asyncio.run(site.robots.permit(PAGE))
    site.status, site.body = 200, b""
    assert not site.permits()
    site.now += timedelta(hours=1)
    assert site.permits()


def test_old_rules_hold_where_new_ones_cannot_be_had() -> None:
    site = Site(body=b"")
    assert site.permits()
    site.status = 500
    site.now += timedelta(days=1)
    assert site.permits()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_where_there_are_no_rules_all_is_allowed(status: int) -> None:
    assert Site(status).permits()


def test_rules_for_us_by_name_win() -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: Aggregator\nAllow: /\n"
    assert allows(rules, PAGE)
    assert not allows(NOT_TOLD, PAGE)


@pytest.mark.parametrize(
    ("said", "seconds"), [("5", 5), ("0.5", 0.5), ("86400", 60), ("soon", 0), ("", 0)]
)
def test_the_delay_is_bounded(said: str, seconds: float) -> None:
    assert delay(f"User-agent: *\nCrawl-delay: {said}\n") == seconds


def test_the_delay_of_an_origin_is_known_once_its_rules_are() -> None:
    site = Site()
    assert site.robots.delay(PAGE) == 0
    site.permits()
    assert site.robots.delay(PAGE) == 5


def test_only_rules_for_us_or_for_all_are_kept() -> None:
    told = b"""\xef\xbb\xbf# ours
        User-Agent: other
        Disallow: /

        user-agent: aggregator/9
        User-agent: *

        Disallow: /live # \xff
        nonsense
        Allow:
        Crawl-delay: 3
        """
    assert (rules_of(200, told) or "").splitlines() == [
        "User-agent: *",
        "User-agent: aggregator",
        "Disallow: /live",
        "nonsense: ",
        "Allow: ",
        "Crawl-delay: 3",
    ]
    assert rules_of(200, b"") == rules_of(404, b"x") == "\n"


@pytest.mark.parametrize("name", ["a{}", "aggregator", "*"])
def test_no_robots_txt_takes_long_to_read(name: str) -> None:
    names = "".join(f"User-agent: {name.format(n)}\n" for n in range(1_000))
    rules = rules_of(200, (names + "Disallow: /x\n" * 20_000).encode())
    assert rules is not None
    began = time.process_time()
    assert allows(rules, PAGE)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("kind", "url", "obedience", "heeds"),
    [
        ("live", PAGE, "pages", True),
        ("live", PAGE, "off", False),
        ("feed", PAGE, "pages", False),
        ("feed", PAGE, "all", True),
        ("auto", PAGE, "pages", True),
        ("auto", "https://wire.example/rss", "pages", False),
        ("auto", "https://wire.example/news.XML", "pages", False),
        ("auto", "https://wire.example/rss", "all", True),
    ],
)
def test_pages_are_held_to_the_rules_and_feeds_by_choice(
    make_source: Callable[..., Source],
    kind: SourceKind,
    url: str,
    obedience: Obedience,
    *,
    heeds: bool,
) -> None:
    assert concerns(make_source(kind=kind, url=url), obedience) is heeds
