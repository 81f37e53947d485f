from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.server import Event, Stream, make_app

if TYPE_CHECKING:
    import httpx

Ask: TypeAlias = "Callable[..., httpx.Response]"
Story: TypeAlias = Callable[[], Awaitable[None]]


def event(number: int) -> Event:
    return Event(id=f"e{number}", name="entry", data=f"post {number}")


def ids(told: bytes) -> list[str]:
    return re.findall(r"^id: (.*)$", told.decode(), re.MULTILINE)


async def heard(news: AsyncIterator[bytes], until: str) -> bytes:
    """Return all that a listener hears until there is an event of this id."""
    told = b""
    async with asyncio.timeout(5):
        async for each in news:
            told += each
            if until in ids(told):
                break
    return told


async def left(*listeners: AsyncIterator[bytes]) -> None:
    for each in listeners:
        await each.aclose()  # type: ignore[attr-defined]  # they are generators


def run(story: Story) -> None:
    asyncio.run(story())  # type: ignore[arg-type]  # a coroutine it is


def test_all_who_listen_are_told_and_none_of_what_was_before() -> None:
    async def story() -> None:
        stream = Stream()
        stream.push(event(1))
        both = [stream.news(None), stream.news(None)]
        for each in both:
            assert await anext(each) == b"retry: 3000\n\n"
        stream.push(event(2))
        for each in both:
            told = await heard(each, "e2")
            assert told == b"id: e2\nevent: entry\ndata: post 2\n\n"
        assert stream.listeners == 2
        await left(*both)
        assert stream.listeners == 0

    run(story)


def test_who_was_away_is_told_what_came_since() -> None:
    async def story() -> None:
        stream = Stream()
        for number in range(5):
            stream.push(event(number))
        back = stream.news("e2")
        assert ids(await heard(back, "e4")) == ["e3", "e4"]
        stream.push(event(5))
        assert ids(await heard(back, "e5")) == ["e5"]
        await left(back)

    run(story)


def test_a_page_misses_nothing_between_its_making_and_its_listening() -> None:
    async def story() -> None:
        stream = Stream()
        made = stream.last
        stream.push(event(1))
        listener = stream.news(made)
        assert ids(await heard(listener, "e1")) == ["e1"]
        await left(listener)
        up_to_date = stream.news(stream.last)
        stream.push(event(2))
        assert ids(await heard(up_to_date, "e2")) == ["e2"]
        await left(up_to_date)

    run(story)


@pytest.mark.parametrize("last", ["never", "", "e0"])
def test_who_asks_for_what_is_gone_is_told_that_it_missed_something(last: str) -> None:
    async def story() -> None:
        stream = Stream()
        start = stream.last
        for number in range(250):
            stream.push(event(number))
        for gone in (last, start):
            lost = stream.news(gone)
            told = await heard(lost, "e249")
            assert told.endswith(b"id: e249\nevent: missed\ndata: \n\n")
            assert len(ids(told)) == 1
            stream.push(Event(id="e249", name="entry", data="once more"))
            await left(lost)

    run(story)


def test_who_falls_behind_is_told_so_and_holds_nothing_up() -> None:
    async def story() -> None:
        stream = Stream()
        slow = stream.news(None)
        await anext(slow)
        for number in range(201):
            stream.push(event(number))
        assert b"event: missed" in await heard(slow, "e200")
        stream.push(event(201))
        assert ids(await heard(slow, "e201")) == ["e201"]
        await left(slow)

    run(story)


def test_the_last_two_hundred_events_are_kept() -> None:
    async def story() -> None:
        stream = Stream()
        for number in range(201):
            stream.push(event(number))
        back = stream.news("e1")
        assert len(ids(await heard(back, "e200"))) == 199
        await left(back)

    run(story)


def test_who_does_not_read_is_not_sent_all_that_is_kept_at_once() -> None:
    async def story() -> None:
        stream = Stream()
        for number in range(200):
            stream.push(Event(id=f"e{number}", name="entry", data="x" * 10_000))
        back = stream.news("e0")
        pieces = [await anext(back) for _ in range(3)]
        assert max(map(len, pieces)) < 100_000
        assert len(ids(await heard(back, "e199"))) + len(ids(b"".join(pieces))) == 199
        await left(back)

    run(story)


def test_silence_is_broken_now_and_then() -> None:
    async def story() -> None:
        listener = Stream(heartbeat=0.01).news(None)
        told = [await anext(listener) for _ in range(3)]
        assert told[1:] == [b":\n\n", b":\n\n"]
        await left(listener)

    run(story)


@given(name=st.text(), data=st.text())
def test_no_words_make_an_event_of_their_own(name: str, data: str) -> None:
    async def story() -> None:
        stream = Stream()
        listener = stream.news(None)
        await anext(listener)
        stream.push(Event(id="1", name=name, data=data))
        lines = re.split(rb"\r\n|\r|\n", await heard(listener, "1"))
        assert lines[-2:] == [b"", b""]
        assert b"" not in lines[:-2]
        assert [each.partition(b": ")[0] for each in lines[:2]] == [b"id", b"event"]
        assert {each.partition(b": ")[0] for each in lines[2:-2]} == {b"data"}
        await left(listener)

    run(story)


def test_listeners_are_so_many_and_no_more(ask: Ask) -> None:
    app = make_app({}, health=dict, report=print, stream=Stream(most=0))
    answer = ask(app, "/events")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_what_is_told_is_kept_by_nobody_on_the_way(ask: Ask) -> None:
    app = make_app({}, health=dict, report=print, stream=Stream())
    headers = ask(app, "/events", method="HEAD").headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"
    assert "content-length" not in headers


def test_where_there_is_no_stream_nobody_can_listen(ask: Ask) -> None:
    assert ask(make_app({}, health=dict, report=print), "/events").status_code == 404
