from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.outputs import NO_FILTERS, Filters, Offer
from aggregator.publish.site import (
    BARE,
    Site,
    feed_of,
    feeds_of,
    lists_of,
    query_of,
    source_feed,
)

if TYPE_CHECKING:
    from aggregator.model import FeedInfo

SERVED = Site(
    served=frozenset(("search.atom", "source/{source}.atom")),
    sources={"gazette": "The Gazette", "a b": "Ab"},
)


def offer(name: str, *, private: bool = False) -> Offer:
    address = f"https://news.example/live/{name}"
    return Offer(
        name=name,
        title=f"All {name}",
        atom=f"{address}.atom",
        json=f"{address}.json",
        rss="",
        private=private,
    )


def test_the_feed_of_the_page_is_the_first_and_private_ones_are_not_named(
    info: FeedInfo,
) -> None:
    site = Site(feeds=(offer("war"), offer("feed"), offer("desk", private=True)))
    assert [each.title for each in feeds_of(site, info)] == ["All feed", "All war"]
    forms = feeds_of(site, info)[0].forms
    assert [(each.words, each.title) for each in forms] == [
        ("Atom", "All feed"),
        ("JSON", "All feed (JSON)"),
    ]
    assert forms[1].href == "https://news.example/live/feed.json"


def test_a_page_whose_own_feed_is_private_does_not_name_it(info: FeedInfo) -> None:
    assert feeds_of(Site(feeds=(offer("feed", private=True),)), info) == ()


def test_a_page_knows_its_own_feed_where_nobody_tells(info: FeedInfo) -> None:
    (only,) = feeds_of(BARE, info)
    assert [each.href for each in only.forms] == [info.url]
    assert only.title == "Merged"


def test_only_what_is_served_is_listed() -> None:
    assert lists_of(BARE, root="") == ()
    site = Site(served=frozenset(("sources.opml", "corrections.atom")))
    assert [each.href for each in lists_of(site, root="../")] == [
        "../corrections.atom",
        "../sources.opml",
    ]


def test_a_source_has_a_feed_of_its_own_and_so_has_what_it_found() -> None:
    assert source_feed(SERVED, "gazette") == "source/gazette.atom"
    assert source_feed(SERVED, "a b") == "source/a%20b.atom"
    assert source_feed(SERVED, "gazette/found") == "source/gazette/found.atom"
    assert source_feed(BARE, "gazette") is None


@pytest.mark.parametrize(
    ("filters", "href"),
    [
        (NO_FILTERS, None),
        (Filters(words="six & four"), "search.atom?q=six+%26+four"),
        (Filters(source="gazette"), "source/gazette.atom"),
        (Filters(source="unknown"), None),
        (Filters(source="gazette", words="six"), None),
        (Filters(source="gazette", topic="war"), None),
        (Filters(words="six", language="en"), None),
    ],
)
def test_what_is_filtered_can_be_had_as_a_feed_where_there_is_one_for_just_that(
    filters: Filters, href: str | None
) -> None:
    feed = feed_of(filters, SERVED)
    assert (feed and feed.href) == href


def test_words_are_no_feed_where_nothing_is_searched() -> None:
    assert feed_of(Filters(words="six"), BARE) is None


def test_the_filter_stands_in_the_address_and_what_is_empty_does_not() -> None:
    assert query_of(NO_FILTERS) == ""
    assert query_of(NO_FILTERS, before="urn:1") == "?before=urn%3A1"
    assert query_of(NO_FILTERS, refresh=60) == "?refresh=60"
    filters = Filters(source="a", topic="b c", language="de", words='"x"\ud800&')
    assert query_of(filters) == "?q=%22x%22%26&source=a&topic=b+c&language=de"
