from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from lxml import etree

from aggregator.model import Ledger, Source, SourceState, Standing
from aggregator.outputs import Offer
from aggregator.publish.opml import feeds_opml, sources_opml
from tests.inert.payloads import OURS, suite
from tests.publish.hostile import MARKED, SOME_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.model import FeedInfo

WEB = ("https://", "http://")
NAMES = {"type", "text", "title", "xmlUrl", "htmlUrl", "language", "category"}


def standing_of(source: Source, **fields: Any) -> Standing:
    return Standing(
        source=source,
        state=SourceState(source=source.id, **fields),
        ledger=Ledger(),
        posts=0,
        posts_per_day=0.0,
    )


def outlines(body: bytes) -> list[dict[str, str]]:
    parser = etree.XMLParser(resolve_entities=False)
    root = etree.fromstring(body, parser)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [each.tag for each in root] == ["head", "body"]
    return [dict(each.attrib) for each in root.findall("body/outline")]


def offer_of(said: str, *, language: str = "", private: bool = False) -> Offer:
    url = f"https://news.example/{said}"
    return Offer(
        name=said,
        title=said,
        atom=f"{url}.atom",
        json=f"{url}.json",
        rss=f"{url}.rss",
        language=language,
        private=private,
    )


@given(said=MARKED)
def test_whatever_is_configured_the_lists_are_in_order(
    info: FeedInfo, said: str
) -> None:
    source = Source(id=said, url=said, outlet=said, language=said, topics=(said,))
    lists = (
        sources_opml([standing_of(source)], info, modified=SOME_DAY),
        feeds_opml([offer_of(said, language=said)], info, modified=SOME_DAY),
    )
    for each in lists:
        (outline,) = outlines(each.body)
        assert outline.keys() <= NAMES
        assert outline["xmlUrl"].startswith(WEB)


@pytest.mark.parametrize("payloads", [OURS, suite()], ids=["ours", "collection"])
def test_no_payload_becomes_an_element_or_an_address(
    payloads: Sequence[str], info: FeedInfo
) -> None:
    standings = [
        standing_of(Source(id=each, url=each, outlet=each, kind="feed", topics=(each,)))
        for each in payloads
    ]
    found = outlines(sources_opml(standings, info, modified=SOME_DAY).body)
    assert len(found) == len(payloads)
    for each in found:
        assert each["xmlUrl"].startswith(WEB)
        assert each.get("htmlUrl", WEB[0]).startswith(WEB)


def test_a_feed_is_named_itself_and_of_a_live_blog_the_feed_that_we_make(
    info: FeedInfo, make_source: Callable[..., Source], noon: datetime
) -> None:
    feed, blog = make_source(id="wire", kind="feed"), make_source()
    told = [
        standing_of(feed),
        standing_of(blog),
        standing_of(make_source(id="seen/as"), kind="feed"),
    ]
    made = sources_opml(told, info, modified=noon)
    assert made.media_type == "text/x-opml; charset=utf-8"
    assert made.modified == noon
    assert outlines(made.body)[:2] == [
        {
            "type": "rss",
            "text": "The Wire",
            "title": "The Wire",
            "xmlUrl": "https://wire.example/live",
            "htmlUrl": "https://wire.example/",
        },
        {
            "type": "rss",
            "text": "The Gazette",
            "title": "The Gazette",
            "xmlUrl": "https://news.example/live/source/gazette.atom",
            "htmlUrl": "https://gazette.example/live",
        },
    ]


def test_topics_and_language_are_told(
    info: FeedInfo, make_source: Callable[..., Source], noon: datetime
) -> None:
    source = make_source(id="a/b", language="de_AT", topics=("war, peace", "vote"))
    (outline,) = outlines(sources_opml([standing_of(source)], info, modified=noon).body)
    assert outline["category"] == "war peace,vote"
    assert outline["language"] == "de-AT"
    assert outline["xmlUrl"] == "https://news.example/live/source/a/b.atom"


def test_feeds_that_ask_for_a_token_are_not_told(
    info: FeedInfo, noon: datetime
) -> None:
    offers = [offer_of("open", language="en"), offer_of("ours", private=True)]
    made = feeds_opml(offers, info, modified=noon)
    assert outlines(made.body) == [
        {
            "type": "rss",
            "text": "open",
            "title": "open",
            "xmlUrl": "https://news.example/open.atom",
            "htmlUrl": "https://news.example/live/",
            "language": "en",
        }
    ]
