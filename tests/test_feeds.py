"""One output feed over the real store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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
HOUR = timedelta(hours=1)
SOME_TIME = datetime(2026, 3, 1, 12, 20, tzinfo=UTC)


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


def test_who_had_it_when_it_was_published_is_named_and_stays_named(
    feed: MakeFeed,
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    """Whatever joins later, is edited, leaves by a ruling or is withdrawn."""
    first, with_it = make_post(source="a", outlet="A"), make_post(outlet="At once")
    second, third = make_post(outlet="Second"), make_post(outlet="Third")
    saved(New(post=first), Echo(post=with_it, lead=first.id, likeness=1.0))
    assert others(feed()) == {"At once": with_it.url}
    at_first = item(feed())
    for minute, each in enumerate((second, third), 1):
        saved(Echo(post=each, lead=first.id, likeness=1.0), after=minute)
    three = Selection(outlets=3)
    assert item(feed(selection=three)) == at_first  # under the same id, the same
    assert item(feed(mode="off")) == at_first
    confirmed = feed(selection=three, own_ids=True)
    assert others(confirmed) == {"At once": with_it.url, "Second": second.url}
    then = item(confirmed)

    edited = replace(with_it, outlet="Renamed", url="https://b.example/moved")
    saved(Revision(post=edited), after=5)
    with store.begin() as unit:
        unit.overrides.move({second.id: second.id}, noon + timedelta(minutes=6))
        unit.posts.withdraw([third.id], noon + timedelta(minutes=7))
    elsewhere = make_post(outlet="Elsewhere")
    saved(New(post=elsewhere), after=8)
    with store.begin() as unit:
        unit.overrides.move({elsewhere.id: first.id}, noon + timedelta(minutes=9))
    saved(Echo(post=make_post(outlet="Late"), lead=first.id, likeness=1.0), after=9)
    assert item(feed()) == at_first
    assert item(feed(selection=three, own_ids=True)) == then


def item(feed: OutputFeed) -> Any:
    """Return the only one that names outlets beside the lead's."""
    items = json.loads(feed.document("json").body)["items"]
    (named,) = (each for each in items if " + " in each["content_html"])
    return named


def others(feed: OutputFeed) -> dict[str, str]:
    """Return the outlets beside the lead's, of the only entry that names any."""
    entries = feedparser.parse(feed.document().body).entries
    (named,) = (
        {each.title: each.href for each in entry.links if each.rel == "related"}
        for entry in entries
        if " + " in entry.content[0].value
    )
    return named


def test_ids_may_be_a_feeds_own(
    feed: MakeFeed, saved: Callable[..., None], store: Store, make_post: MakePost
) -> None:
    post, more = make_post(text="Four were hurt."), make_post()
    edited = replace(post, text="Six were hurt.", html="<p>Six were hurt.</p>")
    saved(New(post=post))
    saved(New(post=more, follows=post.id))
    own = feed(own_ids=True, edits="reissue")
    before = ids(own)
    assert not set(before) & set(ids(feed()))
    assert f'in-reply-to ref="{before[1]}"'.encode() in own.document().body
    saved(Revision(post=edited, change="correction"), after=5)
    assert ids(own)[0] == before[0]
    assert f'rel="predecessor-version" href="{before[1]}"'.encode() in (
        own.document().body
    )
    with store.begin() as unit:
        unit.posts.withdraw([more.id], SOME_TIME)
    assert f'deleted-entry ref="{before[0]}"'.encode() in own.document().body


