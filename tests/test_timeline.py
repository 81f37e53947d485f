"""The read story over the real store."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, unquote

import feedparser
import pytest

from aggregator import settings
from aggregator.catalogue import Catalogue
from aggregator.errors import StoreError
from aggregator.follow.choice import found_source
from aggregator.liveblog import Link
from aggregator.looks.rulings import decide
from aggregator.model import (
    Echo,
    FeedInfo,
    Ledger,
    New,
    Post,
    Revision,
    Source,
    SourceState,
)
from aggregator.publish.site import Site
from aggregator.timeline import Reading, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.evidence import Mode
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]


INFO = FeedInfo(
    id="urn:uuid:0c5d2a0e-9f6e-4f53-8d44-7c1d5b1c2f10",
    title="Live news",
    url="http://127.0.0.1:8080/feed.atom",
    page="http://127.0.0.1:8080/",
    language="en",
)
CONFIGURED = """
[[source]]
id = "gazette"
outlet = "The Gazette"
url = "https://gazette.example/live"
"""


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(noon: datetime) -> Clock:
    return Clock(noon + timedelta(minutes=1))


@pytest.fixture
def story(store: Store, clock: Clock, make_source: Callable[..., Source]) -> Reading:
    span = Span(entries=300, window=timedelta(days=7))
    return Reading(store, INFO, span=span, sources=[make_source()], clock=clock)


@pytest.fixture
def lead(store: Store, make_post: Callable[..., Post], noon: datetime) -> Post:
    post = make_post(key="lead", title="Harbour reopens", text="It reopened at dawn.")
    with store.begin() as unit:
        unit.posts.save([New(post=post)], now=noon)
    return post


def test_the_feed_has_what_was_saved(story: Reading, lead: Post) -> None:
    (entry,) = feedparser.parse(story.feed().body).entries
    assert entry.title == lead.title
    assert entry.link == lead.url


@pytest.mark.usefixtures("lead")
def test_a_feed_in_which_nothing_changed_is_not_rendered_again(
    story: Reading, clock: Clock
) -> None:
    first = story.feed()
    clock.now += timedelta(minutes=5)
    assert story.feed() is first


def test_an_echo_changes_the_page_and_not_a_byte_of_the_feed(
    story: Reading,
    lead: Post,
    store: Store,
    make_post: Callable[..., Post],
    noon: datetime,
) -> None:
    before = story.feed()
    page = story.page({})
    other = make_post(source="post", outlet="The Post", key="b", text=lead.text)
    with store.begin() as unit:
        echo = Echo(post=other, lead=lead.id, likeness=0.97)
        unit.posts.save([echo], now=noon + timedelta(minutes=3))
    assert story.feed().body == before.body
    after = story.page({})
    assert page is not None
    assert after is not None
    assert b"The Post" in after.body
    assert b"The Post" not in page.body


def test_a_feed_may_show_each_post_by_itself_or_join_more_readily(
    store: Store,
    clock: Clock,
    lead: Post,
    make_post: Callable[..., Post],
) -> None:
    with store.begin() as unit:
        echo = Echo(post=make_post(source="post"), lead=lead.id, likeness=0.9)
        alike = New(post=make_post(source="herald"), eager=lead.id)
        unit.posts.save([echo, alike], now=clock.now)

    def ids(mode: Mode | None) -> list[str]:
        span = Span(entries=300, window=timedelta(days=7), mode=mode)
        feed = Reading(store, INFO, span=span, sources=[], clock=clock).feed()
        return [each.id for each in feedparser.parse(feed.body).entries]

    everything = ids("off")
    assert len(everything) == 3
    assert ids(None) == ids("conservative") == everything[1:]
    assert ids("eager") == everything[2:]


def test_all_that_is_known_of_an_entry_can_be_asked(
    story: Reading, store: Store, lead: Post
) -> None:
    with store.reading() as unit:
        (entry,) = unit.entries.latest(limit=9).entries
    found = story.entry(entry.id)
    assert found is not None
    assert found.entry.post == lead
    assert story.entry("urn:uuid:nothing") is None


def test_an_edit_changes_the_feed(
    story: Reading,
    lead: Post,
    store: Store,
    make_post: Callable[..., Post],
    noon: datetime,
) -> None:
    before = story.feed()
    edited = make_post(key="lead", title=lead.title, text="It reopened at noon.")
    with store.begin() as unit:
        unit.posts.save([Revision(post=edited)], now=noon + timedelta(minutes=5))
    after = story.feed()
    assert after.etag != before.etag
    (old,), (new,) = (feedparser.parse(each.body).entries for each in (before, after))
    assert (new.id, new.published) == (old.id, old.published)
    assert new.updated > old.updated


def test_an_edit_changes_no_entry_but_its_own(
    story: Reading,
    lead: Post,
    store: Store,
    make_post: Callable[..., Post],
    noon: datetime,
) -> None:
    later = make_post(source="post", outlet="The Post", key="b", text="Now closed.")
    moved = make_post(key="lead", url="https://gazette.example/moved", text="Edited.")
    with store.begin() as unit:
        unit.posts.save([New(post=later, follows=lead.id)], now=noon)
    before = follower(story)
    with store.begin() as unit:
        unit.posts.save([Revision(post=moved)], now=noon + timedelta(minutes=5))
    assert follower(story) == before
    assert lead.url.encode() in before


def follower(story: Reading) -> bytes:
    """Return the newest entry of the feed, byte for byte."""
    entry: bytes = story.feed().body.split(b"<entry")[1]
    return entry


@pytest.mark.usefixtures("lead")
def test_entries_leave_the_window_by_the_whole_hour(
    story: Reading, clock: Clock
) -> None:
    clock.now += timedelta(days=7)
    assert len(feedparser.parse(story.feed().body).entries) == 1
    clock.now += timedelta(hours=1)
    assert feedparser.parse(story.feed().body).entries == []


def test_older_entries_are_a_page_away(
    story: Reading, store: Store, make_post: Callable[..., Post], noon: datetime
) -> None:
    posts = [make_post(key=f"p{number}") for number in range(101)]
    with store.begin() as unit:
        unit.posts.save([New(post=each) for each in posts], now=noon)
        last_but_one = unit.entries.latest(limit=100).entries[-1]
    first = story.page({})
    older = story.page({"before": last_but_one.id})
    assert first is not None
    assert older is not None
    assert f"?before={quote_plus(last_but_one.id)}".encode() in first.body
    assert b"?before=" not in older.body
    assert b"p100" in older.body


def test_a_page_before_an_entry_that_never_was_is_not_there(story: Reading) -> None:
    assert story.page({"before": "urn:uuid:nothing"}) is None


@pytest.mark.parametrize(
    ("asked", "told"), [("60", b'"60"'), ("1", b'"5"'), ("x", None), ("", None)]
)
def test_a_page_on_the_wall_loads_itself_anew(
    story: Reading, asked: str, told: bytes | None
) -> None:
    page = story.page({"refresh": asked})
    assert page is not None
    assert (b'http-equiv="refresh"' in page.body) == (told is not None)
    assert told is None or told in page.body


def test_the_standing_of_each_source_is_a_page(
    story: Reading, store: Store, clock: Clock
) -> None:
    assert b"gazette" in story.standings().body
    state = SourceState(source="gazette", last_look=clock.now, failures=2, error="gone")
    with store.begin() as unit:
        unit.sources.save(state, Ledger(looks=2, failures=2), now=clock.now)
    assert b"gone" in story.standings().body
    assert story.health() == {"ok": True, "sources": 1, "failing": ["gazette"]}


def test_health_tells_that_the_store_does_not_answer(
    story: Reading, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        message = "the database is away"
        raise StoreError(message)

    with monkeypatch.context() as patched:
        patched.setattr(store, "reading", away)
        assert story.health() == {"ok": False, "error": "the database is away"}


def test_an_address_that_leads_nowhere_has_a_page_too(story: Reading) -> None:
    assert b"<html" in story.nowhere().body


def test_each_entry_has_a_page_that_its_id_and_the_number_in_it_lead_to(
    story: Reading, lead: Post
) -> None:
    page = story.page({})
    assert page is not None
    found = re.search(rb'href="entry/([0-9a-f-]{36})"', page.body)
    assert found is not None
    name = found[1].decode()
    for each in (name, name.upper(), f"urn:uuid:{name}"):
        about = story.about({"entry": each})
        assert about is not None
        assert str(lead.title).encode() in about.body
        assert b"<form" not in about.body
    ruled = story.about({"entry": name}, rulings="ruling")
    assert ruled is not None
    assert f'action="{name}/ruling"'.encode() in ruled.body


@pytest.mark.parametrize("name", ["", "x", "\0", "0" * 32, "urn:uuid:1", "9" * 5_000])
def test_an_entry_that_never_was_has_no_page(story: Reading, name: str) -> None:
    assert story.about({"entry": name}) is None


def test_an_entry_keeps_its_page_where_it_was_merged_into_another(
    story: Reading, lead: Post, store: Store, make_post: MakePost, noon: datetime
) -> None:
    later = make_post(source="post", outlet="The Post", key="b", title="It reopens")
    with store.begin() as unit:
        unit.posts.save([New(post=later)], now=noon + timedelta(minutes=3))
        merged, first = unit.entries.latest(limit=9).entries
        decide(unit, "merge", lead.id, later.id, noon + timedelta(minutes=4))
    page = story.about({"entry": merged.id})
    assert page is not None
    assert b"was merged into it" in page.body
    assert f"../entry/{first.id.removeprefix('urn:uuid:')}".encode() in page.body
    assert b"Harbour reopens" in page.body


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"one", "two", "three"}),
        ({"source": "gazette"}, {"one"}),
        ({"topic": "War"}, {"two"}),
        ({"language": "en"}, {"three"}),
        ({"q": "two"}, {"two"}),
        ({"q": "says", "source": "post"}, {"two"}),
        ({"q": '"*'}, set()),
        ({"source": "post", "topic": "peace"}, set()),
    ],
)
def test_a_reader_may_ask_for_some_of_it(
    story: Reading,
    store: Store,
    make_post: MakePost,
    noon: datetime,
    query: dict[str, str],
    shown: set[str],
) -> None:
    posts = [
        make_post(title="one", text="It says one."),
        make_post(source="post", title="two", text="It says two.", topics=("war",)),
        make_post(source="c", title="three", text="3", language="en-GB", topics=("x",)),
    ]
    with store.begin() as unit:
        unit.posts.save([New(post=each) for each in posts], now=noon)
    page = story.page(query)
    assert page is not None
    told = re.findall(rb"<h3[^>]*>\s*<a [^>]*>([a-z]+)</a>", page.body)
    assert {each.decode() for each in told} == shown


def test_older_entries_are_those_that_were_asked_for(
    story: Reading, store: Store, make_post: MakePost, noon: datetime
) -> None:
    posts = [
        make_post(key=f"p{number}", topics=(("war", "peace")[number % 2],))
        for number in range(202)
    ]
    with store.begin() as unit:
        unit.posts.save([New(post=each) for each in posts], now=noon)
    first = story.page({"topic": "war"})
    assert first is not None
    assert first.body.count(b"<article") == 100
    found = re.search(rb"\?topic=war&amp;before=([^\"]*)", first.body)
    assert found is not None
    older = story.page({"topic": "war", "before": unquote(found[1].decode())})
    assert older is not None
    assert older.body.count(b"<article") == 1


def test_the_page_offers_the_languages_that_posts_are_in_beside_those_configured(
    story: Reading, store: Store, make_post: MakePost, noon: datetime
) -> None:
    assert offered(story) == []
    spoken = [None, "de", "en-GB", "de"]
    with store.begin() as unit:
        posts = [make_post(language=each) for each in spoken]
        unit.posts.save([New(post=each) for each in posts], now=noon)
    assert offered(story) == ["de", "en-GB"]
    with store.begin() as unit:
        unit.posts.save([New(post=make_post(language="uk"))], now=noon)
    assert offered(story) == ["de", "en-GB", "uk"]
    assert offered(story) == ["de", "en-GB", "uk"]
    page = story.page({"language": "uk"})
    assert page is not None
    assert page.body.count(b"<article") == 1


def test_a_hostile_outlet_fills_the_form_with_no_end_of_languages(
    story: Reading, store: Store, make_post: MakePost, noon: datetime
) -> None:
    spoken = ["en", "en", *(f"x-{number:03}" for number in range(60))]
    with store.begin() as unit:
        posts = [make_post(language=each) for each in spoken]
        unit.posts.save([New(post=each) for each in posts], now=noon)
    told = offered(story)
    assert len(told) == 40
    assert told[0] == "en"


def offered(story: Reading) -> list[str]:
    page = story.page({})
    assert page is not None
    field = re.search(rb'<select[^>]*name="language".*?</select>', page.body, re.DOTALL)
    return re.findall(r'value="([^"]+)"', field[0].decode()) if field else []


def test_a_live_blog_that_was_found_has_a_feed_that_page_and_list_lead_to(
    store: Store,
    clock: Clock,
    make_post: MakePost,
    make_source: Callable[..., Source],
) -> None:
    listing = make_source()
    link = Link(url="https://gazette.example/storm", title="Storm: live")
    found = found_source(listing, link)
    with store.begin() as unit:
        unit.live_blogs.add(found, link, clock.now)
        post = make_post(source=found.id, title="It blows")
        unit.posts.save([New(post=post)], now=clock.now)
    feeds = settings.parse(CONFIGURED, name="config.toml").feed
    base = "https://news.example/live"
    catalogue = Catalogue(store, feeds, base=base, sources=[listing], clock=clock)
    served = frozenset(each.removeprefix("/") for each in catalogue.pages())
    span = Span(entries=9, window=timedelta(days=7))
    reading = Reading(
        store, INFO, span=span, sources=[listing], clock=clock, site=Site(served=served)
    )
    feed = f"source/{found.id}.atom"
    assert f'href="{feed}"'.encode() in reading.standings().body
    assert f'xmlUrl="{base}/{feed}"'.encode() in catalogue.list_sources({}).body
    document = catalogue.of_source("atom", {"source": found.id})
    assert document is not None
    assert b"It blows" in document.body
