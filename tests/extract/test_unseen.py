from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.extract import unseen
from aggregator.extract.cut import cut
from aggregator.extract.registry import Registry
from aggregator.model import Document, Extraction, Known, Post, Source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = Source(id="news", url="https://news.example/rss", outlet="The News")
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "feeds"
DATE = "Sun, 01 Mar 2026 10:00:00 GMT"


def item(n: int, words: str = "It blows.", date: str = DATE, guid: str = "") -> str:
    return (
        f"<item><guid>{guid or n}</guid><title>Storm {n}</title>"
        f"<description>{words}</description><pubDate>{date}</pubDate></item>"
    )


def document(*items: str, head: str = "", known: Known | None = None) -> Document:
    body = f"<rss version='2.0'><channel>{head}{' '.join(items)}</channel></rss>"
    return Document(
        source=SOURCE.id,
        url=SOURCE.url,
        body=body.encode(),
        media_type="application/rss+xml",
        fetched=NOON,
        known=known,
    )


def read(document: Document) -> Extraction:
    return Registry({}).read(document, SOURCE)


class Reader:
    """Looks at one source again and again, and remembers what it read."""

    def __init__(self) -> None:
        self.known = Known()
        self.posts: dict[bytes, Post] = {}
        self.read: list[str] = []

    def look(self, document: Document) -> Extraction:
        found = read(replace(document, known=self.known))
        self.read = [each.key for each in found.posts]
        if found.items is None:
            return found
        self.posts = unseen.by_item(found, self.posts)
        self.known = unseen.known(self.posts, found.items)
        return replace(found, posts=tuple(self.posts.values()), items=None)


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_only_what_is_new_is_read(reader: Reader) -> None:
    reader.look(document(item(1), item(2)))
    later = document(item(3), item(1), item(2, "It blows harder."))
    assert reader.look(later) == read(later)
    assert reader.read == ["3", "2"]


def test_where_nothing_is_new_nothing_is_read(reader: Reader) -> None:
    first = document(item(1), item(2))
    reader.look(first)
    later = document(item(2), item(1), head="<lastBuildDate>now</lastBuildDate>")
    assert [each.key for each in reader.look(later).posts] == ["2", "1"]
    assert reader.read == []


def test_another_setting_means_reading_all(reader: Reader) -> None:
    reader.look(document(item(1)))
    later = document(item(1), head="<language>de</language>")
    assert reader.look(later).posts[0].language == "de"
    assert reader.read == ["1"]
    elsewhere = replace(later, url="https://other.example/rss")
    assert reader.look(elsewhere).posts[0].url == "https://other.example/rss"


def test_an_id_that_is_used_again_means_reading_all(reader: Reader) -> None:
    reader.look(document(item(1), item(2)))
    later = document(item(3, "Quite other words.", guid="1"), item(1), item(2))
    assert reader.look(later) == read(later)
    assert len(reader.read) == 3
    assert len({each.key for each in read(later).posts}) == 3


def test_a_feed_that_is_not_well_formed_is_read_whole(reader: Reader) -> None:
    reader.look(document(item(1), item(2)))
    broken = document(item(3, "a & b &foo; <b>"), item(1), item(2))
    for _ in range(2):
        found = reader.look(broken)
        assert found == read(broken)
        assert found.warnings
    assert len(reader.read) == len(found.posts)


def test_an_item_without_words_means_reading_all(reader: Reader) -> None:
    later = document("<item><guid>9</guid></item>", item(1))
    assert reader.look(later) == read(later)
    assert reader.look(later).unreadable == 1


def test_a_time_that_lies_ahead_is_read_again_until_it_is_past(reader: Reader) -> None:
    ahead = document(item(1, date="Mon, 02 Mar 2026 18:00:00 GMT"), item(2))
    reader.look(ahead)
    later = replace(ahead, fetched=NOON + timedelta(days=1))
    assert reader.look(later) == read(later)
    assert reader.read == ["1"]
    reader.look(replace(later, fetched=NOON + timedelta(days=2)))
    reader.look(replace(later, fetched=NOON + timedelta(days=3)))
    assert reader.read == []


def test_a_time_of_doubtful_day_is_read_again_for_a_day(reader: Reader) -> None:
    doubtful = document(item(1, date="2026-03-01 10:00:00"))
    assert reader.look(doubtful).posts[0].time_doubtful
    reader.look(doubtful)
    assert reader.read == ["1"]
    reader.look(replace(doubtful, fetched=NOON + timedelta(days=2)))
    reader.look(replace(doubtful, fetched=NOON + timedelta(days=2)))
    assert reader.read == []


def test_an_item_without_a_time_is_known_again(reader: Reader) -> None:
    undated = document("<item><title>Storm</title><guid>1</guid></item>")
    reader.look(undated)
    reader.look(undated)
    assert reader.read == []


def test_a_time_that_cannot_be_read_may_be_one_that_can_be_later(
    reader: Reader,
) -> None:
    strange = document(item(1, date="in three days"))
    reader.look(strange)
    reader.look(strange)
    assert reader.read == ["1"]


def test_who_does_not_remember_is_given_all() -> None:
    found = read(document(item(1)))
    assert found.items is None
    assert unseen.by_item(found, {}) == {}


def test_a_page_is_no_feed() -> None:
    page = replace(document(), body=b"<html><p>no feed", known=Known())
    found = Registry({}).examine(page, SOURCE)
    assert found.items is None


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no captured feeds beside us")
def test_captured_feeds_come_out_the_same_both_ways() -> None:
    files = sorted(CORPUS.glob("*.xml"))
    spared = 0
    for path in files:
        body = path.read_bytes()
        served = replace(document(), body=body, media_type="application/xml")
        sheet = cut(body)
        before = sheet.without(sheet.digests[:2]) if sheet else body
        reader = Reader()
        if sheet is None or len(sheet.digests) > 2:
            reader.look(replace(served, body=before))
        assert reader.look(served) == read(served), path.name
        assert reader.look(served) == read(served), path.name
        spared += not reader.read
    assert spared > len(files) / 2
