from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.extract import jsonld
from aggregator.extract.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

POST = {
    "@type": "BlogPosting",
    "@id": "block-7",
    "headline": "Polls close",
    "articleBody": "Counting begins.",
    "datePublished": "2026-03-01T11:00:00Z",
    "dateModified": "2026-03-01T11:05:00Z",
    "url": "https://gazette.example/live#block-7",
    "author": [{"name": "Ann"}, "Bob", {"name": "Ann"}],
    "inLanguage": "en",
}
BLOG = {"@type": "LiveBlogPosting", "liveBlogUpdate": [POST]}


def script(data: Any) -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    return f'<script type="application/ld+json">{text}</script>'


def test_every_field_of_an_update_is_read(page_of: PageOf) -> None:
    assert jsonld.drafts(page_of(script(BLOG))) == [
        Draft(
            id="block-7",
            url="https://gazette.example/live#block-7",
            title="Polls close",
            text="Counting begins.",
            published="2026-03-01T11:00:00Z",
            updated="2026-03-01T11:05:00Z",
            author="Ann, Bob",
            language="en",
        )
    ]


@pytest.mark.parametrize(
    "data",
    [
        [{"@type": "WebPage"}, BLOG],
        {"@graph": [BLOG]},
        {"@type": "WebPage", "mainEntity": {"hasPart": [BLOG]}},
        {**BLOG, "liveBlogUpdate": POST},
        {**BLOG, "@type": ["NewsArticle", "LiveBlogPosting"]},
        {**BLOG, "liveBlogUpdate": [POST, "not an update"]},
    ],
)
def test_a_live_blog_is_found_wherever_it_stands(page_of: PageOf, data: Any) -> None:
    assert [draft.id for draft in jsonld.drafts(page_of(script(data)))] == ["block-7"]


def test_a_broken_block_does_not_hide_another(page_of: PageOf) -> None:
    page = page_of(script("{oops") + script(json.dumps(BLOG)[:-1] + ",}"))
    assert len(jsonld.drafts(page)) == 1


@pytest.mark.parametrize(
    ("author", "names"), [("Ann ", "Ann"), (" ", None), (["Ann", "Ben"], "Ann, Ben")]
)
def test_an_author_may_be_a_name(
    page_of: PageOf, author: object, names: str | None
) -> None:
    page = page_of(script({**BLOG, "liveBlogUpdate": [{**POST, "author": author}]}))
    assert [draft.author for draft in jsonld.drafts(page)] == [names]


def test_demonstration_posts_of_a_theme_are_no_posts(page_of: PageOf) -> None:
    demo = {**POST, "url": "https://ampbyexample.com/#green"}
    page = page_of(script({**BLOG, "liveBlogUpdate": [demo, POST]}))
    assert [draft.id for draft in jsonld.drafts(page)] == ["block-7"]


def test_the_headline_of_the_page_is_none_of_a_post(page_of: PageOf) -> None:
    page = page_of(script({**BLOG, "headline": "Polls close"}))
    assert [draft.title for draft in jsonld.drafts(page)] == [None]


def test_a_live_blog_without_posts_is_still_known_for_one(page_of: PageOf) -> None:
    page = page_of(script({"@type": "LiveBlogPosting"}))
    assert jsonld.drafts(page) == []
    assert len(jsonld.blogs(page)) == 1


@pytest.mark.parametrize(
    ("said", "html", "text"),
    [
        ("One\n\nTwo &amp;#39;Three&#39;", None, "One\n\nTwo 'Three'"),
        ("<p>One</p><p>Two</p>", "<p>One</p><p>Two</p>", None),
        ("&lt;p&gt;One&lt;/p&gt;", "<p>One</p>", None),
        ("1 &lt; 2", None, "1 < 2"),
        ('One\n\n<a href="/x">Two</a>', '<p>One</p><p><a href="/x">Two</a></p>', None),
    ],
)
def test_markup_is_told_from_text(
    said: str, html: str | None, text: str | None
) -> None:
    assert jsonld.body(said) == (html, text)


def test_an_update_without_anything_is_an_empty_draft(page_of: PageOf) -> None:
    page = page_of(script({**BLOG, "liveBlogUpdate": [{}]}))
    assert jsonld.drafts(page) == [Draft(text="")]
