from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import ExtractError
from aggregator.extract.registry import Registry
from aggregator.model import Document, Extraction, Source
from aggregator.remembering import Remembering

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Desk:
    """Reads what comes, and notes which posts it had to read."""

    def __init__(self, room: int) -> None:
        self.read: list[str] = []
        self.remembering = Remembering(self._read, room=room)

    async def _read(self, document: Document, source: Source) -> Extraction:
        found = Registry({}).read(document, source)
        self.read = [each.key for each in found.posts]
        return found

    def look(self, source: Source, *keys: str, words: str = "It blows.") -> list[str]:
        found = asyncio.run(
            self.remembering.read(document(source, keys, words), source)
        )
        assert found.items is None
        return [each.key for each in found.posts]


def document(source: Source, keys: Sequence[str], words: str) -> Document:
    items = "".join(
        f"<item><guid>{key}</guid><title>Storm {key}</title><description>{words} "
        "</description><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>"
        for key in keys
    )
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    return Document(source=source.id, url=source.url, body=body, fetched=NOON)


def page() -> Document:
    url = source("a").url
    return Document(source="a", url=url, body=b"<html><p>no feed", fetched=NOON)


def source(name: str) -> Source:
    return Source(id=name, url=f"https://{name}.example/rss", outlet=name)


@pytest.fixture
def desk() -> Desk:
    return Desk(room=10_000_000)


def test_posts_that_were_read_before_stand_among_the_new_ones(desk: Desk) -> None:
    desk.look(source("a"), "1", "2")
    desk.look(source("b"), "1")
    assert desk.look(source("a"), "3", "1", "4", "2") == ["3", "1", "4", "2"]
    assert desk.read == ["3", "4"]
    assert desk.look(source("a"), "5", "3") == ["5", "3"]
    assert desk.look(source("a"), "5", "1") == ["5", "1"]
    assert desk.read == ["1"]


def test_another_configuration_means_reading_all(desk: Desk) -> None:
    desk.look(source("a"), "1")
    desk.look(replace(source("a"), topics=("weather",)), "1")
    assert desk.read == ["1"]


def test_what_cannot_be_cut_is_read_whole_each_time(desk: Desk) -> None:
    for _ in range(2):
        assert desk.look(source("a"), "1", "1") == ["1"]
        assert desk.read == ["1"]


def test_what_cannot_be_read_is_told(desk: Desk) -> None:
    with pytest.raises(ExtractError):
        asyncio.run(desk.remembering.read(page(), source("a")))


def test_what_does_not_fit_is_not_remembered() -> None:
    desk = Desk(room=1_000)
    for name in ("a", "b"):
        desk.look(source(name), "1")
    desk.look(source("a"), "1")
    assert desk.read == []
    desk.look(source("b"), "1")
    assert desk.read == ["1"]


def test_what_nobody_asks_for_any_more_makes_way() -> None:
    desk = Desk(room=1_000)
    desk.look(source("gone"), "1")
    for _ in range(40):
        desk.look(source("a"), "1")
    assert desk.read == []
