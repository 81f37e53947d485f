"""What follows from a change: files, live feeds, listeners, the hub."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator import settings
from aggregator.catalogue import Catalogue
from aggregator.errors import StoreError
from aggregator.looks.rulings import decide
from aggregator.model import Echo, New, Post, Revision
from aggregator.publishing import Parts, Publishing
from aggregator.server import Live
from aggregator.timeline import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from aggregator.model import Rendition
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]

BASE = "https://news.example"
TEXT = """
[[feed]]
[[feed]]
name = "war"
topics = ["war"]
tokens = ["correct-horse"]
[[source]]
id = "gazette"
outlet = "The Gazette"
url = "http://a.test/"
"""


@dataclass(slots=True)
class Play:
    """A publishing house, and all that it told."""

    store: Store
    now: datetime
    files: dict[str, Path]
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    heard: list[tuple[str, Rendition]] = field(default_factory=list)
    readers: set[str] = field(default_factory=set)  # addresses of feeds

    def tell(self, event: str, **facts: Any) -> None:
        self.told.append((event, facts))

    def wanted(self) -> set[str]:
        return self.readers

    async def published(self, documents: Mapping[str, Rendition]) -> None:
        self.heard += documents.items()

    def publishing(self, *, deaf: bool = False) -> Publishing:
        feeds = settings.parse(TEXT, name="config.toml").feed
        catalogue = Catalogue(
            self.store, feeds, base=BASE, sources=[], clock=lambda: self.now
        )
        story = Reading(
            self.store,
            catalogue.main.info,
            span=feeds[0].extent,
            sources=[],
            clock=lambda: self.now,
        )
        return Publishing(
            Parts(
                story=story,
                catalogue=catalogue,
                clock=lambda: self.now,
                tell=self.tell,
                files=self.files,
                herald=None if deaf else self,
            )
        )

    def save(self, *verdicts: Any) -> None:
        self.now += timedelta(minutes=1)
        with self.store.begin() as unit:
            unit.posts.save(verdicts, now=self.now)


@pytest.fixture
def play(store: Store, noon: datetime, tmp_path: Path) -> Play:
    files = {"feed": tmp_path / "all.xml", "war": tmp_path / "war.json"}
    return Play(store=store, now=noon, files=files, readers=topics())


def test_a_change_is_in_files_and_with_the_hub_at_once(
    play: Play, make_post: MakePost
) -> None:
    async def day() -> None:
        publishing = play.publishing()
        await publishing.publish()
        play.save(New(post=make_post(title="Bridge closed")))
        await publishing.publish()
        await publishing.publish()

    asyncio.run(day())
    assert b"Bridge closed" in play.files["feed"].read_bytes()
    assert b'"items":' in play.files["war"].read_bytes()
    first, second = (dict(each) for each in (play.heard[:3], play.heard[3:]))
    assert first.keys() == second.keys() == play.readers
    assert first[f"{BASE}/feed.atom"] != second[f"{BASE}/feed.atom"]
    assert play.told == []


def topics() -> set[str]:
    return {f"{BASE}/feed.{form}" for form in ("atom", "json", "rss")}


def test_a_change_is_written_for_whoever_waits_for_it(
    play: Play, make_post: MakePost
) -> None:
    """And for who comes later: it may have changed while they were let in."""

    async def day() -> None:
        publishing = play.publishing()
        play.readers = set()
        await publishing.publish()
        assert [address for address, _ in play.heard] == sorted(topics())
        play.save(New(post=make_post(title="Bridge closed")))
        await publishing.publish()
        assert len(play.heard) == 3
        play.readers = {f"{BASE}/feed.json", f"{BASE}/war.atom"}
        await publishing.publish()
        await publishing.publish()

    asyncio.run(day())
    ((address, document),) = play.heard[3:]
    assert address == f"{BASE}/feed.json"
    assert b"Bridge closed" in document.body


def test_a_bug_in_one_document_stops_no_other(
    play: Play, make_post: MakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "a template has no such name"
        raise KeyError(message)

    async def day() -> None:
        publishing = play.publishing()
        play.save(New(post=make_post(title="Bridge closed")))
        with monkeypatch.context() as patched:
            patched.setattr("aggregator.feeds.jsonfeed_of", fail)
            await publishing.publish()
            await publishing.publish()
        play.files["war"].unlink(missing_ok=True)
        await publishing.publish()

    asyncio.run(day())
    assert b"Bridge closed" in play.files["feed"].read_bytes()
    assert play.files["war"].is_file()
    (_, one), (_, other) = play.told
    assert isinstance(one["exc_info"], KeyError)
    assert isinstance(other["exc_info"], KeyError)
    assert [each for each, _ in play.heard] == [
        f"{BASE}/feed.{form}" for form in ("atom", "rss", "json")
    ]


def test_a_feed_is_served_as_it_is_now(play: Play, make_post: MakePost) -> None:
    async def day(*, deaf: bool) -> bytes:
        publishing = play.publishing(deaf=deaf)
        await publishing.publish()
        live = publishing.pages()["/feed.atom"]
        assert isinstance(live, Live)
        await live.document()
        play.save(New(post=make_post(key=f"deaf: {deaf}", title=f"Deaf: {deaf}")))
        await publishing.publish()
        document = await live.document()
        assert document is not None
        return document.body

    assert b"Deaf: True" in asyncio.run(day(deaf=True))
    assert b"Deaf: False" in asyncio.run(day(deaf=False))


def test_what_others_write_into_the_store_is_heard_of(
    play: Play, make_post: MakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.publishing._TICK", 0.01)

    async def day() -> None:
        async with play.publishing().kept():
            play.save(New(post=make_post(title="Bridge closed")))
            async with asyncio.timeout(10):
                while len(play.heard) < 6:  # noqa: ASYNC110  (it is told by nobody)
                    await asyncio.sleep(0.01)

    asyncio.run(day())


def events(publishing: Publishing) -> list[tuple[str, bytes]]:
    return [
        (told.split(b"event: ")[1].split(b"\n")[0].decode(), told)
        for _, told in publishing.stream._events
    ]


def test_listeners_are_told_what_is_new_what_looks_otherwise_and_what_is_gone(
    play: Play, make_post: MakePost
) -> None:
    lead, later = make_post(key="a", title="First"), make_post(key="b", title="Later")
    other = make_post(source="post", outlet="The Post", key="c", title="First")

    async def day() -> Publishing:
        play.save(New(post=make_post(key="old", title="Old")))
        publishing = play.publishing()
        await publishing.publish()
        assert events(publishing) == []
        play.save(New(post=lead), New(post=later))
        await publishing.publish()
        play.save(Echo(post=other, lead=lead.id, likeness=0.9))
        await publishing.publish()
        play.save(Revision(post=replace(later, text="Edited.", html="<p>Edited.</p>")))
        await publishing.publish()
        with play.store.begin() as unit:
            decide(unit, "merge", lead.id, later.id, play.now)
        await publishing.publish()
        return publishing

    told = events(asyncio.run(day()))
    assert [name for name, _ in told[:4]] == ["entry"] * 4
    for title in (b"First", b"Later"):
        assert any(title in each for _, each in told[:2])
    assert b"The Post" in told[2][1]
    assert b"Edited." in told[3][1]
    assert "gone" in [name for name, _ in told[4:]]
    assert len({each.split(b"\n")[0] for _, each in told}) == len(told)


def test_what_moves_off_the_first_page_is_not_gone(
    play: Play, make_post: MakePost
) -> None:
    async def day() -> Publishing:
        play.save(*(New(post=make_post(key=f"p{number}")) for number in range(100)))
        publishing = play.publishing()
        await publishing.publish()
        play.save(New(post=make_post(key="new")))
        await publishing.publish()
        return publishing

    assert [name for name, _ in events(asyncio.run(day()))] == ["entry"]


def test_a_store_that_does_not_answer_is_told_once_and_then_caught_up_with(
    play: Play, make_post: MakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        message = "the database is away"
        raise StoreError(message)

    async def day() -> None:
        publishing = play.publishing()
        await publishing.publish()
        play.save(New(post=make_post(title="Bridge closed")))
        with monkeypatch.context() as patched:
            patched.setattr(play.store, "reading", away)
            await publishing.publish()
            await publishing.publish()
        assert [event for event, _ in play.told] == ["feeds not published"]
        await publishing.publish()

    asyncio.run(day())
    assert b"Bridge closed" in play.files["feed"].read_bytes()
    assert len(play.told) == 1


def test_a_file_that_cannot_be_written_stops_nothing(play: Play) -> None:
    play.files["feed"].mkdir()
    asyncio.run(play.publishing().publish())
    assert [event for event, _ in play.told] == ["feed file"]
    assert play.files["war"].is_file()
    assert len(play.heard) == 3
