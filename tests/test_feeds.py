"""One output feed over the real store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from aggregator.feeds import OutputFeed
from aggregator.model import Echo, FeedInfo, New, Post, Revision
from aggregator.outputs import Selection, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    MakeFeed = Callable[..., OutputFeed]

INFO = FeedInfo(
    id="urn:uuid:0c5d2a0e-9f6e-4f53-8d44-7c1d5b1c2f10",
    title="Live news",
    url="https://news.example/feed.atom",
    page="https://news.example/",
    language="en",
)
WAYS = ("prev", "next")
WEEK = timedelta(days=7)


@pytest.fixture
def feed(store: Store, noon: datetime) -> MakeFeed:
    def make(hub: str = "", **span: Any) -> OutputFeed:
        shown = Span(**{"entries": 300, "window": WEEK, **span})
        return OutputFeed(store, INFO, span=shown, clock=lambda: noon, hub=hub)

    return make


@pytest.fixture
def saved(store: Store, noon: datetime) -> Callable[..., None]:
    def save(*verdicts: Any, after: int = 0) -> None:
        with store.begin() as unit:
            unit.posts.save(verdicts, now=noon + timedelta(minutes=after))

    return save


def ids(feed: OutputFeed) -> list[str]:
    return [each.id for each in feedparser.parse(feed.document().body).entries]


def test_a_feed_says_the_same_in_each_form(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost
) -> None:
    saved(New(post=make_post(key="a")), New(post=make_post(key="b")))
    all_of_it = feed(hub="https://news.example/hub")
    told = json.loads(all_of_it.document("json").body)
    rss = feedparser.parse(all_of_it.document("rss").body)
    assert [each["id"] for each in told["items"]] == ids(all_of_it)
    assert [each.id for each in rss.entries] == ids(all_of_it)
    assert told["feed_url"] == "https://news.example/feed.json"
    for form in ("atom", "json", "rss"):
        body = all_of_it.document(form).body
        assert b"https://news.example/hub" in body


def test_a_feed_shows_what_it_is_for(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost
) -> None:
    saved(
        *(
            New(post=make_post(source=source, key=f"{source}{number}"))
            for number in range(3)
            for source in ("a", "b", "a/found-1", "ab")
        )
    )
    everything = ids(feed())
    mine = feed(selection=Selection(sources=frozenset({"a"})), entries=4)
    assert len(everything) == 12
    assert len(ids(mine)) == 4
    assert set(ids(mine)) < set(everything)
    assert b'term="b"' not in mine.document().body
    assert b'term="ab"' not in mine.document().body
    assert b'term="a/found-1"' in mine.document().body


def test_what_happens_elsewhere_changes_no_byte_of_a_feed(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost
) -> None:
    saved(New(post=make_post(source="a")))
    mine = feed(selection=Selection(sources=frozenset({"a"})))
    before = mine.document()
    saved(New(post=make_post(source="b")), after=5)
    assert mine.document() is before
    saved(New(post=make_post(source="a", key="new")), after=6)
    assert mine.document() != before


def test_an_entry_may_wait_for_a_second_outlet_and_then_stays_as_it_is(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost
) -> None:
    lead = make_post(source="a", outlet="A")
    saved(New(post=lead))
    confirmed = feed(selection=Selection(outlets=2))
    assert ids(confirmed) == []
    saved(Echo(post=make_post(source="b", outlet="B"), lead=lead.id, likeness=1.0))
    (entry,) = ids(confirmed)
    first = confirmed.document()
    saved(Echo(post=make_post(source="c", outlet="C"), lead=lead.id, likeness=1.0))
    assert confirmed.document() is first
    assert ids(feed()) == [entry]


def test_what_is_withdrawn_leaves_with_a_tombstone_where_it_was(
    feed: MakeFeed,
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    gone = make_post(source="a")
    saved(New(post=gone), New(post=make_post(source="b")))
    every, mine, other = (
        feed(),
        feed(selection=Selection(sources=frozenset({"a"}))),
        feed(selection=Selection(sources=frozenset({"b"}))),
    )
    (entry,) = ids(mine)
    before = other.document()
    with store.begin() as unit:
        unit.posts.withdraw([gone.id], noon + timedelta(minutes=5))
    ref = f'ref="{entry}"'.encode()
    for each in (every, mine):
        assert entry not in ids(each)
        assert ref in each.document().body
    assert other.document() is before


def test_a_correction_is_issued_anew_where_that_is_wanted(
    feed: MakeFeed,
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    post = make_post(text="Four were hurt.")
    saved(New(post=post))
    (first,) = ids(feed())
    edited = replace(post, text="Six were hurt.", html="<p>Six were hurt.</p>")
    saved(Revision(post=edited, change="correction"), after=5)
    reissuing = feed(edits="reissue")
    assert ids(feed()) == [first]
    (second,) = ids(reissuing)
    assert second != first
    assert f'rel="predecessor-version" href="{first}"'.encode() in (
        reissuing.document().body
    )
    with store.begin() as unit:
        unit.posts.withdraw([post.id], noon + timedelta(minutes=9))
    assert f'ref="{second}"'.encode() in reissuing.document().body
    assert f'ref="{first}"'.encode() in feed().document().body


def test_the_whole_history_can_be_walked_from_the_feed(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost
) -> None:
    saved(*(New(post=make_post(key=f"p{number}")) for number in range(250)))
    shown = feed(entries=60)
    found = set(ids(shown))
    url = link(shown.document().body, "prev-archive")
    assert url == "https://news.example/feed/archive/2.atom"
    for number in (2, 1):
        document = shown.archive(number)
        assert document is not None
        assert link(document.body, "current") == INFO.url
        found |= {each.id for each in feedparser.parse(document.body).entries}
        before, after = (link(document.body, f"{rel}-archive") for rel in WAYS)
    assert len(found) == 250
    assert (before, after) == (None, url)
    assert shown.archive(0) is shown.archive(3) is None


def link(body: bytes, rel: str) -> str | None:
    links = feedparser.parse(body).feed.links
    return next((each.href for each in links if each.rel == rel), None)


def test_json_pages_lead_from_each_to_the_next(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost
) -> None:
    saved(*(New(post=make_post(key=f"p{number}")) for number in range(200)))
    shown = feed(selection=Selection(keep=("nothing like it",)))
    told = json.loads(shown.document("json").body)
    assert told["next_url"] == "https://news.example/feed/archive/2.json"
    page = shown.archive(2, "json")
    last = shown.archive(1, "json")
    assert page is not None
    assert last is not None
    assert json.loads(page.body)["next_url"].endswith("/feed/archive/1.json")
    assert json.loads(page.body)["items"] == []
    assert "next_url" not in json.loads(last.body)
