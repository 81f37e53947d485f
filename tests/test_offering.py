"""Who may read what, and what pages are told is served."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from aggregator import daemon, network, settings
from aggregator.hub import Announcer, Hub
from aggregator.store.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aggregator.offering import Offering

BASE = "https://news.example"
SOURCE = """
[[source]]
id = "a"
outlet = "A"
url = "http://127.0.0.1:9/"
language = "de"
topics = ["war"]
"""
TWO = """
[[feed]]
[[feed]]
name = "war"
tokens = ["correct-horse"]
"""


@pytest.fixture
def offering(tmp_path: Path) -> Callable[[str], Offering]:
    def make(text: str) -> Offering:
        head = '[database]\nurl = "sqlite:///a.db"\n'
        name = str(tmp_path / "config.toml")
        configured = settings.parse(head + text + SOURCE, name=name)
        upgrade(configured.database.url)
        return asyncio.run(made(configured))

    return make


async def made(configured: settings.Settings) -> Offering:
    courier = network.courier(configured.fetch, configured.server)
    async with daemon.opened(configured, configured.sources) as house:
        offering = daemon._offering(house, BASE, courier)
        async with offering.kept():
            return offering


def test_as_it_comes_everybody_may_read_everything(
    offering: Callable[[str], Offering],
) -> None:
    offered = offering("")
    assert not any(map(offered.access.private, offered.publishing.pages()))
    assert offered.desk is None
    assert offered.links == {}


def test_a_token_opens_one_feed_in_all_its_forms_and_all_its_history(
    offering: Callable[[str], Offering],
) -> None:
    offered = offering(TWO)
    private = set(filter(offered.access.private, offered.publishing.pages()))
    archives = {f"/war/archive/{{number}}.{form}" for form in ("atom", "json")}
    assert private == {"/war.atom", "/war.json", "/war.rss", *archives}
    assert offered.access.tokens["/war.atom"] == ("correct-horse",)


def test_users_are_asked_for_at_all_but_the_feeds_and_what_pages_look_like(
    offering: Callable[[str], Offering],
) -> None:
    offered = offering('[server]\nusers = {anna = "correct-horse"}\n' + TWO)
    open_ones = [each for each in PATHS if not offered.access.private(each)]
    assert open_ones == ["/feed.atom", "/feed/archive/{number}.json", "/style.css"]


PATHS = [
    *("/", "/sources", "/entry/{entry}", "/entry/{entry}/ruling", "/events"),
    *("/search.atom", "/corrections.atom", "/source/{source:path}.atom", "/war.rss"),
    *("/feed.atom", "/feed/archive/{number}.json", "/style.css"),
]


@pytest.mark.parametrize(
    ("named", "made", "address"),
    [
        ("own", Hub, f"{BASE}/hub"),
        ("https://hub.example/", Announcer, "https://hub.example/"),
    ],
)
def test_feeds_name_the_hub_that_is_told(
    offering: Callable[[str], Offering],
    named: str,
    made: type[Hub | Announcer],
    address: str,
) -> None:
    offered = offering(f'[server]\nhub = "{named}"\n' + TWO)
    assert isinstance(offered.herald, made)
    assert (offered.desk is not None) == (named == "own")
    feeds = offered.publishing._parts.catalogue.feeds
    assert address.encode() in feeds["feed"].document().body
    assert b'rel="hub"' not in feeds["war"].document().body
    assert offered.links == {
        f"/feed.{form}": f'<{address}>; rel="hub", <{BASE}/feed.{form}>; rel="self"'
        for form in ("atom", "json", "rss")
    }


def test_a_page_names_what_is_served_and_no_private_feed(
    offering: Callable[[str], Offering],
) -> None:
    page = offering(TWO).story.page({})
    assert page is not None
    for there in (b"/feed.json", b"corrections.atom", b"feeds.opml", b"script.js"):
        assert there in page.body
    assert b"/war." not in page.body
