"""Whatever an outlet writes, all that we serve of it is inert."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from aggregator.stages import sanitise
from tests.inert.documents import served
from tests.inert.judged import (
    asked_for,
    faults,
    faults_in_bodies,
    faults_of_body,
    mighty,
)
from tests.inert.outlets import WAYS, extracted
from tests.inert.payloads import OURS, PICTURE, suite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.model import Rendition
    from tests.inert.documents import Served

A = "{http://www.w3.org/2005/Atom}"
WEB = ("https://", "http://")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HARMLESS = ("Harbour reopens", "Harbour closes")


@pytest.fixture(scope="module", params=["ours", "the collection"])
def payloads(request: pytest.FixtureRequest) -> Sequence[str]:
    found = OURS if request.param == "ours" else suite()
    if not found:
        pytest.skip("the collection of payloads is not beside this repository")
    return found


@pytest.fixture(scope="module", params=WAYS)
def documents(request: pytest.FixtureRequest, payloads: Sequence[str]) -> Served:
    posts = WAYS[request.param](payloads, NOON)
    assert len(posts) > len(payloads) * 0.9  # the same twice in a feed is one post
    return served(posts, payloads, NOON, forms="ruling")


def entries_of(feed: Rendition) -> list[ET.Element]:
    return ET.fromstring(feed.body).findall(f"{A}entry")  # noqa: S314  (our own)


def text(page: Rendition) -> str:
    return page.body.decode()


def test_no_page_holds_more_that_acts_than_it_does_of_harmless_posts(
    documents: Served,
) -> None:
    posts = WAYS["database"](HARMLESS, NOON)
    plain = served(posts, HARMLESS, NOON, forms="ruling")
    for page in documents.timelines:
        assert mighty(text(page)) == mighty(text(plain.timelines[0]))
    for page in documents.sources:
        assert mighty(text(page)) == mighty(text(plain.sources[0]))
    for page in documents.entries:
        # A form for each of those who tell it: as many as there are, and no others.
        assert mighty(text(page)).keys() == mighty(text(plain.entries[0])).keys()
        assert text(page).count("<form ") == mighty(text(page))["form"]


def test_no_page_has_a_handler_a_style_or_an_address_that_is_not_of_the_web(
    documents: Served,
) -> None:
    for page in documents.pages:
        assert faults(text(page)) == []
        assert faults_in_bodies(text(page)) == []


def test_no_feed_has_markup_where_words_belong_or_bodies_that_act(
    documents: Served,
) -> None:
    for feed in documents.feeds:
        for entry in entries_of(feed):
            _assert_is_inert(entry)


def _assert_is_inert(entry: ET.Element) -> None:
    content = entry.find(f"{A}content")
    assert content is not None
    assert content.get("type") == "html"
    assert faults_of_body(content.text or "") == []
    assert all(each.get("type") == "text" for each in entry.iter(f"{A}title"))
    links = [each.get("href", "") for each in entry.iter(f"{A}link")]
    assert links
    assert all(each.startswith(WEB) for each in links)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_spies_on_readers_and_pictures_stay(way: str) -> None:
    found = served(WAYS[way](OURS, NOON), OURS, NOON, forms=None)
    entries = entries_of(found.feeds[0])
    bodies = "".join(each.findtext(f"{A}content", "") for each in entries)
    for markup in (text(found.timelines[0]), bodies):
        # The other ones are addresses within the outlet's own site.
        others = {each for each in asked_for(markup) if "bad.example/" not in each}
        assert others == {PICTURE}


def test_a_post_keeps_its_key_and_only_its_shown_address_is_cleaned() -> None:
    """Keys are made of addresses: those of held posts may not become others."""
    item = "<item><title>Harbour</title><link>{}</link></item>"
    url = "https://bad.example/a?itid=rss&amp;id=1"
    feed = f'<rss version="2.0"><channel>{item.format(url)}</channel></rss>'
    (post,) = extracted(feed, "application/rss+xml", NOON)
    assert post.url == post.key == "https://bad.example/a?itid=rss&id=1"
    documents = served([post], HARMLESS, NOON, forms=None)
    for each in (documents.timelines[0], documents.feeds[0]):
        assert "https://bad.example/a?id=1" in text(each)
        assert "itid" not in text(each)


def test_what_is_cleaned_stays_clean(payloads: Sequence[str]) -> None:
    for each in payloads:
        once = sanitise(each)
        assert sanitise(once) == once
        assert faults_of_body(once) == []
