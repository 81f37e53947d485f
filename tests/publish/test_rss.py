from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.model import Entry, FeedInfo, Reissued, Timeline
from aggregator.outputs import Links, Style
from aggregator.publish.rss import rss
from tests.inert.judged import faults_of_body
from tests.inert.payloads import OURS, suite
from tests.publish.hostile import SOME_DAY, hostile_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .conftest import MakeEntry, MakePost

    MakeTimeline = Callable[[Sequence[Entry]], Timeline]

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def items_of(body: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False)
    return etree.fromstring(body, parser).findall("channel/item")


@given(entries=st.lists(hostile_entries, max_size=3))
def test_whatever_an_outlet_says_the_feed_is_in_order(
    info: FeedInfo, entries: list[Entry]
) -> None:
    made = rss(Timeline(entries=tuple(entries), updated=SOME_DAY), info)
    items = items_of(made.body)
    assert len(items) == len(entries)
    for item in items:
        assert item.findtext("title")
        assert item.findtext("link").startswith(("https://", "http://"))
        assert item.find("guid").get("isPermaLink") == "false"


@pytest.mark.parametrize("payloads", [OURS, suite()], ids=["ours", "collection"])
def test_titles_and_names_are_inert_in_readers_that_take_them_for_markup(
    payloads: Sequence[str],
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    for start in range(0, len(payloads), 300):
        entries = [
            make_entry(make_post(title=each, author=each, outlet=each, topics=(each,)))
            for each in payloads[start : start + 300]
        ]
        for item in items_of(rss(make_timeline(entries), info).body):
            words = (each.text for each in item if each.tag not in ("link", "guid"))
            for each in words:
                assert faults_of_body(each) == []


def test_a_reader_reads_back_what_was_written(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
    noon: datetime,
) -> None:
    post = make_post(
        title="Polls close & count: 3 < 4",
        html="<p>Closed.</p>",
        author="Ann Lee",
        topics=("vote",),
        url="https://gazette.example/live#7",
        via="https://gazette.example/live",
    )
    entry = make_entry(post, updated=noon + timedelta(minutes=3))
    made = rss(make_timeline([entry]), info)
    read = feedparser.parse(made.body)
    assert made.media_type == "application/rss+xml; charset=utf-8"
    assert not read.bozo
    assert read.version == "rss20"
    assert read.feed.title == "Merged"
    assert read.feed.language == "en"
    (found,) = read.entries
    assert (found.id, found.guidislink) == (entry.id, False)
    assert found.title == "Polls close & count: 3 < 4"
    assert found.link == "https://gazette.example/live#7"
    assert found.author == "Ann Lee, The Gazette"
    assert found.published_parsed[:5] == (2026, 3, 1, 12, 0)
    assert found.updated_parsed[:5] == (2026, 3, 1, 12, 3)
    assert [each.term for each in found.tags] == ["gazette", "vote"]
    assert found.content[0].value.startswith("<p>Closed.</p>")
    assert found.summary.startswith("Polls have closed, says post-")
    assert found.source.title == "The Gazette"
    assert found.source.href == "https://gazette.example/live"


def test_a_title_that_looks_like_markup_is_shown_as_it_was_meant(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    timeline = make_timeline([make_entry(make_post(title="Polls <close> &amp; count"))])
    (item,) = items_of(rss(timeline, info).body)
    assert item.findtext("title") == "Polls &lt;close&gt; &amp;amp; count"


def test_a_feed_of_no_known_language_states_none_and_names_its_hub(
    info: FeedInfo, noon: datetime
) -> None:
    said = FeedInfo(
        id=info.id, title="", url=info.url, page=info.page, language="tlh piqaD"
    )
    links = Links(hub="https://hub.example/")
    made = rss(Timeline(entries=(), updated=noon), said, links=links)
    channel = etree.fromstring(made.body).find("channel")
    assert channel.find("language") is None
    assert channel.findtext("lastBuildDate") == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert [
        (each.get("rel"), each.get("href")) for each in channel.findall(f"{ATOM}link")
    ] == [("self", info.url), ("hub", "https://hub.example/")]


def test_a_post_without_text_is_summed_up_by_its_title(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    timeline = make_timeline([make_entry(make_post(title="A & B", text=" \n"))])
    (item,) = items_of(rss(timeline, info).body)
    assert item.findtext("description") == "A &amp; B"
    assert item.findtext(f"{DC}creator") == "The Gazette"
    assert item.findtext(f"{CONTENT}encoded")


def test_what_was_corrected_is_issued_anew(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline, noon: datetime
) -> None:
    edit = Reissued(number=1, at=noon, change="correction")
    timeline = make_timeline([make_entry(reissued=edit)])
    one, other = (
        items_of(made.body)[0].findtext("guid")
        for made in (
            rss(timeline, info),
            rss(timeline, info, style=Style(edits="reissue")),
        )
    )
    assert one != other
