"""Which live blogs of a list are followed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.follow.choice import canonical, chosen, found_source
from aggregator.liveblog import Discover, Link
from aggregator.model import Source

NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
HOUR = timedelta(hours=1)
FRONT = Source(
    id="gazette",
    url="https://gazette.example/",
    outlet="The Gazette",
    every=timedelta(minutes=2),
    topics=("politics",),
    language="en",
    discover=Discover(),
)


def link(path: str, hours: float | None = None, title: str = "Live") -> Link:
    published = None if hours is None else NOON - hours * HOUR
    url = path if "://" in path else f"https://gazette.example/{path}"
    return Link(url=url, title=title, published=published)


def paths(
    *links: Link, discover: Discover | None = None, active: int = 0, **known: list[str]
) -> list[str]:
    found = chosen(
        links,
        discover or Discover(),
        followed=known.get("followed", []),
        active=active,
        now=NOON,
    )
    return [each.url.removeprefix("https://gazette.example/") for each in found]


def test_the_newest_come_first_and_then_the_order_of_the_list() -> None:
    links = (link("b"), link("old", 5), link("a"), link("new", 1))
    assert paths(*links) == ["new", "old", "b", "a"]


def test_no_more_than_the_limit_are_followed_at_once() -> None:
    links = [link(f"l{n}", n) for n in range(9)]
    two = Discover(most=2)
    assert paths(*links, discover=two) == ["l0", "l1"]
    assert paths(*links, discover=two, active=1) == ["l0"]
    assert paths(*links, discover=two, active=3) == []


def test_what_is_too_old_is_not() -> None:
    assert paths(link("a", 25), link("b", 23), link("c", -1)) == ["c", "b"]


def test_patterns_keep_and_block_by_address_or_title() -> None:
    links = (link("uk/1", title="Election LIVE"), link("us/2", title="Storm"))
    assert paths(*links, discover=Discover(keep=("election",))) == ["uk/1"]
    assert paths(*links, discover=Discover(keep=("^x$", "/us/"))) == ["us/2"]
    assert paths(*links, discover=Discover(block=("storm",))) == ["uk/1"]
    both = Discover(keep=("gazette",), block=("/uk/",))
    assert paths(*links, discover=both) == ["us/2"]


def test_one_address_is_followed_once() -> None:
    links = (
        link("live/1?utm_source=x", 1),
        link("HTTPS://Gazette.example/live/1#post-4", 2),
        link("live/1/", 3),
        link("http://gazette.example/live/1", 4),
        link("live/2", 5),
        link("mailto://x", 6),
    )
    assert paths(*links) == ["live/1", "live/2"]
    assert paths(*links, followed=["https://gazette.example/live/2"]) == ["live/1"]


def test_an_address_has_one_form() -> None:
    one = "https://gazette.example/live/1?id=7"
    assert canonical("HTTPS://GAZETTE.example:443/live/1?id=7&utm_medium=m#a") == one
    assert canonical("javascript:alert(1)") is None


def test_a_found_live_blog_is_read_as_its_parent_is_configured() -> None:
    found = found_source(FRONT, link("live/2026/mar/01/storm-hits-the-coast?utm_id=1"))
    assert found == Source(
        id=found.id,
        url="https://gazette.example/live/2026/mar/01/storm-hits-the-coast",
        outlet="The Gazette",
        every=timedelta(minutes=2),
        topics=("politics",),
        language="en",
        kind="live",
        found_by="gazette",
    )
    assert re.fullmatch(r"gazette/storm-hits-the-coast-[0-9a-f]{8}", found.id)


def test_a_feed_that_was_found_is_read_as_a_feed() -> None:
    page = replace(FRONT, discover=Discover(kind="feed"))
    assert found_source(page, link("feed.xml")).kind == "feed"


def test_its_id_is_readable_and_the_same_however_it_was_found() -> None:
    for path, name in (
        ("liveblog/12345", "liveblog-12345"),
        ("live/12/", "live-12"),
        ("news/Übersicht-Köln.html", "ubersicht-koln"),
        ("news/%C3%9Cbersicht", "ubersicht"),
        ("прямой-эфир", ""),
        ("", ""),
        (f"{'very-' * 12}long", "very-" * 7 + "very"),
        ("x" * 60, "x" * 40),
    ):
        found = found_source(FRONT, link(path))
        start = f"gazette/{name}-" if name else "gazette/"
        assert re.fullmatch(re.escape(start) + "[0-9a-f]{8}", found.id)
        again = found_source(FRONT, link(f"{path}#x", 3, "Other"))
        assert again.id == found.id


def test_no_address_is_still_no_crash() -> None:
    assert found_source(FRONT, link("no://address")).url == "no://address"


@given(st.text(max_size=80), st.text(max_size=20))
def test_ids_are_made_of_few_characters(path: str, query: str) -> None:
    found = found_source(FRONT, link(f"{path}?{query}"))
    assert re.fullmatch(r"gazette/[a-z0-9-]{8,60}", found.id)
