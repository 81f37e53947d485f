from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import jsonpagers
from aggregator.extract import page as pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Document

    DocumentOf = Callable[..., Document]

HOST = "https://gazette.example"


@pytest.mark.parametrize(
    ("path", "data", "older"),
    [
        ("/live/c1", {"data": {"page": {"index": 1, "total": 3}}}, "/live/c1?page=2"),
        ("/live/c1?page=3", {"data": {"page": {"index": 3, "total": 3}}}, None),
        (
            "/live/storm.json?dcr=true",
            {"pagination": {"older": "?page=with:block-9", "totalPages": 4}},
            "/live/storm.json?dcr=true&page=with:block-9",
        ),
        (
            "/api/blogs/7/posts?page=1",
            {"_links": {"next": {"href": "blogs/7/posts?page=2", "title": "next"}}},
            "/api/blogs/7/posts?page=2",
        ),
        (
            "/api/posts?live=7",
            {"_meta": {"page": 1, "max_results": 20, "total": 21}},
            "/api/posts?live=7&page=2",
        ),
        ("/api/posts", {"_meta": {"page": 1, "max_results": 20, "total": 20}}, None),
        (
            "/wp-json/liveblog/v1/5/get-entries/1/77-1",
            {"entries": [], "page": 1, "pages": 4},
            "/wp-json/liveblog/v1/5/get-entries/2/77-1",
        ),
        (
            "/api/l?x=1",
            {"links": {"next": "/api/l?x=1&cursor=abc"}},
            "/api/l?x=1&cursor=abc",
        ),
        ("/api/l", {"next_page_url": f"{HOST}/api/l?page=2"}, "/api/l?page=2"),
        ("/api/l", {"next": "abc123"}, None),
        ("/api/l", {"next": "/news/next-story.html"}, None),
        ("/api/l", {"next": "https://other.example/api/l?page=2"}, None),
        ("/api/l", {"next": "/api/l"}, None),
        ("/api/l", {"next": True, "gallery": {"index": 1, "total": 9}}, None),
        ("/api/l", {"pagination": {"current": True, "total": 9}}, None),
        ("/api/l", {"pagination": {"current": 1}}, None),
        ("/api/l", {"items": [{"page": {"index": 1, "total": 3}}]}, None),
    ],
)
def test_a_document_says_where_the_older_posts_are(
    document_of: DocumentOf, path: str, data: object, older: str | None
) -> None:
    document = document_of(json.dumps(data), url=HOST + path)
    found = jsonpagers.older(pages.of_json(document, data))
    assert found == (older and HOST + older)


def test_the_data_of_a_page_of_html_are_not_its_pager(document_of: DocumentOf) -> None:
    markup = '<script type="application/ld+json">{"page": 1, "pages": 3}</script>'
    assert jsonpagers.older(pages.parse(document_of(markup))) is None
