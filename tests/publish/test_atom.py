from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.model import Echoed, Entry, FeedInfo, Post, Reference, Timeline
from aggregator.publish.atom import atom
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .conftest import Findings, MakeEntry, MakePost

    MakeTimeline = Callable[[Sequence[Entry]], Timeline]

A = "{http://www.w3.org/2005/Atom}"
THR = "{http://purl.org/syndication/thread/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
MARKED = st.lists(
    ANYTHING | st.sampled_from(["&#1;", "&#xFFFF;", "]]>", "<p>", "\x00", "&", "\r"])
).map("".join)
SOME_DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)

hostile_posts = st.builds(
    Post,
    source=MARKED,
    outlet=MARKED,
    key=MARKED,
    url=MARKED | MARKED.map("https://gazette.example/{}".format),
    title=st.none() | MARKED,
    html=MARKED,
    text=MARKED,
    author=st.none() | MARKED,
    language=st.none() | MARKED,
)
references = st.builds(
    Reference,
    id=st.uuids().map(lambda u: u.urn),
    url=MARKED,
    title=MARKED,
    outlet=MARKED,
)
hostile_entries = st.builds(
    Entry,
    id=st.uuids().map(lambda u: u.urn),
    post=hostile_posts,
    published=st.just(SOME_DAY),
    updated=st.timedeltas(timedelta(), timedelta(days=1)).map(SOME_DAY.__add__),
    first_seen=st.just(SOME_DAY),
    surfaced=st.just(SOME_DAY),
    follows=st.none() | references,
)


def parse(body: bytes) -> Any:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False))


@given(
    entries=st.lists(hostile_entries, max_size=3, unique_by=lambda entry: entry.id),
    title=MARKED,
    language=MARKED,
)
def test_whatever_an_outlet_says_the_feed_is_in_order(
    findings: Findings,
    info: FeedInfo,
    entries: list[Entry],
    title: str,
    language: str,
) -> None:
    newest = max((entry.updated for entry in entries), default=SOME_DAY)
    timeline = Timeline(entries=tuple(entries), updated=newest)
    made = atom(timeline, replace(info, title=title, language=language))
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


def test_the_body_ends_with_a_line_that_names_the_outlet(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    post = make_post(html="<p>Closed.</p>", outlet="A & B", url="https://a.example/#7")
    body = atom(make_timeline([make_entry(post)]), info).body
    assert parse(body).findtext(f"{A}entry/{A}content") == (
        '<p>Closed.</p>\n<p>— <a href="https://a.example/#7">A &amp; B</a></p>'
    )


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


def test_the_source_of_a_live_blogs_post_is_its_page(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    page = "https://gazette.example/live"
    timeline = make_timeline([make_entry(make_post(url=f"{page}#2", via=page))])
    found = parse(atom(timeline, info).body)
    (source,) = found.findall(f".//{A}source")
    assert links(source) == [("self", page), ("alternate", page)]
    assert ("via", page) in links(found.find(f"{A}entry"))


def links(element: Any) -> list[tuple[str, str]]:
    return [(each.get("rel"), each.get("href")) for each in element.findall(f"{A}link")]


def canonical(element: Any) -> bytes:
    written: bytes = etree.tostring(element, method="c14n", with_tail=False)
    return written


def test_the_feed_is_as_new_as_what_has_left_it(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    """Else its own `updated` would go back as an edited entry leaves the window."""
    newer = noon + timedelta(hours=1)
    made = atom(Timeline(entries=(make_entry(),), updated=newer), info)
    assert parse(made.body).findtext(f"{A}updated") == rfc3339(newer)
    assert made.modified == newer


def test_topics_are_categories(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    timeline = make_timeline([make_entry(make_post(topics=("ukraine", "war")))])
    found = parse(atom(timeline, info).body).findall(f".//{A}category")
    assert [each.get("term") for each in found] == ["gazette", "ukraine", "war"]


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


def test_a_post_that_leads_nowhere_leads_to_our_page(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    entry = make_entry(make_post(url="javascript:alert(1)"))
    body = atom(make_timeline([entry]), info).body
    link = parse(body).find(f"{A}entry/{A}link[@rel='alternate']")
    assert link.get("href") == info.page
    assert b"javascript" not in body


def test_a_post_found_late_makes_the_document_newer(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline, noon: datetime
) -> None:
    late = make_entry(first_seen=noon + timedelta(hours=1))
    assert atom(make_timeline([late]), info).modified == noon + timedelta(hours=1)


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


def test_one_endless_post_does_not_crowd_out_the_others(
    findings: Findings,
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
) -> None:
    words = "Word " * 1_000_000
    endless = make_post(html=f"<p>{words}</p>", text=words, title=words)
    body = atom(make_timeline([make_entry(endless), make_entry()]), info).body
    assert findings(body, "feed") == []
    assert len(parse(body).findall(f"{A}entry")) == 2


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