def test_a_feed_that_stays_is_never_older_than_it_was(
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    """A tombstone ends with the window, and takes its time along: not the feed's."""

    def told(**after: int) -> datetime:
        span = Span(entries=300, window=HOUR)
        now = noon + timedelta(**after)
        feed = OutputFeed(store, INFO, span=span, clock=lambda: now, lasting=True)
        return feed.document().modified

    gone = make_post()
    saved(New(post=gone), New(post=make_post()))
    assert told() == noon
    with store.begin() as unit:
        unit.posts.withdraw([gone.id], noon + timedelta(minutes=5))
    assert told(minutes=6) == noon + timedelta(minutes=6)
    assert told(minutes=9) == noon + timedelta(minutes=6)
    assert told(hours=5) == noon + timedelta(hours=5)


def test_a_feed_that_shows_all_again_is_not_older_than_when_it_chose(
    saved: Callable[..., None], store: Store, make_post: MakePost, noon: datetime
) -> None:
    def updated(hours: int, **span: Any) -> str:
        shown = Span(entries=300, window=WEEK, **span)
        now = noon + hours * HOUR
        feed = OutputFeed(store, INFO, span=shown, clock=lambda: now, lasting=True)
        told: str = feedparser.parse(feed.document().body).feed.updated
        return told

    a, b = (Selection(sources=frozenset({each})) for each in "ab")
    saved(New(post=make_post(source="a")), New(post=make_post(source="b")))
    assert updated(0) == updated(1) == "2026-03-01T12:00:00Z"
    assert updated(1, selection=a) == "2026-03-01T13:00:00Z"
    assert updated(2, selection=b) == "2026-03-01T14:00:00Z"
    assert updated(3) >= "2026-03-01T14:00:00Z"


def test_a_feed_that_is_full_says_where_it_ends(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost, noon: datetime
) -> None:
    assert feed(entries=2).ends() is None
    saved(New(post=make_post()))
    assert feed(entries=2).ends() is None
    saved(New(post=make_post()), after=5)
    assert feed(entries=2).ends() == noon


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
    assert url == "https://news.example/feed/archive/3.atom"
    for number in (3, 2, 1):
        document = shown.archive(number)
        assert document is not None
        assert link(document.body, "current") == INFO.url
        found |= {each.id for each in feedparser.parse(document.body).entries}
        before, after = (link(document.body, f"{rel}-archive") for rel in WAYS)
    assert len(found) == 250
    assert (before, after) == (None, "https://news.example/feed/archive/2.atom")
    assert shown.archive(0) is shown.archive(4) is None


def link(body: bytes, rel: str) -> str | None:
    links = feedparser.parse(body).feed.links
    return next((each.href for each in links if each.rel == rel), None)


def test_what_a_feed_has_no_room_for_can_be_reached(
    feed: MakeFeed, saved: Callable[..., None], make_post: MakePost
) -> None:
    """Though it is in no complete archive yet, and within the window."""
    saved(*(New(post=make_post()) for _ in range(30)))
    assert link(feed(entries=31).document().body, "prev-archive") is None
    small = feed(entries=10)
    assert link(small.document().body, "prev-archive") == (
        "https://news.example/feed/archive/1.atom"
    )
    document = small.archive(1)
    assert document is not None
    assert len(feedparser.parse(document.body).entries) == 30
    assert link(document.body, "next-archive") is None
    assert "next_url" in json.loads(small.document("json").body)

    long = "word " * 40_000
    saved(*(New(post=make_post(html=f"<p>{long}</p>")) for _ in range(6)), after=5)
    assert link(feed(entries=99).document().body, "prev-archive") is not None


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


@pytest.fixture
def blog(store: Store, noon: datetime) -> Callable[..., OutputFeed]:
    """Return a builder of feeds in which the hours of a blog are one entry each."""

    def make(minutes: int) -> OutputFeed:
        span = Span(entries=300, window=WEEK, digest=frozenset({"blog"}))
        now = noon + timedelta(minutes=minutes)
        return OutputFeed(store, INFO, span=span, clock=lambda: now, lasting=True)

    make(0).document()  # from now on its hours are told
    return make


def test_an_hour_of_a_live_blog_is_one_entry_once_it_is_over(
    blog: Callable[[int], OutputFeed], saved: Callable[..., None], make_post: MakePost
) -> None:
    saved(*(New(post=make_post(source="blog")) for _ in range(2)))
    saved(New(post=make_post(source="feed")))
    (alone,) = ids(blog(64))
    assert blog(65).until() > blog(64).until()
    hour, single = feedparser.parse(blog(65).document().body).entries
    assert single.id == alone
    assert hour.published == hour.updated == "2026-03-01T13:00:00Z"
    assert hour.content[0].value.count("<li>") == 2
    for form in ("json", "rss"):
        assert hour.id.encode() in blog(65).document(form).body


def test_an_hour_of_a_live_blog_never_grows_and_never_goes_back(
    blog: Callable[[int], OutputFeed],
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    """Over late posts, edits, withdrawals and restarts."""
    one, two = make_post(source="blog"), make_post(source="blog")
    saved(New(post=one), New(post=two))
    running = blog(70)
    hour = first_of(running)
    saved(New(post=make_post(source="blog")), after=66)
    assert first_of(running) == first_of(blog(125)) == hour

    edited = replace(two, title="Corrected", text="Now three.", html="<p>Three.</p>")
    saved(Revision(post=edited, change="correction"), after=67)
    moved = first_of(running)
    assert (moved.id, moved.title) == (hour.id, hour.title)
    assert (moved.published, moved.updated) == (hour.published, "2026-03-01T13:10:00Z")
    assert "Corrected" in moved.content[0].value

    with store.begin() as unit:
        unit.posts.withdraw([two.id], noon + timedelta(minutes=70))
    less = first_of(running)
    assert (less.id, less.updated) == (hour.id, "2026-03-01T13:10:01Z")
    assert less.content[0].value.count("<li>") == 1
    assert b"deleted-entry" not in running.document().body
    assert blog(70).document() == running.document()
    assert len(ids(blog(125))) == 2


def test_an_hour_that_loses_a_line_by_a_ruling_is_newer_and_not_older(
    blog: Callable[[int], OutputFeed],
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    elsewhere, edited = make_post(source="other"), make_post(source="blog")
    saved(New(post=elsewhere), New(post=make_post(source="blog")), New(post=edited))
    saved(Revision(post=replace(edited, title="Corrected")), after=67)
    before = first_of(blog(70))
    with store.begin() as unit:
        unit.overrides.move({edited.id: elsewhere.id}, noon + timedelta(minutes=71))
    after = first_of(blog(72))
    assert "Corrected" not in after.content[0].value
    assert (before.id, before.published) == (after.id, after.published)
    assert (before.updated, after.updated) == (
        "2026-03-01T13:07:00Z",
        "2026-03-01T13:12:00Z",
    )
    assert first_of(blog(90)) == after
    feed = feedparser.parse(blog(90).document().body).feed
    assert feed.updated >= after.updated


def first_of(feed: OutputFeed) -> Any:
    """Return the first hour of the blog."""
    entries = feedparser.parse(feed.document().body).entries
    return next(each for each in entries if "12:00 to 13:00" in each.title)


def test_an_hour_that_is_not_read_whole_is_not_told(
    blog: Callable[[int], OutputFeed],
    saved: Callable[..., None],
    make_post: MakePost,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aggregator.excerpt._COALESCED", 3)
    saved(New(post=make_post(source="blog")), New(post=make_post(source="blog")))
    saved(New(post=make_post(source="blog")), after=60)
    saved(New(post=make_post(source="blog")), after=61)
    feed = blog(180)
    (told,) = feedparser.parse(feed.document().body).entries
    assert told.published == "2026-03-01T14:00:00Z"
    assert feed.ends() == noon


def test_what_another_outlet_stands_by_stays_in_its_hour(
    blog: Callable[[int], OutputFeed],
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    lead = make_post(source="blog", title="Bridge closed")
    saved(New(post=lead))
    saved(Echo(post=make_post(source="other"), lead=lead.id, likeness=1.0))
    with store.begin() as unit:
        unit.posts.withdraw([lead.id], noon + timedelta(minutes=20))
    assert "Bridge closed" in first_of(blog(65)).content[0].value


def test_what_is_back_comes_in_an_hour_of_its_own_and_a_clock_changes_nothing(
    blog: Callable[[int], OutputFeed],
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    stays, back = make_post(source="blog"), make_post(source="blog")
    saved(New(post=stays), New(post=back))
    with store.begin() as unit:
        unit.posts.withdraw([back.id], noon + timedelta(minutes=20))
    (hour,) = ids(blog(66))
    with store.begin() as unit:
        unit.posts.restore([back.id])
    assert ids(blog(50)) == ids(blog(124)) == [hour]
    late, first = feedparser.parse(blog(125).document().body).entries
    assert first.id == hour
    assert first.content[0].value.count("<li>") == 1
    assert late.content[0].value.count("<li>") == 1
    assert ids(blog(70)) == [late.id, hour]


def test_a_source_that_is_coalesced_later_changes_nothing_that_was_told(
    blog: Callable[[int], OutputFeed],
    saved: Callable[..., None],
    store: Store,
    make_post: MakePost,
    noon: datetime,
) -> None:
    """And one that is no more leaves its hours as they are."""

    def feed(minutes: int, *sources: str) -> OutputFeed:
        span = Span(entries=300, window=WEEK, digest=frozenset(sources))
        now = noon + timedelta(minutes=minutes)
        return OutputFeed(store, INFO, span=span, clock=lambda: now, lasting=True)

    saved(New(post=make_post(source="blog")), New(post=make_post(source="other")))
    hour, alone = ids(blog(65))
    before = feedparser.parse(blog(65).document().body).feed.updated
    assert ids(feed(66, "blog", "other")) == [hour, alone]
    saved(New(post=make_post(source="other")), after=70)
    second, *others = ids(feed(130, "blog", "other"))
    assert others == [hour, alone]
    saved(New(post=make_post(source="blog")), after=140)
    assert ids(feed(300))[1:] == [second, hour, alone]
    assert feedparser.parse(feed(300).document().body).feed.updated > before
