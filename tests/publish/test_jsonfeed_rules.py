"""The rules of JSON Feed are told from their breach, one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.publish.jsonfeed_rules import breaches

ITEM: dict[str, Any] = {
    "id": "urn:uuid:1",
    "url": "https://gazette.example/live#7",
    "title": "Polls close",
    "content_html": "<p>Closed.</p>",
    "date_published": "2026-03-01T12:00:00Z",
    "date_modified": "2026-03-01T12:03:00Z",
    "authors": [{"name": "The Gazette"}],
    "tags": ["gazette"],
    "language": "en-GB",
}
FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Merged",
    "home_page_url": "https://news.example/",
    "feed_url": "https://news.example/feed.json",
    "language": "en",
    "next_url": "https://news.example/feed/archive/2.json",
    "hubs": [{"type": "WebSub", "url": "https://news.example/hub"}],
    "items": [ITEM],
}


def found(feed: object) -> list[str]:
    return breaches(json.dumps(feed).encode())


def test_a_feed_in_order_breaks_none() -> None:
    assert found(FEED) == []
    short = {name: FEED[name] for name in FEED.keys() - {"next_url", "hubs"}}
    assert found({"version": FEED["version"], **short}) == []


@pytest.mark.parametrize("name", sorted(FEED.keys() - {"next_url", "hubs"}))
def test_what_a_feed_must_have_is_missed(name: str) -> None:
    assert found({each: FEED[each] for each in FEED if each != name})


@pytest.mark.parametrize("name", ITEM)
def test_what_an_item_must_have_is_missed(name: str) -> None:
    item = {each: ITEM[each] for each in ITEM if each != name}
    assert found(FEED | {"items": [item]})


@pytest.mark.parametrize("name", [*FEED, "unknown", "_extension", "author"])
@pytest.mark.parametrize("value", [7, None, "", {}])
def test_no_value_of_a_feed_is_of_another_kind(name: str, value: object) -> None:
    assert found(FEED | {name: value})


@pytest.mark.parametrize("name", [*ITEM, "unknown", "_extension", "author"])
@pytest.mark.parametrize("value", [7, None, "", {}])
def test_no_value_of_an_item_is_of_another_kind(name: str, value: object) -> None:
    assert found(FEED | {"items": [ITEM | {name: value}]})


@pytest.mark.parametrize(
    "told",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"next_url": FEED["feed_url"]},
        {"feed_url": "/feed.json"},
        {"language": "Klingon, spoken"},
        {"hubs": [{"type": "WebSub"}]},
        {"hubs": [{"type": "WebSub", "url": "hub"}]},
        {"hubs": ["https://news.example/hub"]},
        {"items": [ITEM, ITEM]},
        {"items": ["words"]},
        {"items": [ITEM | {"authors": [{}]}]},
        {"items": [ITEM | {"authors": ["The Gazette"]}]},
        {"items": [ITEM | {"tags": [7]}]},
        {"items": [ITEM | {"id": " "}]},
        {"items": [ITEM | {"date_published": "yesterday"}]},
        {"items": [ITEM | {"date_modified": "2026-03-01T11:59:00Z"}]},
        {"items": [ITEM | {"url": "javascript:alert(1)"}]},
        {"items": [ITEM | {"content_html": "<script>1</script>"}]},
    ],
)
def test_each_rule_has_a_breach(told: dict[str, Any]) -> None:
    assert found(FEED | told)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        json.dumps(FEED).encode("utf-16"),
        json.dumps(FEED).replace('"title"', '"title": "", "title"').encode(),
        json.dumps(dict(reversed(FEED.items()))).encode(),
    ],
    ids=["broken", "coded", "twice", "upside down"],
)
def test_it_is_json_in_utf_8_with_the_version_on_top(body: bytes) -> None:
    assert breaches(body)
