from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from lxml import etree

from aggregator.model import Reissued, Timeline
from aggregator.outputs import Links, Style
from aggregator.publish.archive import archive, json_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.model import Entry, FeedInfo

    from .conftest import Findings, MakeEntry, MakePost

    MakeTimeline = Callable[[Sequence[Entry]], Timeline]

A = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"

LINKS = Links(
    current="https://news.example/live/feed.atom",
    prev_archive="https://news.example/live/feed/archive/1.atom",
    next_archive="https://news.example/live/feed/archive/3.atom",
)


def test_an_archive_is_one_and_names_what_is_beside_it(
    findings: Findings,
    info: FeedInfo,
    make_entry: MakeEntry,
    make_timeline: MakeTimeline,
) -> None:
    own = replace(info, url="https://news.example/live/feed/archive/2.atom")
    made = archive(make_timeline([make_entry()]), own, links=LINKS)
    assert findings(made.body, "archive") == []
    feed = etree.fromstring(made.body)
    assert feed.find(f"{FH}archive") is not None
    assert feed.findtext(f"{A}id") == info.id
    found = {each.get("rel"): each.get("href") for each in feed.findall(f"{A}link")}
    assert found == {
        "self": own.url,
        "alternate": info.page,
        "current": LINKS.current,
        "prev-archive": LINKS.prev_archive,
        "next-archive": LINKS.next_archive,
    }


def test_an_archive_stays_as_it_is_while_others_change(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    entries = (make_entry(), make_entry())
    one, other = (
        archive(Timeline(entries=entries, updated=each), info, links=LINKS)
        for each in (noon, noon + timedelta(days=9))
    )
    assert one == other


def test_an_archive_of_nothing_is_a_feed(
    findings: Findings, info: FeedInfo, noon: datetime
) -> None:
    made = archive(Timeline(entries=(), updated=noon), info, links=LINKS)
    assert findings(made.body, "archive") == []


def test_entries_that_are_too_long_together_are_cut_and_none_is_left_out(
    findings: Findings,
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    words = "Word & word. " * 4_000
    long = make_post(html=f"<p>{words}</p>", text=words)
    entries = [make_entry(make_post(html="<p><b>Short</b></p>"))]
    entries += [make_entry(long) for _ in range(99)]
    made = archive(make_timeline(entries), info, links=LINKS)
    assert findings(made.body, "archive") == []
    feed = etree.fromstring(made.body)
    assert len(feed.findall(f"{A}entry")) == 100
    page = json_archive(make_timeline(entries), info, links=LINKS)
    assert len(page.body) < 4_000_000
    assert len(json.loads(page.body)["items"]) == 100
    assert "<b>Short</b>" in feed.findtext(f"{A}entry/{A}content")


def test_not_even_endless_addresses_drive_an_entry_out(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    url = f"https://gazette.example/?{'&' * 8_000}"
    entries = [make_entry(make_post(url=url, via=url)) for _ in range(100)]
    made = archive(make_timeline(entries), info, links=LINKS)
    assert made.body.count(b"</entry>") == 100


def test_what_was_corrected_has_the_id_that_it_has_in_the_feed(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline, noon: datetime
) -> None:
    edit = Reissued(number=1, at=noon, change="correction")
    entry = make_entry(reissued=edit)
    timeline = make_timeline([entry])
    silent = archive(timeline, info, links=LINKS)
    reissued = archive(timeline, info, links=LINKS, style=Style(edits="reissue"))
    path = f"{A}entry/{A}id"
    assert etree.fromstring(silent.body).findtext(path) == entry.id
    assert etree.fromstring(reissued.body).findtext(path) != entry.id


def test_a_page_of_a_json_feed_leads_to_the_older_one(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline
) -> None:
    entry, older = make_entry(), Links(next="https://news.example/archive/1.json")
    page = json.loads(json_archive(make_timeline([entry]), info, links=older).body)
    assert page["next_url"] == older.next
    assert [each["id"] for each in page["items"]] == [entry.id]
