"""All feeds and lists over the real store, by their addresses."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from aggregator import settings
from aggregator.catalogue import Catalogue
from aggregator.liveblog import Link
from aggregator.model import (
    Echo,
    Ledger,
    New,
    Post,
    Rendition,
    Revision,
    Source,
    SourceState,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Make = Callable[..., Catalogue]

BASE = "https://news.example/live"
HOUR = timedelta(hours=1)
SOURCE = '[[source]]\nid = "gazette"\noutlet = "The Gazette"\nurl = "http://a.test/"\n'


@pytest.fixture
def make(store: Store, noon: datetime, make_source: Callable[..., Source]) -> Make:
    def catalogue(text: str = "", **parts: Any) -> Catalogue:
        feeds = settings.parse(text + SOURCE, name="config.toml").feed
        parts = {"base": BASE, "clock": lambda: noon, **parts}
        sources = [make_source(), make_source(id="post", outlet="The Post")]
        return Catalogue(store, feeds, sources=sources, **parts)

    return catalogue


@pytest.fixture
def lead(store: Store, make_post: MakePost, noon: datetime) -> Post:
    post = make_post(key="lead", title="Harbour reopens", text="It reopened at dawn.")
    with store.begin() as unit:
        unit.posts.save([New(post=post)], now=noon)
    return post


def entries(document: Rendition | None) -> list[Any]:
    assert document is not None
    parsed = feedparser.parse(document.body)
    assert not parsed.bozo
    found: list[Any] = parsed.entries
    return found


def test_a_feed_keeps_its_id_and_its_address_for_ever(make: Make) -> None:
    text = '[[feed]]\n[[feed]]\nname = "war"\n'
    first, again = make(text), make(text, base="https://moved.example")
    for name in ("feed", "war"):
        assert first.feeds[name].info.id == again.feeds[name].info.id
    assert first.feeds["feed"].info.id != first.feeds["war"].info.id
    assert make('[feed]\nname = "war"\n').main.info.id == first.feeds["war"].info.id
    assert first.feeds["war"].info.url == f"{BASE}/war.atom"


def test_a_feed_with_tokens_is_told_to_nobody(make: Make) -> None:
    text = '[[feed]]\n[[feed]]\nname = "war"\ntokens = ["correct-horse"]\n'
    catalogue = make(text, hub=f"{BASE}/hub")
    assert catalogue.topics == {
        f"{BASE}/feed.{form}" for form in ("atom", "json", "rss")
    }
    assert b"/hub" in catalogue.feeds["feed"].document().body
    assert b"/hub" not in catalogue.feeds["war"].document().body
    listed = catalogue.list_feeds({}).body
    assert b"/feed.atom" in listed
    assert b"/war.atom" not in listed
    assert [each.private for each in catalogue.offers] == [False, True]


def test_each_source_has_a_feed_of_all_that_it_said(
    make: Make, lead: Post, store: Store, make_post: MakePost, noon: datetime
) -> None:
    echo = make_post(source="post", outlet="The Post", text=lead.text)
    with store.begin() as unit:
        unit.posts.save([Echo(post=echo, lead=lead.id, likeness=1.0)], now=noon)
    catalogue = make()
    (told,) = entries(catalogue.of_source("atom", {"source": "post"}))
    assert told.link == echo.url
    (first,) = entries(catalogue.of_source("rss", {"source": "gazette"}))
    assert [first.id] == [each.id for each in entries(catalogue.main.document())]
    assert catalogue.of_source("atom", {"source": "nobody"}) is None
    again = catalogue.of_source("atom", {"source": "post"})
    assert again is catalogue.of_source("atom", {"source": "post"})


def test_the_feed_of_a_live_blog_that_is_dropped_stays(
    make: Make,
    store: Store,
    make_post: MakePost,
    make_source: Callable[..., Source],
    noon: datetime,
) -> None:
    found = make_source(id="gazette/storm", url="http://a.test/s", found_by="gazette")
    post = make_post(source=found.id)
    with store.begin() as unit:
        unit.live_blogs.add(found, Link(url=found.url, title="Storm"), noon)
        unit.posts.save([New(post=post)], now=noon)
    before = entries(make().of_source("atom", {"source": found.id}))
    with store.begin() as unit:
        unit.live_blogs.drop(found.id, "closed", noon)
    (after,) = entries(make().of_source("atom", {"source": found.id}))
    assert [each.id for each in before] == [after.id]
    assert after.link == post.url


def test_the_feeds_of_so_many_sources_are_held_and_no_more(
    make: Make, store: Store, noon: datetime, make_source: Callable[..., Source]
) -> None:
    many = [make_source(id=f"s{number}") for number in range(70)]
    feeds = settings.parse(SOURCE, name="config.toml").feed
    catalogue = Catalogue(store, feeds, base=BASE, sources=many, clock=lambda: noon)
    for each in many:
        assert catalogue.of_source("atom", {"source": each.id}) is not None
    assert len(catalogue._of_sources) <= 64
    assert make().main.info.id == catalogue.main.info.id


@pytest.mark.usefixtures("lead")
def test_a_search_is_a_feed(make: Make) -> None:
    catalogue = make()
    (found,) = entries(catalogue.search("atom", {"q": "reopened"}))
    assert found.title == "Harbour reopens"
    told = json.loads(catalogue.search("json", {"q": "reopened dawn"}).body)
    assert [each["id"] for each in told["items"]] == [found.id]
    assert told["feed_url"] == f"{BASE}/search.json?q=reopened+dawn"
    one, other = (
        feedparser.parse(catalogue.search("atom", {"q": each}).body).feed
        for each in ("a", "b")
    )
    assert one.id != other.id
    for nothing in ({}, {"q": ""}, {"q": '" OR NEAR(* -'}, {"q": "\0\ud800" * 999}):
        assert entries(catalogue.search("atom", nothing)) == []


def test_a_correction_is_told_with_what_was_said_before(
    make: Make, lead: Post, store: Store, make_post: MakePost, noon: datetime
) -> None:
    text = "It reopened at noon."
    edited = make_post(key="lead", title=lead.title, text=text)
    with store.begin() as unit:
        revision = Revision(post=edited, change="correction")
        unit.posts.save([revision], now=noon + timedelta(minutes=5))
    (told,) = entries(make().corrections("atom", {}))
    assert told.title == "Correction: Harbour reopens"
    assert "dawn" in told.summary
    assert "noon" in told.summary


def test_what_is_wrong_with_a_source_is_told_the_operator_alone(
    make: Make, lead: Post, store: Store, noon: datetime
) -> None:
    state = SourceState(source="gazette", last_look=noon, failures=9, error="gone")
    with store.begin() as unit:
        unit.sources.save(state, Ledger(looks=9, failures=9), now=noon)
    catalogue = make()
    (told,) = entries(catalogue.health("atom", {}))
    assert "gone" in told.summary
    (entry,) = entries(catalogue.main.document())
    assert entry.title == lead.title


def test_the_feeds_beside_the_configured_ones_are_there_in_each_form(
    make: Make, store: Store, lead: Post, noon: datetime
) -> None:
    with store.begin() as unit:
        unit.posts.withdraw([lead.id], noon)
        unit.sources.save(SourceState(source="gazette", failures=9), Ledger(), now=noon)
    pages = make().pages()
    for name, word in {"corrections": b"Withdrawn", "health": b"failing"}.items():
        for form in ("atom", "json", "rss"):
            document = pages[f"/{name}.{form}"]({})
            assert document is not None
            assert word in document.body
            assert f"{BASE}/{name}.{form}".encode() in document.body
    assert b"<rss" in make().search("rss", {"q": "harbour"}).body


@pytest.mark.usefixtures("lead")
def test_a_feed_that_is_full_within_a_day_is_told_the_operator(
    make: Make, store: Store, make_post: MakePost, noon: datetime
) -> None:
    brief = '[feed]\ntitle = "Brief"\nentries = 2\n'
    with store.begin() as unit:
        unit.posts.save([New(post=make_post(key="more"))], now=noon + 20 * HOUR)
    later = make(brief, clock=lambda: noon + 23 * HOUR)
    (told,) = entries(later.health("atom", {}))
    assert told.title == "Brief: holds less than a day"
    assert entries(make(brief, clock=lambda: noon + 25 * HOUR).health("atom", {})) == []
    assert entries(make(clock=lambda: noon + 23 * HOUR).health("atom", {})) == []


def test_feeds_of_troubles_and_of_corrections_never_get_older(
    make: Make, lead: Post, store: Store, noon: datetime
) -> None:
    """Though the trouble ends, and what was withdrawn stands again."""

    def updated(hours: int) -> list[str]:
        catalogue = make(clock=lambda: noon + hours * HOUR)
        both = (catalogue.health("atom", {}), catalogue.corrections("atom", {}))
        return [feedparser.parse(each.body).feed.updated for each in both]

    def told(*hours: int) -> list[str]:
        return [f"2026-03-01T{12 + each}:00:00Z" for each in hours]

    updated(0)
    state = SourceState(source="gazette", failures=3, error="503", last_success=noon)
    with store.begin() as unit:
        unit.sources.save(state, Ledger(), now=noon)
        unit.posts.withdraw([lead.id], noon + HOUR)
    assert updated(2) == updated(3) == told(2, 2)
    with store.begin() as unit:
        well = SourceState(source="gazette", last_success=noon + 4 * HOUR)
        unit.sources.save(well, Ledger(), now=noon + 4 * HOUR)
    assert updated(4) == updated(5) == told(4, 2)
    with store.begin() as unit:
        unit.posts.restore([lead.id])
    assert updated(6) == updated(7) == told(4, 6)


def test_all_sources_are_a_list(make: Make) -> None:
    body = make().list_sources({}).body
    assert body.count(b"<outline") == 2


def test_each_address_leads_to_a_document_or_nowhere(make: Make) -> None:
    pages = make('[feed]\nname = "war"\n').pages()
    assert "/war/archive/{number}.atom" in pages
    asked = {"source": "gazette", "q": "a", "number": "1"}
    for path, page in pages.items():
        document = page(asked)
        assert (document is None) == ("archive" in path), path
    for number in ("x", "-1", "0", "9" * 5_000, "¹", ""):
        assert pages["/war/archive/{number}.atom"]({"number": number}) is None
