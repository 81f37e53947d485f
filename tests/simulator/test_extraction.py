"""What the outlets print, read back by the very extractors that will follow them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import ExtractError
from aggregator.extract.registry import read
from aggregator.model import Document
from aggregator.simulator.app import PROFILES, sources
from aggregator.simulator.markup import HTML, PRINTERS, consent_wall
from aggregator.simulator.performance import Performance
from aggregator.simulator.script import day

if TYPE_CHECKING:
    from aggregator.model import Extraction, Post, Source
    from aggregator.simulator.markup import Page

START = datetime(2024, 11, 11, 6, 30, tzinfo=UTC)
BASE = "http://127.0.0.1:8000"
SOURCES = sources(BASE)
BREAKING = SOURCES[-1]


def page(source: Source, second: int) -> Page:
    played = Performance(start=START, speed=1)
    now = START + timedelta(seconds=second)
    return played.page(day().outlet(source.id), BASE, now)


def extraction(source: Source, second: int) -> Extraction:
    shown = page(source, second)
    media_type, printer = PRINTERS[shown.outlet.markup]
    return read(
        Document(
            source=source.id,
            url=source.url,
            body=printer(shown).encode(),
            media_type=media_type,
            fetched=START + timedelta(seconds=second),
        ),
        source,
        PROFILES,
    )


def posts(source: Source, second: int) -> dict[str, Post]:
    return {post.url: post for post in extraction(source, second).posts}


@pytest.mark.parametrize("second", [0, 25, 500, 2700])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_every_post_is_read_as_it_was_written(source: Source, second: int) -> None:
    read_back = extraction(source, second)

    assert (read_back.warnings, read_back.unreadable) == ((), 0)
    assert {
        (post.url, post.title, " ".join(post.text.split()), post.published)
        for post in read_back.posts
    } == {
        (item.url, item.title, " ".join(item.paragraphs), item.published)
        for item in page(source, second).items
    }


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_post_keeps_its_key_while_the_page_grows(source: Source) -> None:
    early, late = posts(source, 300), posts(source, 700)

    assert all(late[url].key == post.key for url, post in early.items())


def test_an_edit_keeps_its_key_and_tells_its_time() -> None:
    courier = SOURCES[0]
    url = f"{BASE}/harbour-courier/live#strike-four"
    before, after = posts(courier, 399)[url], posts(courier, 400)[url]

    assert (before.key, before.published) == (after.key, after.published)
    assert before.text != after.text
    assert after.updated == START + timedelta(seconds=400)


def test_a_consent_wall_is_told_from_a_live_blog_without_posts() -> None:
    wall = Document(
        source=BREAKING.id,
        url=BREAKING.url,
        body=consent_wall(day().outlet(BREAKING.id)).encode(),
        media_type=HTML,
        fetched=START,
    )

    with pytest.raises(ExtractError, match="consent"):
        read(wall, BREAKING, PROFILES)
