"""A public hub hears what has changed, and of nothing that nobody may know."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from aggregator.hub import Announcer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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


async def test_each_change_of_a_feed_is_announced_once(play: Play) -> None:
    async with announcing(play, []) as announcer:
        assert TOPIC in announcer.wanted()
        for words in ("one", "one", "two"):
            await announcer.published({TOPIC: play.document(words)})
            await asyncio.sleep(0.01)
    assert [str(each.url) for each in play.news] == [PUBLIC, PUBLIC]
    (content,) = {each.content for each in play.news}
    assert parse_qs(content.decode()) == {
        "hub.mode": ["publish"],
        "hub.url": [TOPIC],
        "hub.topic": [TOPIC],
    }
    kind = "application/x-www-form-urlencoded"
    assert play.news[0].headers["content-type"] == kind


async def test_what_changes_while_it_is_announced_is_announced_after(
    play: Play,
) -> None:
    async with announcing(play, []) as announcer:
        for words in ("one", "two", "three"):
            await announcer.published({TOPIC: play.document(words)})
    assert len(play.news) == 1  # of the last: the others were never begun


async def test_what_is_no_topic_is_not_announced(play: Play) -> None:
    async with announcing(play, []) as announcer:
        await announcer.published({"https://us.example/x": play.document("x")})
    assert play.news == []


async def test_a_hub_that_is_away_is_asked_again_with_growing_pauses_and_then_left(
    play: Play,
) -> None:
    pauses: list[float] = []
    play.status = None

    async with announcing(play, pauses) as announcer:
        await announcer.published({TOPIC: play.document("one")})
    assert pauses == [2, 8, 30, 120, 600]
    assert play.events() == ["hub not told"] * 6


async def test_a_hub_that_refuses_is_told_again(play: Play) -> None:
    pauses: list[float] = []
    play.status, play.next_status = 503, 204

    async with announcing(play, pauses) as announcer:
        await announcer.published({TOPIC: play.document("one")})
    assert pauses == [2]
    assert play.told[0][1]["reason"] == "status 503"


async def test_a_hub_that_was_away_is_told_of_the_next_change_without_a_pause(
    play: Play,
) -> None:
    play.status = None
    announcer = Announcer(play.parts(url=PUBLIC))  # whose first pause is of two seconds
    async with announcer, asyncio.timeout(1):
        await announcer.published({TOPIC: play.document("one")})
        while not announcer._rests:  # noqa: ASYNC110  (it is told by nobody)
            await asyncio.sleep(0.01)
        play.status = 204
        await announcer.published({TOPIC: play.document("two")})
        while announcer._work._under_way:
            await asyncio.gather(*announcer._work._under_way)
    assert len(play.news) == 2
    assert play.events() == ["hub not told"]
