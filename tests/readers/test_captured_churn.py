"""Unread churn is nil with captured feeds, too: their posts come little by little."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import ExtractError
from aggregator.model import Document, Source
from aggregator.settings.output import Feed
from tests.readers.house import Config, House, real
from tests.readers.public import Public, times_never_go_back

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import ThreadPoolExecutor

    from aggregator.model import Extraction, Post

FEEDS = Path(__file__).resolve().parents[3] / "shared/corpus/feeds"

pytestmark = pytest.mark.skipif(
    not FEEDS.is_dir(), reason="the captured corpus is not beside this repository"
)

ROUNDS = 5
NEWEST = 20  # posts of each feed that are played
EVER = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Captured:
    """A feed that is the shorter the earlier it is asked; its body is that moment."""

    source: Source
    read: Extraction
    media_type: str = "application/xml"

    @property
    def url(self) -> str:
        return self.source.url

    def body(self, now: datetime, /) -> bytes:
        return now.isoformat().encode()

    def says(self, _: datetime, /) -> Mapping[str, int]:
        return {}

    def shown(self, part: int) -> Extraction:
        """Return the feed as it was in one of the rounds."""
        oldest_first = sorted(self.read.posts[:NEWEST], key=_time)
        return replace(
            self.read, posts=tuple(oldest_first[: NEWEST * part // ROUNDS][::-1])
        )


def _time(post: Post) -> datetime:
    return post.published or EVER


def captured() -> list[Captured]:
    """Return all feeds that can be read by themselves."""
    found = []
    for path in sorted(FEEDS.glob("*.xml")):
        meta = json.loads(path.with_suffix(".meta.json").read_text())
        name = "".join(c if c.isalnum() else "-" for c in path.stem.lower())
        url = meta.get("url") or f"https://{name}.example/feed"
        source = Source(id=name, url=url, outlet=name, kind="feed")
        document = Document(
            source=name, url=url, body=path.read_bytes(), fetched=datetime.now(UTC)
        )
        try:
            read = real(document, source)
        except ExtractError:
            continue
        found.append(Captured(source, replace(read, items=None)))
    return found


def test_captured_feeds_bring_no_entry_twice_and_no_silent_change(
    request: pytest.FixtureRequest, lane: ThreadPoolExecutor, noon: datetime
) -> None:
    build: Callable[[], str] = request.getfixturevalue("_sqlite")
    url, now, public = build(), noon, Public()
    feeds = {each.source.id: each for each in captured()}
    everything = Feed.model_validate({"window": "36500d"})
    config = Config(
        sources=tuple(each.source for each in feeds.values()), feeds=(everything,)
    )
    for part in range(1, ROUNDS + 1):
        house = House(
            url,
            config,
            list(feeds.values()),
            lane=lane,
            clock=lambda: now,  # noqa: B023  (used in this round alone)
            read=lambda _, source: feeds[source.id].shown(part),  # noqa: B023
        )
        house.look()
        public.read(house.feed(), {}, now)
        house.close()
        now += timedelta(hours=1)
    times_never_go_back(public.documents)
    assert public.noticed > 500
