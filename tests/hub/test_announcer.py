"""A public hub hears what has changed, and of nothing that nobody may know."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from aggregator.hub import Announcer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    Run = Callable[[Coroutine[None, None, None]], None]
    Play = Any  # of conftest, which cannot be imported

PUBLIC = "https://hub.example/"
TOPIC = "https://us.example/feed.atom"


@asynccontextmanager
async def announcing(play: Play, pauses: list[float]) -> AsyncIterator[Announcer]:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    announcer = Announcer(play.parts(url=PUBLIC), sleep=sleep)
    async with announcer:
        yield announcer
        while announcer._work._under_way:
            await asyncio.gather(*announcer._work._under_way)


def test_each_change_of_a_feed_is_announced_once(play: Play, running: Run) -> None:
    async def story() -> None:
        async with announcing(play, []) as announcer:
            for words in ("one", "one", "two"):
                await announcer.published({TOPIC: play.document(words)})
                await asyncio.sleep(0.01)

    running(story())
    assert [str(each.url) for each in play.news] == [PUBLIC, PUBLIC]
    (content,) = {each.content for each in play.news}
    assert parse_qs(content.decode()) == {
        "hub.mode": ["publish"],
        "hub.url": [TOPIC],
        "hub.topic": [TOPIC],
    }
    kind = "application/x-www-form-urlencoded"
    assert play.news[0].headers["content-type"] == kind


def test_what_changes_while_it_is_announced_is_announced_after(
    play: Play, running: Run
) -> None:
    async def story() -> None:
        async with announcing(play, []) as announcer:
            for words in ("one", "two", "three"):
                await announcer.published({TOPIC: play.document(words)})

    running(story())
    assert len(play.news) == 1  # of the last: the others were never begun


def test_what_is_no_topic_is_not_announced(play: Play, running: Run) -> None:
    async def story() -> None:
        async with announcing(play, []) as announcer:
            await announcer.published({"https://us.example/x": play.document("x")})

    running(story())
    assert play.news == []


def test_a_hub_that_is_away_is_asked_again_with_growing_pauses_and_then_left(
    play: Play, running: Run
) -> None:
    pauses: list[float] = []
    play.status = None

    async def story() -> None:
        async with announcing(play, pauses) as announcer:
            await announcer.published({TOPIC: play.document("one")})

    running(story())
    assert pauses == [2, 8, 30, 120, 600]
    assert play.events() == ["hub not told"] * 6


def test_a_hub_that_refuses_is_told_again(play: Play, running: Run) -> None:
    pauses: list[float] = []
    play.status, play.next_status = 503, 204

    async def story() -> None:
        async with announcing(play, pauses) as announcer:
            await announcer.published({TOPIC: play.document("one")})

    running(story())
    assert pauses == [2]
    assert play.told[0][1]["reason"] == "status 503"
