from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ExtractError
from aggregator.extract import outlet, page, readers, registry
from aggregator.extract.registry import Registry
from aggregator.liveblog import NO_SIGNS, Discover
from aggregator.model import Document, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aggregator.model import Extraction

    DocumentOf = Callable[..., Document]

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RSS = "<rss version='2.0'><channel>{}</channel></rss>"
ITEM = "<item><guid>7</guid><title>Polls close</title></item>"
LIVE = """<title>Storm</title><script type="application/ld+json">{"liveBlogUpdate":
[{"@id": "p-2", "articleBody": "Counting"}, {"@id": "p-1", "articleBody": "Opening"},
{"@id": "p-2", "articleBody": "Pinned: Counting"}, {"@id": "p-0"}]}</script>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Storm",
        "items": [{"id": "7", "content_text": "Polls close"}],
    }
)
OWN = b'hosts = ["gazette.example"]\n[post]\neach = ".post"\n[json]\neach = "posts"\n'
OWN += b'body = "text"\n'
ARTICLE = "<meta property='og:type' content='article'>" + "<p>Words</p>" * 9


@pytest.fixture
def source(make_source: Callable[..., Source]) -> Source:
    return make_source()


@pytest.fixture
def examine(document_of: DocumentOf, source: Source) -> Callable[..., Extraction]:
    own = Registry(outlet.outlets([("gazette.toml", OWN)]))

    def examined(body: str | bytes, media: str = "", **fields: str) -> Extraction:
        asked = replace(source, **fields)  # type: ignore[arg-type]  # names of fields
        return own.examine(document_of(body, media=media), asked)

    return examined


@pytest.mark.parametrize(
    ("body", "media", "kind", "posts"),
    [
        (RSS.format(ITEM), "text/html", "feed", 1),
        (JSON_FEED, "application/json", "feed", 1),
        (LIVE, "text/html", "live", 2),
        ("<div class=post><p>One</div><div class=post><p>Two</div>", "", "live", 2),
        ('{"posts": [{"text": "One"}, {"text": "Two"}]}', "", "live", 2),
        ('{"other": 1}', "application/json", "none", 0),
        ("[Sport] Ferries stay in port.", "text/plain", "article", 1),
        ("Ferries stay\n\nNone left.\n\nTrains stay\n\nSo do they.", "", "live", 2),
        ("Welcome to our page", "text/html", "none", 0),
        (ARTICLE, "text/html", "article", 0),
        (b"\x00\x01PNG", "image/png", "none", 0),
        ("", "", "none", 0),
    ],
)
def test_a_document_is_what_it_looks_like(
    examine: Callable[..., Extraction], body: str, media: str, kind: str, posts: int
) -> None:
    found = examine(body, media)
    assert (found.kind, len(found.posts)) == (kind, posts)
    assert bool(found.warnings) is not bool(found.posts)


def test_plain_text_from_the_wire_is_no_live_blog(
    document_of: DocumentOf, source: Source
) -> None:
    document = replace(document_of("404 page not found"), at_hand=False)
    with pytest.raises(ExtractError, match="plain text"):
        Registry({}).read(document, source)


def test_a_key_counts_once_and_what_gives_no_post_is_counted(
    examine: Callable[..., Extraction],
) -> None:
    found = examine(LIVE)
    assert [(post.key, post.text) for post in found.posts] == [
        ("p-2", "Counting"),
        ("p-1", "Opening"),
    ]
    assert found.unreadable == 1


def test_a_key_that_is_taken_again_for_other_words_loses_no_post(
    examine: Callable[..., Extraction],
) -> None:
    found = examine(LIVE.replace("Pinned: Counting", "Storm warning lifted"))
    assert [post.text for post in found.posts] == [
        "Counting",
        "Storm warning lifted",
        "Opening",
    ]
    assert len({post.key for post in found.posts}) == 3
    assert found == examine(LIVE.replace("Pinned: Counting", "Storm warning lifted"))


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (LIVE, "feed", "kind is 'feed', but a live blog came"),
        (RSS.format(ITEM), "live", "kind is 'live', but a feed came"),
    ],
)
def test_a_source_may_insist_on_what_comes(
    examine: Callable[..., Extraction], body: str, kind: str, reason: str
) -> None:
    found = examine(body, kind=kind)
    assert (found.kind, found.posts, found.warnings) == ("none", (), (reason,))
    assert examine(body).posts


def test_an_article_tells_of_the_feeds_that_it_offers(
    examine: Callable[..., Extraction],
) -> None:
    link = "<link rel=alternate type=application/rss+xml href=/rss>"
    (warning,) = examine(link + ARTICLE).warnings
    assert warning == (
        "an article, no live blog or feed; it offers https://gazette.example/rss"
        ': follow the first by discover = "feed"'
    )


def test_a_wall_is_named(examine: Callable[..., Extraction]) -> None:
    found = examine("<title>Just a moment...</title>")
    assert found.kind == "none"
    assert "bot challenge" in found.warnings[0]


def test_a_profile_that_there_is_not_is_named(
    examine: Callable[..., Extraction],
) -> None:
    found = examine(LIVE, profile="gazete")
    assert found.warnings == ("no profile 'gazete'; there are gazette",)
    assert examine(LIVE, profile="gazette").posts


def test_a_reader_that_crashes_does_not_stop_the_others(
    examine: Callable[..., Extraction], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    plugged = {**readers.READERS, "plug-in": crash}
    monkeypatch.setattr(readers, "READERS", plugged)
    found = examine(LIVE)
    assert len(found.posts) == 2
    assert found.warnings == ("plug-in: cannot be read: RuntimeError()",)


def test_a_page_that_crashes_us_is_told_and_not_raised(
    examine: Callable[..., Extraction], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: Document, __: str) -> None:
        raise KeyError

    monkeypatch.setattr(page, "of_markup", crash)
    found = examine("<p>")
    assert found.kind == "none"
    assert found.warnings[0].startswith("cannot be read: KeyError")


PARTS = st.sampled_from(
    [
        "<div itemprop=liveBlogUpdate id=p-20001>",
        "<meta itemprop=articleBody content=",
        '<script type="application/ld+json">',
        "</script>",
        '{"liveBlogUpdate":',
        '{"@id":"p-20001"},',
        '"articleBody":"',
        "<p class=post>11.04 ",
        "</div>",
        *'<["]}',
    ]
)


@given(st.lists(PARTS | st.text(max_size=5), max_size=20).map("".join) | st.binary())
def test_no_bytes_make_us_crash(body: str | bytes) -> None:
    raw = body if isinstance(body, bytes) else body.encode(errors="replace")
    url = "https://gazette.example/live"
    document = Document(source="a", url=url, body=raw, fetched=NOON)
    own = Registry(outlet.outlets([("gazette.toml", OWN)]))
    found = own.examine(document, Source(id="a", url=url, outlet="A"))
    assert not [each for each in found.warnings if "cannot be read" in each]
    assert len({post.key for post in found.posts}) == len(found.posts)


def test_read_wants_posts_and_says_why_there_are_none(
    document_of: DocumentOf, source: Source
) -> None:
    own = Registry({})
    assert len(own.read(document_of(LIVE), source).posts) == 2
    with pytest.raises(ExtractError, match="gazette: an article, no live blog"):
        own.read(document_of(ARTICLE), source)


def test_an_empty_feed_is_no_error_but_an_unreadable_one_is(
    document_of: DocumentOf, source: Source
) -> None:
    own = Registry({})
    empty = own.read(document_of(RSS.format("")), source)
    assert (empty.kind, empty.warnings) == ("feed", ("the feed has no items",))
    with pytest.raises(ExtractError, match="1 items gave no post"):
        own.read(document_of(RSS.format("<item></item>")), source)


def test_a_saved_page_gives_posts_with_the_address_that_it_states(
    document_of: DocumentOf, source: Source
) -> None:
    stated = "<link rel=canonical href=https://gazette.example/storm>"
    found = Registry({}).examine(document_of(stated + LIVE, url=""), source)
    assert {post.url for post in found.posts} == {"https://gazette.example/storm"}


def test_a_worker_reads_with_a_registry_of_its_own(
    document_of: DocumentOf, source: Source, tmp_path: Path
) -> None:
    (tmp_path / "gazette.toml").write_bytes(OWN)
    job = partial(
        registry.read, document_of("<div class=post><p>One</div>"), source, tmp_path
    )
    found = pickle.loads(pickle.dumps(job))()  # noqa: S301  (our own bytes)
    assert [post.text for post in found.posts] == ["One"]
    assert registry._registry(tmp_path) is registry._registry(tmp_path)


LINKS = """<h1>Front</h1><main><a href="/live/storm-of-the-north">Live: the storm of
the north as it moves on</a><a href="/about">About us</a></main>"""
NEWS = """<?xml version="1.0"?><urlset
xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://gazette.example/live/storm-of-the-north</loc>
<news:news><news:title>Live: the storm</news:title></news:news></url></urlset>"""


@pytest.mark.parametrize("body", [LINKS, NEWS])
def test_a_list_gives_the_live_blogs_that_it_names_and_no_posts(
    document_of: DocumentOf, source: Source, body: str
) -> None:
    asked = replace(source, discover=Discover())
    found = Registry({}).read(document_of(body), asked)
    assert (found.kind, found.posts) == ("list", ())
    assert [link.url for link in found.links] == [
        "https://gazette.example/live/storm-of-the-north"
    ]


@pytest.mark.parametrize(
    "body",
    [
        RSS.format(""),
        NEWS.partition("<url>")[0] + "</urlset>",
        JSON_FEED,
        f"<main>{ARTICLE}</main>" * 9,
    ],
)
def test_a_list_may_name_no_live_blog(
    document_of: DocumentOf, source: Source, body: str
) -> None:
    asked = replace(source, discover=Discover())
    assert Registry({}).read(document_of(body), asked).links == ()


def test_a_wall_before_a_list_is_named(document_of: DocumentOf, source: Source) -> None:
    asked = replace(source, discover=Discover())
    with pytest.raises(ExtractError, match="bot challenge"):
        Registry({}).read(document_of("<title>Just a moment...</title>"), asked)


def test_markup_in_data_is_read_where_the_data_has_no_posts(
    examine: Callable[..., Extraction],
) -> None:
    padding = f"<p>{'Words of the page. ' * 20}</p>"
    posts = "<div class=post><p>One</div><div class=post><p>Two</div>"
    data = {"html": f"<div>{posts}</div>{padding}", "more": None}
    found = examine(json.dumps(data), media="application/json")
    assert (found.kind, [post.text for post in found.posts]) == ("live", ["One", "Two"])


def test_deletions_alone_are_news(document_of: DocumentOf, source: Source) -> None:
    entries = [{"id": "17", "type": "delete"}, {"id": "18", "type": "delete"}]
    found = Registry({}).read(document_of(json.dumps({"entries": entries})), source)
    assert (found.kind, found.posts) == ("live", ())
    assert set(found.deleted) >= {"17", "18"}


def test_copies_are_counted(examine: Callable[..., Extraction]) -> None:
    assert examine(LIVE).copies == 1
    assert examine(LIVE + LIVE.replace("p-", "amp-")).copies >= 1


def test_what_a_live_page_lets_on_is_told(examine: Callable[..., Extraction]) -> None:
    assert examine(LIVE).signs.title == "Storm"
    assert examine(ARTICLE).signs == NO_SIGNS


def offer(body: str, document_of: DocumentOf, source: Source) -> Extraction:
    asked = replace(source, discover=Discover(kind="feed"))
    return Registry({}).read(document_of(body), asked)


def test_the_feed_that_a_page_offers_is_found_if_the_operator_agrees(
    document_of: DocumentOf, source: Source
) -> None:
    link = "<link rel=alternate type=application/rss+xml href=/rss>"
    found = offer(link + ARTICLE, document_of, source)
    assert (found.kind, found.posts) == ("list", ())
    assert [each.url for each in found.links] == ["https://gazette.example/rss"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ARTICLE, "the page offers no feed"),
        (RSS.format(ITEM), "it is a feed itself"),
        (JSON_FEED, "it is a feed itself"),
        ("<title>Just a moment...</title>", "a bot challenge"),
    ],
)
def test_a_page_that_offers_no_feed_says_so(
    document_of: DocumentOf, source: Source, body: str, reason: str
) -> None:
    with pytest.raises(ExtractError, match=reason):
        offer(body, document_of, source)


def test_a_page_of_too_many_tags_is_refused_before_it_is_read(
    examine: Callable[..., Extraction],
) -> None:
    found = examine("<html><body>" + "<i>" * 300_001)
    assert found.kind == "none"
    assert "300,000" in found.warnings[0]
