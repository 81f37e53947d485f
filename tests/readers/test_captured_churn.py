"""Unread churn is nil with captured feeds and pages: they grow little by little."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from zlib import crc32

import pytest

from aggregator.errors import ExtractError
from aggregator.liveblog import NO_SIGNS
from aggregator.model import Document, Source
from aggregator.settings.output import Feed
from aggregator.text.tracking import untracked
from aggregator.text.urls import without_fragment
from tests.readers.house import Answering, Config, real
from tests.readers.player import Day, Player
from tests.readers.public import times_never_go_back

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import ThreadPoolExecutor

    from aggregator.feeds import Form
    from aggregator.model import Extraction, Post, SourceKind

SHARED = Path(__file__).resolve().parents[3] / "shared"

pytestmark = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(),
    reason="the captured corpus is not beside this repository",
)

ROUNDS = 6
PAUSE = timedelta(hours=1)
NEWEST = 24  # posts of each that are played
TAKEN_BACK = 4  # the round in which live blogs take one post back,
RESTORED = 6  # and in which half of them show it again
EVER = datetime(1990, 1, 1, tzinfo=UTC)
MORE = "Nobody had said so until now."

WHOLE: Mapping[str, object] = {"window": "36500d"}
FEEDS = (
    Feed.model_validate(WHOLE),
    Feed.model_validate({**WHOLE, "name": "known", "outlets": 2}),
    Feed.model_validate({**WHOLE, "name": "anew", "edits": "reissue"}),
)
PLACES: Sequence[tuple[str, Form]] = (
    ("feed", "atom"),
    ("feed", "json"),
    ("feed", "rss"),
    ("known", "atom"),
    ("anew", "atom"),
)


@dataclass(frozen=True)
class Captured:
    """A page or feed that is the shorter the earlier it is asked.

    Its posts were read once; its body is no more than the moment.
    """

    source: Source
    read: Extraction
    start: datetime
    media_type: str = "text/plain"

    @property
    def url(self) -> str:
        return self.source.url

    def body(self, now: datetime, /) -> bytes:
        return now.isoformat().encode()

    def says(self, now: datetime, /) -> Mapping[str, int]:
        turn = self._turn(now)
        return {each.url: _version(each, turn) for each in self._shown(turn)}

    def extraction(self, now: datetime) -> Extraction:
        """Return what is read of it at a moment, the newest on top."""
        turn = self._turn(now)
        posts = [_longer(each, _version(each, turn)) for each in self._shown(turn)]
        return replace(self.read, posts=tuple(posts[::-1]))

    def _turn(self, now: datetime) -> int:
        return 1 + (now - self.start) // PAUSE

    def _shown(self, turn: int) -> list[Post]:
        """Return the posts of one round, the oldest first."""
        there = self._oldest_first[: NEWEST * turn // ROUNDS]
        if self.source.kind == "live" and self._hides(turn):
            del there[6:7]
        return there

    def _hides(self, turn: int) -> bool:
        restores = crc32(self.source.id.encode()) % 2
        return TAKEN_BACK <= turn < (RESTORED if restores else ROUNDS + 1)

    @cached_property
    def _oldest_first(self) -> list[Post]:
        upwards = self.read.posts[:NEWEST][::-1]
        return list(map(_apart, sorted(upwards, key=_time)))


def _apart(post: Post) -> Post:
    """Return a post under an address of its own, by which it is known again here."""
    page = without_fragment(untracked(post.url))
    return replace(post, url=f"{page}#{quote(post.key, safe='')}")


def _time(post: Post) -> datetime:
    return post.published or EVER


def _version(post: Post, turn: int) -> int:
    """Return how often it was edited by then, by whichever feed it comes.

    Each round that is so with one post in five.
    """
    own = crc32(post.key.encode())
    return sum((own + each) % 5 == 0 for each in range(1, turn + 1))


def _longer(post: Post, version: int) -> Post:
    return replace(
        post,
        html=post.html + f"<p>{MORE}</p>" * version,
        text=post.text + f"\n\n{MORE}" * version,
    )


def files() -> Iterator[tuple[Path, SourceKind]]:
    folders: dict[str, SourceKind] = {"live": "live", "feeds": "feed"}
    for folder, kind in folders.items():
        for path in sorted((SHARED / "corpus" / folder).iterdir()):
            if not path.name.endswith((".meta.json", ".posts.jsonl")):
                yield path, kind
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        yield path, "live"


def captured(start: datetime) -> Iterator[Captured]:
    """Yield all that can be read by itself."""
    for path, kind in files():
        name = "".join(c if c.isalnum() else "-" for c in path.stem.lower())
        played = f"https://{name}.example/{kind}"  # of two captures of one feed, too
        facts = path.with_suffix(".meta.json")
        told = json.loads(facts.read_text()) if facts.is_file() else {}
        url = told.get("url") or played
        source = Source(id=name, url=url, outlet=name, kind=kind)
        document = Document(source=name, url=url, body=path.read_bytes(), fetched=start)
        try:
            read = real(document, source)
        except ExtractError:
            continue
        # There are no older pages to be had, nor other pages to be found.
        read = replace(read, items=None, signs=NO_SIGNS, links=())
        yield Captured(replace(source, url=played), read, start)


def test_captured_feeds_and_pages_bring_no_entry_twice_and_no_silent_change(
    request: pytest.FixtureRequest, lane: ThreadPoolExecutor, noon: datetime
) -> None:
    outlets = {each.source.id: each for each in captured(noon)}
    day = Day(
        start=noon,
        pause=PAUSE,
        network=lambda _: Answering(outlets.values()),
        config=Config(
            sources=tuple(each.source for each in outlets.values()), feeds=FEEDS
        ),
        read=lambda document, source: outlets[source.id].extraction(document.fetched),
    )
    lives = [each for each in outlets.values() if each.source.kind == "live"]
    assert len(lives) > 8
    of_sources: list[tuple[str, Form]] = [
        (f"source/{each.source.id}", "atom") for each in lives[:3]
    ]
    player = Player(
        request.getfixturevalue("_sqlite")(), day, lane, (*PLACES, *of_sources)
    )
    for _ in range(2):
        player.play(ROUNDS // 2)
        player.again()
    with player.house.store.reading() as unit:
        entries = unit.entries.latest(limit=5_000).entries
    player.house.close()
    for public in player.publics.values():
        times_never_go_back(public.documents)
    main = player.publics[PLACES[0]]
    # What there was to stumble over:
    assert main.noticed > 600
    assert main.edits > 100
    assert sum(len(each.echoes) for each in entries) > 10
    assert sum(each.withdrawn is not None for each in entries) > 2
