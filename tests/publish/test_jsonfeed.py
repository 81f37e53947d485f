from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Entry, FeedInfo, Reissued, Timeline
from aggregator.outputs import Links, Style
from aggregator.publish.jsonfeed import jsonfeed
from tests.inert.payloads import OURS, suite
from tests.publish.hostile import SOME_DAY, hostile_entries
from tests.publish.jsonfeed_rules import breaches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .conftest import MakeEntry, MakePost

    MakeTimeline = Callable[[Sequence[Entry]], Timeline]


@given(entries=st.lists(hostile_entries, max_size=3, unique_by=lambda entry: entry.id))
def test_whatever_an_outlet_says_the_feed_is_in_order(
    info: FeedInfo, entries: list[Entry]
) -> None:
    made = jsonfeed(Timeline(entries=tuple(entries), updated=SOME_DAY), info)
    assert breaches(made.body) == []
    assert len(json.loads(made.body)["items"]) == len(entries)


@pytest.mark.parametrize("payloads", [OURS, suite()], ids=["ours", "collection"])
def test_bodies_are_inert(
    payloads: Sequence[str],
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    entries = [
        make_entry(make_post(html=each, title=each, url=each, outlet=each))
        for each in payloads
    ]
    for start in range(0, len(entries), 300):
        timeline = make_timeline(entries[start : start + 300])
        assert breaches(jsonfeed(timeline, info).body) == []


def test_an_item_says_what_the_entry_does(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
    noon: datetime,
) -> None:
    post = make_post(
        title="Polls <close>",
        html="<p>Closed.</p>",
        author="Ann Lee",
        topics=("vote",),
        url="https://gazette.example/live#7",
        language="en-GB",
    )
    entry = make_entry(post, updated=noon + timedelta(minutes=3))
    made = jsonfeed(make_timeline([entry]), info)
    assert made.media_type == "application/feed+json; charset=utf-8"
    assert made.modified == entry.updated
    assert json.loads(made.body)["items"] == [
        {
            "id": entry.id,
            "url": "https://gazette.example/live#7",
            "title": "Polls <close>",
            "content_html": "<p>Closed.</p>\n<p>— "
            '<a href="https://gazette.example/live#7">The Gazette</a></p>',
            "date_published": "2026-03-01T12:00:00Z",
            "date_modified": "2026-03-01T12:03:00Z",
            "authors": [{"name": "Ann Lee, The Gazette"}],
            "tags": ["gazette", "vote"],
            "language": "en-GB",
        }
    ]


def test_an_empty_timeline_is_a_feed(info: FeedInfo, noon: datetime) -> None:
    made = jsonfeed(Timeline(entries=(), updated=noon), info)
    assert json.loads(made.body) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Merged",
        "home_page_url": "https://news.example/live/",
        "feed_url": "https://news.example/live/feed.atom",
        "language": "en",
        "items": [],
    }


def test_a_feed_says_where_its_hub_and_its_next_page_are(
    info: FeedInfo, noon: datetime
) -> None:
    there = Links(hub="https://hub.example/", next="https://news.example/2.json")
    made = jsonfeed(Timeline(entries=(), updated=noon), info, links=there)
    assert breaches(made.body) == []
    feed = json.loads(made.body)
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert feed["next_url"] == "https://news.example/2.json"


def test_what_was_corrected_is_issued_anew(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline, noon: datetime
) -> None:
    edit = Reissued(number=1, at=noon, change="correction")
    timeline = make_timeline([make_entry(reissued=edit)])
    one, other = (
        json.loads(made.body)["items"][0]["id"]
        for made in (
            jsonfeed(timeline, info),
            jsonfeed(timeline, info, style=Style(edits="reissue")),
        )
    )
    assert one != other


def test_the_oldest_are_left_out_where_the_feed_would_grow_too_long(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    post = make_post(html=f"<p>{'é' * 190_000}</p>")
    entries = [make_entry(post) for _ in range(15)]
    made = jsonfeed(make_timeline(entries), info)
    assert len(made.body) < 4_000_000
    kept = [each["id"] for each in json.loads(made.body)["items"]]
    assert kept == [entry.id for entry in entries[:10]]
