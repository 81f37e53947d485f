from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.model import (
    Echoed,
    Entry,
    FeedInfo,
    Reference,
    Reissued,
    Timeline,
)
from aggregator.outputs import Links, Style, Tombstone
from aggregator.publish.atom import atom
from tests.publish.hostile import MARKED, SOME_DAY, hostile_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.outputs import Edits

    from .conftest import Findings, MakeEntry, MakePost

    MakeTimeline = Callable[[Sequence[Entry]], Timeline]

A = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
THR = "{http://purl.org/syndication/thread/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def parse(body: bytes) -> Any:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False))


@given(
    entries=st.lists(hostile_entries, max_size=3, unique_by=lambda entry: entry.id),
    title=MARKED,
    language=MARKED,
    edits=st.sampled_from(["silent", "reissue"]),
)
def test_whatever_an_outlet_says_the_feed_is_in_order(
    findings: Findings,
    info: FeedInfo,
    entries: list[Entry],
    title: str,
    language: str,
    edits: Edits,
) -> None:
    newest = max((entry.updated for entry in entries), default=SOME_DAY)
    timeline = Timeline(entries=tuple(entries), updated=newest)
    said = replace(info, title=title, language=language)
    made = atom(timeline, said, style=Style(edits=edits))
    assert findings(made.body, "feed") == []


@given(entries=st.lists(hostile_entries, max_size=2), likeness=st.floats(0, 1))
def test_who_echoed_whom_changes_not_a_byte(
    info: FeedInfo, entries: list[Entry], likeness: float
) -> None:
    echoed = [
        replace(
            entry,
            echoes=tuple(
                Echoed(post=other.post, first_seen=SOME_DAY, likeness=likeness)
                for other in entries
            ),
        )
        for entry in entries
    ]
    alone = atom(Timeline(entries=tuple(entries), updated=SOME_DAY), info)
    joined = atom(Timeline(entries=tuple(echoed), updated=SOME_DAY), info)
    assert joined == alone


def test_an_empty_timeline_is_a_valid_feed(
    findings: Findings, info: FeedInfo, noon: datetime
) -> None:
    made = atom(Timeline(entries=(), updated=noon), info)
    assert findings(made.body, "feed") == []
    assert parse(made.body).findtext(f"{A}updated") == "2026-03-01T12:00:00Z"
    assert made.modified == noon
    assert made.media_type == "application/atom+xml; charset=utf-8"


def test_a_reader_reads_back_what_was_written(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
    noon: datetime,
) -> None:
    entries = [
        make_entry(
            make_post(title="Polls <close> & count", author="Ann Lee"),
            updated=noon + timedelta(minutes=3),
        ),
        make_entry(make_post(text="Queues at noon. More soon.", language="en-GB")),
    ]
    read = feedparser.parse(atom(make_timeline(entries), info).body)
    assert not read.bozo
    assert [each.id for each in read.entries] == [entry.id for entry in entries]
    assert [each.published for each in read.entries] == ["2026-03-01T12:00:00Z"] * 2
    assert read.entries[0].updated == "2026-03-01T12:03:00Z"
    assert read.feed.updated == "2026-03-01T12:03:00Z"
    assert [each.title for each in read.entries] == [
        "Polls <close> & count",
        "Queues at noon.",
    ]
    assert [each.author for each in read.entries] == [
        "Ann Lee, The Gazette",
        "The Gazette",
    ]
    assert [each.content[0].language for each in read.entries] == ["en", "en-GB"]


