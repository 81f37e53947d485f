from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from aggregator.errors import ExtractError
from aggregator.extract import jsonfeed
from aggregator.extract.drafts import Draft
from aggregator.model import Document

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
VERSION = "https://jsonfeed.org/version/1.1"


def document(body: object) -> Document:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Document(
        source="news", url="https://feeds.example/json", body=raw, fetched=NOON
    )


def only(item: object, **fields: object) -> Draft:
    (draft,), warnings = jsonfeed.drafts(document({"items": [item], **fields}))
    assert warnings == []
    return draft


def test_an_item_is_read() -> None:
    item = {
        "id": 0,
        "url": "/7",
        "title": "Storm",
        "content_html": "<p>It <a href='map'>blows</a>.",
        "summary": "It blows.",
        "date_published": "2026-03-01T10:00:00Z",
        "date_modified": "2026-03-01T11:00:00Z",
        "authors": [{"name": "Ann Day"}, {"name": "Bo Lee"}, {"url": "a"}, "x"],
    }
    draft = only(item, home_page_url="https://news.example/live/", language="en")
    assert draft.html
    assert 'href="https://news.example/live/map"' in draft.html
    assert draft == Draft(
        id="0",
        url="https://news.example/7",
        title="Storm",
        html=draft.html,
        text="It blows.",
        published="2026-03-01T10:00:00Z",
        updated="2026-03-01T11:00:00Z",
        author="Ann Day, Bo Lee",
        language="en",
    )


def test_version_1_0_and_its_fall_backs_are_read() -> None:
    item = {"id": "", "external_url": "https://a.example/", "content_text": "x"}
    draft = only(item, author={"name": "Ann Day"}, feed_url="https://news.example/")
    assert draft == Draft(url="https://a.example/", text="x", author="Ann Day")


def test_fields_of_the_wrong_kind_are_absent() -> None:
    item: dict[str, object] = {
        "id": ["1"],
        "title": None,
        "content_html": {},
        "author": "Ann",
    }
    assert only(item, authors={}) == Draft(author="")


def test_items_that_share_an_id_stay_two() -> None:
    items = [{"id": 1, "title": "a"}, {"id": 1, "title": "b"}, "c"]
    found, warnings = jsonfeed.drafts(document({"items": items}))
    assert len({draft.id for draft in found}) == 2
    assert warnings == ["several items share the id '1'", "1 items are no objects"]


def test_a_feed_without_items_is_told_of() -> None:
    assert jsonfeed.drafts(document({})) == ([], ["the feed has no list of items"])


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"[" * 100_000, b"1" * 5000, b'{"items": "\xff']
)
def test_what_is_no_json_object_is_an_error_that_names_the_source(body: bytes) -> None:
    with pytest.raises(ExtractError, match="news: the JSON is"):
        jsonfeed.drafts(document(body))


def test_a_json_feed_says_that_it_is_one() -> None:
    assert jsonfeed.is_json_feed(document({"items": [], "version": VERSION}))
    escaped = json.dumps({"version": VERSION}).replace("/", "\\/").encode()
    assert jsonfeed.is_json_feed(document(b"\xef\xbb\xbf \n" + escaped))
    assert not jsonfeed.is_json_feed(document({"version": "1"}))
    assert not jsonfeed.is_json_feed(document({"text": f'"version": "{VERSION}"'}))
    assert not jsonfeed.is_json_feed(
        document(b'<a>{"version": "%s"}' % VERSION.encode())
    )
