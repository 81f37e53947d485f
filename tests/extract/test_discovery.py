from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.extract import discovery
from aggregator.liveblog import Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Document

    DocumentOf = Callable[..., Document]

HOST = "https://gazette.example"
STORM = f"{HOST}/live/harbour-storm-today"

FRONT = """<nav><a href="/live/harbour-storm-in-the-nav">Live: storm</a></nav>
<a href="/live/harbour-storm-today?utm_source=front#post-1"><img></a>
<h2><span class="badge">Live</span>
 <a href="/live/harbour-storm-today?page=with:block-1#block-1">Ferries stay</a></h2>
<a href="/2026/cup-final-harbour-city"><span><b>LIVE</b></span> <em>Cup final</em></a>
<p>x</p><a href="/live/harbour-storm-today">The storm again</a>
<a href="/2026/how-the-harbour-lives" aria-label="How we live"><i></i></a>
<a href="/2026/vote-in-the-harbour" title="Harbour vote: live updates"></a>
<a href="https://other.example/live/harbour-storm-today">Storm</a>
<a href="https://news.gazette.example/live/election-night-today">Election night</a>
<a href="mailto:live@gazette.example">Live: mail</a><a href="#live">Live: up</a>
<a href="/">Live</a>
<footer><a href="/live/all-our-live-blogs">Live blogs</a></footer>"""


def test_a_front_page_names_its_live_blogs_once_each(document_of: DocumentOf) -> None:
    assert discovery.links(document_of(FRONT, url=f"{HOST}/")) == (
        Link(url=STORM, title="Ferries stay"),
        Link(url=f"{HOST}/2026/cup-final-harbour-city", title="Cup final"),
        Link(
            url=f"{HOST}/2026/vote-in-the-harbour", title="Harbour vote: live updates"
        ),
        Link(
            url="https://news.gazette.example/live/election-night-today",
            title="Election night",
        ),
    )


def test_a_live_blog_does_not_find_itself(document_of: DocumentOf) -> None:
    assert discovery.links(document_of(FRONT, url=f"{STORM}?page=2"))[0].url != STORM


def test_a_link_without_words_is_called_by_its_address(
    document_of: DocumentOf,
) -> None:
    (link,) = discovery.links(document_of('<a href="/live/ferries-stay-in-port">'))
    assert link.title == "ferries stay in port"


def test_a_feed_names_its_live_blogs_on_any_site(document_of: DocumentOf) -> None:
    body = f"""<rss><channel><item><title>Ferries</title><link>{STORM}#a</link>
    <pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>
    <item><title>Live: vote</title><link>https://else.example/vote-in-the-harbour</link></item>
    <item><title>Live: no address</title></item>
    <item><title>Fair</title><link>{HOST}/a-fair-day</link></item></channel></rss>"""
    assert discovery.links(document_of(body)) == (
        Link(
            url=STORM, title="Ferries", published=datetime(2026, 3, 1, 10, tzinfo=UTC)
        ),
        Link(url="https://else.example/vote-in-the-harbour", title="Live: vote"),
    )
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": STORM, "title": "Ferries"}],
    }
    assert discovery.links(document_of(json.dumps(told))) == (
        Link(url=STORM, title="Ferries"),
    )


def test_a_news_sitemap_names_its_live_blogs_on_its_site(
    document_of: DocumentOf,
) -> None:
    body = f"""<urlset><url><loc>{STORM}</loc></url>
    <url><loc>{HOST}/a-fair-today</loc></url>
    <url><loc>https://other.example/live/vote-today-1</loc></url>
    <url><loc>x:</loc></url>"""
    (link,) = discovery.links(document_of(body))
    assert (link.url, link.title) == (STORM, "harbour storm today")
    bomb = document_of(f"<!DOCTYPE x>{body}")
    assert discovery.of_sitemap(f"<!DOCTYPE x>{body}", bomb) == []


def test_other_documents_name_none(document_of: DocumentOf) -> None:
    for body in ("", '{"url": "/live/vote-in-the-harbour"}', "[]", "plain words", "\0"):
        assert discovery.links(document_of(body)) == ()
    assert (
        discovery.links(document_of('<a href="/live/vote-in-the-harbour">', url=""))
        == ()
    )


def test_a_list_names_at_most_a_hundred(document_of: DocumentOf) -> None:
    body = "".join(f'<a href="/live/storm-day-{n}00">' for n in range(200, 400))
    assert len(discovery.links(document_of(body))) == 100


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.sampled_from(
            [
                *(
                    "<urlset>",
                    "<url>",
                    "<loc>",
                    "</loc>",
                    "https://a.example/live/vote-in-the-harbour",
                ),
                *(
                    '<a href="',
                    "/live/vote-in-the-harbour",
                    '">',
                    "LIVE:",
                    "</a>",
                    "<rss>",
                    "<item>",
                ),
                *("<link>", "</link>", "<title>", "{", "//[", "&#0;", "<![CDATA[", "é"),
            ]
        )
        | st.text(max_size=5)
    )
)
def test_whatever_comes_gives_addresses_of_the_web_or_none(
    document_of: DocumentOf, parts: list[str]
) -> None:
    document = document_of("".join(parts).encode("utf-8", "replace"))
    for link in discovery.links(document):
        assert link.url.startswith(("https://", "http://"))
        assert "#" not in link.url
        assert link.title


def feed_link(url: str, title: str = "", kind: str = "rss+xml") -> str:
    kind = f'type="application/{kind}"'
    return f'<link rel="alternate" {kind} title="{title}" href="{url}">'


def test_of_the_feeds_that_a_page_offers_the_first_is_taken(
    document_of: DocumentOf,
) -> None:
    links = feed_link("/comments/feed"), feed_link("/feed"), feed_link("/feed/all")
    page = document_of(f"<title>Storm</title>{''.join(links)}", url=f"{HOST}/storm")
    assert discovery.offered(page) == (Link(url=f"{HOST}/feed", title="Storm"),)
    bare = document_of(feed_link("/comments/feed"), url=f"{HOST}/storm")
    assert discovery.offered(bare) == ()
