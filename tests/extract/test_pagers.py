from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import page as pages
from aggregator.extract import pagers

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    DocumentOf = Callable[..., Document]
    PageOf = Callable[[str], Page]

URL = "https://gazette.example/live/harbour-storm-today"


def older(document_of: DocumentOf, markup: str, url: str = URL) -> str | None:
    return pagers.older(pages.parse(document_of(markup, url=url)))


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<link rel="next" href="?page=2">', "?page=2"),
        ('<a rel="nofollow next" href="/live/harbour-storm-today?p=2">', "?p=2"),
        ('<a href="?page=2">Older posts</a>', "?page=2"),
        ('<a href="?before=99">x</a>', "?before=99"),
        ('<a href="?offset=20" aria-label="Load more updates">+</a>', "?offset=20"),
        ('<a href="?page=2" class="pager__load-more">…</a>', "?page=2"),
        ('<a href="?page=1">Newer</a><a href="?page=3#live">Next »</a>', "?page=3"),
        ('<a href="?page=with:block-a1&f=">Next</a>', None),
        (
            (
                '<a href="?page=with:block-b2#block-b2">12.05</a>'
                '<a href="?page=with:block-a1&filterKeyEvents=false">Next</a>'
            ),
            "?page=with:block-a1&filterKeyEvents=false",
        ),
        ('<a href="?seite=2">Ältere Beiträge</a>', "?seite=2"),
        ('<a href="?seite=2">Weitere Meldungen laden</a>', "?seite=2"),
        ('<a href="?page=2">Voir plus</a>', "?page=2"),
        ('<a href="?page=2">Más antiguas</a>', "?page=2"),
        ('<a href="?page=2">Post precedenti</a>', "?page=2"),
        ('<a href="?page=2">Publicações mais antigas</a>', "?page=2"),
        ('<a href="?page=2">Starsze wpisy</a>', "?page=2"),
        ('<a href="?page=2">Oudere berichten</a>', "?page=2"),
        ('<a href="?page=2">Ранее</a>', "?page=2"),
        ('<a href="?page=2">Показати ще</a>', "?page=2"),
        ('<a href="/live/harbour-storm-today/page/2">Next</a>', "/page/2"),
        ('<a href="/live/harbour-storm-today/2">2</a>', "/2"),
        ('<b>1</b><a href="?page=2">2</a><a href="?page=9">9</a>', "?page=2"),
        ('<a href="?page=1">2</a><a href="?page=2">3</a>', "?page=1"),
    ],
)
def test_the_pager_leads_to_the_older_posts(
    document_of: DocumentOf, markup: str, found: str | None
) -> None:
    assert older(document_of, markup) == (found and URL + found)


@pytest.mark.parametrize(
    "markup",
    [
        "",
        '<link rel="next" href="/live/another-storm">',
        '<a rel="next" href="/2026/harbour-fair">Next article</a>',
        '<a href="javascript:more(?page=2)">Load more</a>',
        '<a href="#">Load more</a><a href="">Older</a>',
        f'<a href="{URL}">Older posts</a><a href="{URL}#top">Earlier</a>',
        f'<a href="https://share.example/?u={URL}?page=2">Next</a>',
        '<a href="https://other.example/live/harbour-storm-today?page=2">Next</a>',
        '<a href="ftp://gazette.example/live/harbour-storm-today?page=2">Next</a>',
        '<div class="comments"><p><a href="?page=2">Older comments</a></div>',
        '<a href="?page=2#comments">Next</a>',
        '<a href="?id=7">Next</a><a href="?page=4">4</a>',
        '<a href="?page=12">Next week in the harbour: ferries return</a>',
        '<a href="?share=mail">Show more</a>',
        '<a href="/live/harbour-storm-today-2">Older</a>',
        '<a href="//[">Older</a><a href="?page=2:[">',
    ],
)
def test_another_story_is_no_older_page(document_of: DocumentOf, markup: str) -> None:
    assert older(document_of, markup) is None


def test_of_a_later_page_the_next_is_older(document_of: DocumentOf) -> None:
    links = "".join(f'<a href="?page={n}">{n}</a>' for n in range(1, 5))
    assert older(document_of, links, f"{URL}?page=2") == f"{URL}?page=3"
    assert older(document_of, links, f"{URL}?page=4") is None


def test_a_page_with_the_oldest_first_is_turned_back(document_of: DocumentOf) -> None:
    links = '<a href="?page=3">Next</a><a href="?page=1">Previous</a>'
    page = pages.parse(document_of(links, url=f"{URL}?page=2"))
    assert pagers.older(page, ascending=True) == f"{URL}?page=1"
    numbers = '<a href="?page=3">3</a><a href="?page=1">1</a>'
    page = pages.parse(document_of(numbers, url=f"{URL}?page=2"))
    assert pagers.older(page, ascending=True) == f"{URL}?page=1"
    first = pages.parse(document_of('<a href="?page=2">2</a>', url=URL))
    assert pagers.older(first, ascending=True) is None


def test_a_channel_is_asked_for_what_came_before(document_of: DocumentOf) -> None:
    links = '<link rel="next" href="/s/harbour?after=9"><a href="/s/harbour?before=5">'
    page = pages.parse(document_of(links, url="https://t.example/s/harbour"))
    assert pagers.older(page, ascending=True) == "https://t.example/s/harbour?before=5"


def test_the_live_blog_of_the_day_before_is_older(document_of: DocumentOf) -> None:
    url = "https://gazette.example/ticker/liveblog-hafen-dienstag-102.html"
    links = """<a href="/ticker/liveblog-hafen-montag-100.html">Liveblog vom Montag</a>
    <a href="/ticker/liveblog-wahl-montag-100.html">Liveblog vom Montag</a>
    <a href="/other/liveblog-hafen-montag-99.html">Ticker vom Montag</a>
    <a href="/ticker/liveblog-hafen-montag-98.html">Mehr vom Hafen</a>
    <a href="https://else.example/ticker/liveblog-hafen-1.html">Ticker vom Montag</a>
    <a href="/news">Meldungen vom Montag</a>"""
    assert older(document_of, links, url) == (
        "https://gazette.example/ticker/liveblog-hafen-montag-100.html"
    )


FEED = "https://gazette.example/feed.xml"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            '<feed><link rel="next" href="/feed.xml?page=2&amp;n=1"/><entry>',
            "?page=2&n=1",
        ),
        (
            "<rss><channel><atom:link rel='prev-archive' href='/feed.xml?m=1'/><item>",
            "?m=1",
        ),
        ('<feed><link rel="self" href="?2"/><link rel="next"/><entry>', None),
        ('<feed><entry><link rel="next" href="/feed.xml?page=2"/></entry>', None),
        ('<feed><link rel="next" href="https://other.example/feed.xml?p=2"/>', None),
        ('<feed><link rel="next" href="/feed.xml"/>', None),
        ('{"version": "1.1", "next_url": "/feed.xml?page=2"}', "?page=2"),
        ('{"next_url": "https://other.example/feed"}', None),
        ('{"next_url": "/feed.xml"}', None),
        ('{"next_url": 7, "items": []', None),
    ],
)
def test_a_feed_names_the_document_before(
    document_of: DocumentOf, body: str, found: str | None
) -> None:
    document = document_of(body, url=FEED)
    assert pagers.older_of_feed(document) == (found and FEED + found)