def test_the_source_says_where_an_entry_is_from_and_stays_the_same(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    feed = "https://gazette.example/feed.xml"
    entries = [
        make_entry(make_post(url=f"https://gazette.example/{each}#2", via=feed))
        for each in ("one", "two")
    ]
    one, two = parse(atom(make_timeline(entries), info).body).findall(f".//{A}source")
    assert canonical(one) == canonical(two)
    assert one.findtext(f"{A}id") == "urn:uuid:9d88e316-de87-5afa-8bef-38c5643afcc9"
    assert links(one) == [("self", feed), ("alternate", "https://gazette.example/")]


def links(element: Any) -> list[tuple[str, str]]:
    return [(each.get("rel"), each.get("href")) for each in element.findall(f"{A}link")]


def canonical(element: Any) -> bytes:
    written: bytes = etree.tostring(element, method="c14n", with_tail=False)
    return written


def test_a_category_names_the_source(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline
) -> None:
    category = parse(atom(make_timeline([make_entry()]), info).body).find(
        f"{A}entry/{A}category"
    )
    assert category.get("term") == "gazette"
    assert category.get("label") == "The Gazette"
    assert category.get("scheme").startswith("urn:uuid:")


def test_a_follow_up_is_tied_to_what_it_follows(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline
) -> None:
    followed = Reference(
        id="urn:uuid:1", url="https://wire.example/9", title="Four", outlet="Wire"
    )
    body = atom(make_timeline([make_entry(follows=followed)]), info).body
    entry = parse(body).find(f"{A}entry")
    tie = entry.find(f"{THR}in-reply-to")
    assert (tie.get("ref"), tie.get("href")) == ("urn:uuid:1", "https://wire.example/9")
    related = entry.find(f"{A}link[@rel='related']")
    assert related.get("href") == "https://wire.example/9"


def test_no_more_than_readers_look_at_is_written(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline
) -> None:
    entries = [make_entry() for _ in range(310)]
    written = re.findall(
        rb"<entry .*?<id>(.*?)</id>", atom(make_timeline(entries), info).body
    )
    assert written == [entry.id.encode() for entry in entries[:300]]


@pytest.mark.parametrize("character", ["x", "é", "&amp;", "漢"])
def test_the_oldest_are_left_out_where_the_feed_would_grow_too_long(
    findings: Findings,
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
    character: str,
) -> None:
    html = f"<p>{character * (190_000 // len(character))}</p>"
    entries = [make_entry(make_post(html=html)) for _ in range(40)]
    body = atom(make_timeline(entries), info).body
    assert findings(body, "feed") == []
    kept = parse(body).findall(f"{A}entry/{A}id")
    assert 0 < len(kept) < 40
    assert [each.text for each in kept] == [entry.id for entry in entries[: len(kept)]]


def test_the_same_timeline_gives_the_same_bytes(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline
) -> None:
    timeline = make_timeline([make_entry(), make_entry()])
    assert atom(timeline, info) == atom(timeline, info)


def test_the_feed_speaks_a_language_throughout(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    entry = make_entry(make_post(language="de_AT"))
    feed = parse(atom(make_timeline([entry]), info).body)
    assert feed.get(f"{XML}lang") == "en"
    assert feed.find(f"{A}entry").get(f"{XML}lang") == "de-AT"
    assert feed.find(f"{A}entry/{A}content").get(f"{XML}lang") == "de-AT"


def test_what_left_has_a_tombstone_and_what_is_there_has_none(
    findings: Findings,
    info: FeedInfo,
    make_entry: MakeEntry,
    make_timeline: MakeTimeline,
    noon: datetime,
) -> None:
    entry, later = make_entry(), noon + timedelta(hours=2)
    stones = [Tombstone(id=each, when=later) for each in ("urn:uuid:7", entry.id)]
    made = atom(make_timeline([entry]), info, tombstones=stones)
    assert findings(made.body, "feed") == []
    (stone,) = parse(made.body).findall(f"{AT}deleted-entry")
    assert dict(stone.attrib) == {"ref": "urn:uuid:7", "when": "2026-03-01T14:00:00Z"}
    assert parse(made.body).findtext(f"{A}updated") == "2026-03-01T12:00:00Z"
    assert made.modified == later


def test_a_feed_says_where_its_hub_and_its_archives_are(
    findings: Findings, info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    timeline = Timeline(entries=(make_entry(),), updated=noon)
    there = Links(hub="https://hub.example/", prev_archive="https://news.example/1")
    plain, made = atom(timeline, info), atom(timeline, info, links=there)
    assert findings(made.body, "feed") == []
    assert links(parse(made.body))[2:] == [
        ("hub", "https://hub.example/"),
        ("prev-archive", "https://news.example/1"),
    ]
    assert len(links(parse(plain.body))) == 2
    assert parse(made.body).find(f"{FH}archive") is None


def test_what_was_corrected_is_tied_to_what_it_was(
    findings: Findings,
    info: FeedInfo,
    make_entry: MakeEntry,
    make_timeline: MakeTimeline,
    noon: datetime,
) -> None:
    edit = Reissued(number=2, at=noon, change="correction")
    entry = make_entry(reissued=edit)
    body = atom(make_timeline([entry]), info, style=Style(edits="reissue")).body
    assert findings(body, "feed") == []
    found = parse(body).find(f"{A}entry")
    assert found.findtext(f"{A}id") != entry.id
    assert ("predecessor-version", entry.id) in links(found)
