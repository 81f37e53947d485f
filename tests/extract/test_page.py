from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import page as pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    DocumentOf = Callable[..., Document]
    PageOf = Callable[[str], Page]


@pytest.mark.parametrize(
    ("body", "media", "text"),
    [
        ("Müller".encode(), "", "Müller"),
        ("\ufeffMüller".encode(), "", "Müller"),
        ("Müller".encode("utf-16"), "", "Müller"),
        ("Мир".encode("windows-1251"), "text/html; charset=windows-1251", "Мир"),
        (
            '<meta charset="koi8-r">Мир'.encode("koi8-r"),
            "",
            '<meta charset="koi8-r">Мир',
        ),
        ("Müller".encode("latin-1"), "text/html; charset=iso-8859-1", "Müller"),
        ("Müller".encode(), "text/html; charset=big5", "Müller"),
        ("Müller".encode(), "text/html; charset=windows-none", "Müller"),
        ("Müller".encode(), "text/html; charset=undefined", "Müller"),
        (b"\x93Hi\x94 \x81", "", "“Hi” \ufffd"),
    ],
)
def test_a_page_is_read_in_the_charset_that_fits(
    document_of: DocumentOf, body: bytes, media: str, text: str
) -> None:
    assert pages.decode(document_of(body, media=media)) == text


def test_a_saved_page_has_the_address_that_it_states(document_of: DocumentOf) -> None:
    stated = '<link rel="canonical" href="https://gazette.example/storm">'
    assert pages.parse(document_of(stated, url="")).url == (
        "https://gazette.example/storm"
    )
    assert pages.parse(document_of("<p>", url="")).url == ""
    assert pages.parse(document_of(stated)).url == "https://gazette.example/live"


def test_a_page_offers_at_most_three_feeds_each_once(page_of: PageOf) -> None:
    link = '<link rel="alternate" type="application/{}" href="{}">'
    told = ("rss+xml", "/a"), ("atom+xml", "/b"), ("rss+xml", "/a"), ("rss+xml", "x:")
    page = page_of("".join(link.format(*each) for each in told))
    assert page.feeds == ["https://gazette.example/b", "https://gazette.example/a"]


@pytest.mark.parametrize(
    ("markup", "is_article"),
    [
        ('<meta property="og:type" content="Article">', True),
        ('<script type="application/ld+json">{"@type": "NewsArticle"}</script>', True),
        ('<script type="application/ld+json">{"@type": [1]}</script>', False),
        ("<p>1<p>2<p>3<p>4<p>5", True),
        ("<ul><li>1", False),
    ],
)
def test_an_article_is_known_by_what_it_states_or_by_its_length(
    page_of: PageOf, markup: str, *, is_article: bool
) -> None:
    assert page_of(markup).is_article is is_article


def test_the_text_is_what_no_script_writes(page_of: PageOf) -> None:
    page = page_of("<p>Hello<script>x()</script><noscript>Please enable</noscript>")
    assert page.text == "Hello"
    assert page_of("<title>A</title><h1>B</h1>").titles == "A B"


@pytest.mark.parametrize(
    ("markup", "dated"),
    [
        ("", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        (
            '<meta itemprop="datePublished" content="2026-02-27">',
            datetime(2026, 2, 27, 22, 59, 59, tzinfo=UTC),
        ),
        (
            """<meta property="article:modified_time" content="2026-02-27T10:00">
            <script type="application/ld+json">{"dateModified": "2026-02-28T10:00Z",
            "datePublished": "2026-12-31"}</script>""",
            datetime(2026, 2, 28, 10, tzinfo=UTC),
        ),
    ],
)
def test_a_page_is_dated_by_the_newest_time_that_is_past(
    page_of: PageOf, markup: str, dated: datetime
) -> None:
    assert page_of(markup).dated("Europe/Zurich") == dated


def test_what_is_asked_of_a_page_again_is_known(page_of: PageOf) -> None:
    page = page_of('<script type="application/ld+json">{"a": {}}</script>')
    assert page.objects() is page.objects()


def test_a_document_of_json_is_a_page_without_markup(document_of: DocumentOf) -> None:
    page = pages.of_json(document_of("{}"), {"a": {}})
    assert list(page.objects()) == [{"a": {}}, {}]
    assert page.text == ""
