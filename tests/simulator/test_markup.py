from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from typing import Any, get_args

import feedparser
import pytest
from lxml import etree

from aggregator.simulator import markup
from aggregator.simulator.markup import PRINTERS, Item, Page
from aggregator.simulator.script import Markup, Outlet

NOON = datetime(2024, 11, 11, 12, tzinfo=UTC)
LATER = datetime(2024, 11, 11, 12, 5, tzinfo=UTC)
HOSTILE = """Cats & dogs: <script>'alert("1")'</script>"""
ITEM = Item(
    key="first",
    url="http://127.0.0.1/paper/live#first",
    title=HOSTILE,
    paragraphs=("“One” paragraph.", HOSTILE),
    published=NOON,
    updated=None,
    pinned=False,
)
EDITED = Item(
    key="second",
    url="http://127.0.0.1/paper/live#second",
    title="Second",
    paragraphs=("Words.",),
    published=NOON,
    updated=LATER,
    pinned=True,
)


def printed(kind: Markup) -> str:
    outlet = Outlet(
        id="paper", name="The Paper", markup=kind, path="live", language="en", title="T"
    )
    page = Page(
        outlet=outlet,
        url="http://127.0.0.1/paper/live",
        modified=LATER,
        items=(EDITED, ITEM),
    )
    return PRINTERS[kind][1](page)


def test_every_markup_has_a_printer() -> None:
    assert set(PRINTERS) == set(get_args(Markup))


@pytest.mark.parametrize("kind", ["jsonld", "microdata", "plain"])
def test_words_never_become_markup(kind: Markup) -> None:
    assert "<script>'alert" not in printed(kind)
    assert "Cats &amp; dogs" in printed(kind)


def test_json_ld_states_what_the_page_shows() -> None:
    page = printed("jsonld")
    found = re.search(
        r"<script type=\"application/ld\+json\">(.*?)</script>", page, re.DOTALL
    )
    assert found
    second, first = json.loads(found[1])["liveBlogUpdate"]

    assert first["headline"] == HOSTILE
    assert first["articleBody"] == f"“One” paragraph.\n\n{HOSTILE}"
    assert first["datePublished"] == first["dateModified"] == "2024-11-11T12:00:00Z"
    assert second["dateModified"] == "2024-11-11T12:05:00Z"
    assert first["@id"] == ITEM.url
    assert page.count("<article") == 2


def test_microdata_marks_each_post_as_a_live_blog_update() -> None:
    page = printed("microdata")

    assert page.count('itemprop="liveBlogUpdate"') == 2
    assert 'content="2024-11-11T12:05:00Z"' in page


def test_a_page_without_markup_shows_pins_and_edits_by_class_alone() -> None:
    page = printed("plain")

    assert '<article class="minute pinned" id="second">' in page
    assert '<article class="minute" id="first">' in page
    assert page.count("Updated at") == 1
    assert "schema.org" not in page


@pytest.mark.parametrize(("kind", "version"), [("rss", "rss20"), ("atom", "atom10")])
def test_an_xml_feed_is_well_formed_and_read_back(kind: Markup, version: str) -> None:
    etree.fromstring(printed(kind).encode())
    feed: Any = feedparser.parse(printed(kind))

    assert (feed.version, feed.bozo) == (version, False)
    second, first = feed.entries
    assert "Cats & dogs" in html.unescape(first.title)
    assert first.link == ITEM.url
    assert first.published_parsed[:5] == (2024, 11, 11, 12, 0)
    assert first.id != second.id


def test_an_atom_entry_tells_when_it_was_edited_and_rss_does_not() -> None:
    assert "12:05" not in printed("rss")
    second, first = feedparser.parse(printed("atom")).entries

    assert second.updated == "2024-11-11T12:05:00Z"
    assert first.updated == first.published == "2024-11-11T12:00:00Z"


def test_a_json_feed_tells_an_edit_where_there_is_one() -> None:
    second, first = json.loads(printed("jsonfeed"))["items"]

    assert second["date_modified"] == "2024-11-11T12:05:00Z"
    assert "date_modified" not in first
    assert first["title"] == HOSTILE


def test_a_consent_wall_has_no_posts() -> None:
    outlet = Outlet(
        id="p", name="A & B", markup="jsonld", path="live", language="en", title="T"
    )
    wall = markup.consent_wall(outlet)

    assert "Before you continue" in wall
    assert "A &amp; B" in wall
    assert "<article" not in wall
    assert "ld+json" not in wall
