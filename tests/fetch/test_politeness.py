"""Turns are given out fairly, sparingly, and without a wall clock."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.politeness import Politeness

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

SECOND = timedelta(seconds=1)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def politeness(
    clock: Clock,
    *,
    concurrency: int = 20,
    per_host: int = 2,
    spacing: timedelta = SECOND,
    sleep: Callable[[float], Coroutine[None, None, None]] | None = None,
) -> Politeness:
    return Politeness(
        concurrency=concurrency,
        per_host=per_host,
        spacing=spacing,
        clock=clock,
        sleep=sleep or clock.sleep,
    )


async def starts_of(polite: Politeness, clock: Clock, hosts: list[str]) -> list[float]:
    """Ask all `hosts` at once; return when each request started."""

    async def ask(host: str) -> float:
        async with polite.turn(host):
            return clock.now

    return await asyncio.gather(*map(ask, hosts))


async def crowd(polite: Politeness, hosts: list[str]) -> int:
    """Ask all `hosts` at once; return how many were in flight together at the most."""
    flying, most = 0, 0

    async def ask(host: str) -> None:
        nonlocal flying, most
        async with polite.turn(host):
            flying += 1
            most = max(most, flying)
            for _ in range(5):
                await asyncio.sleep(0)
            flying -= 1

    await asyncio.gather(*map(ask, hosts))
    return most


def test_requests_to_one_host_start_a_second_apart(clock: Clock) -> None:
    starts = asyncio.run(starts_of(politeness(clock), clock, ["a"] * 4))
    assert starts == [100, 101, 102, 103]


def test_one_host_does_not_wait_for_another(clock: Clock) -> None:
    starts = asyncio.run(starts_of(politeness(clock), clock, ["a", "b", "c"]))
    assert starts == [100, 100, 100]


def test_a_host_that_had_its_rest_is_asked_at_once(clock: Clock) -> None:
    async def story() -> list[float]:
        polite = politeness(clock)
        first = await starts_of(polite, clock, ["a"])
        clock.now += 5
        return first + await starts_of(polite, clock, ["a"])

    assert asyncio.run(story()) == [100, 105]


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_no_two_starts_at_a_host_are_nearer_than_the_spacing(hosts: list[str]) -> None:
    clock = Clock()
    starts = asyncio.run(starts_of(politeness(clock), clock, hosts))
    for host in "abc":
        mine = [
            start for start, name in zip(starts, hosts, strict=True) if name == host
        ]
        assert mine == sorted(mine)
        assert all(b - a >= 1 for a, b in itertools.pairwise(mine))


def test_a_host_is_asked_by_no_more_than_agreed_at_once(clock: Clock) -> None:
    polite = politeness(clock, spacing=timedelta(0))
    assert asyncio.run(crowd(polite, ["a"] * 9)) == 2


def test_all_hosts_together_are_asked_by_no_more_than_agreed(clock: Clock) -> None:
    polite = politeness(clock, concurrency=3, spacing=timedelta(0))
    assert asyncio.run(crowd(polite, [str(n) for n in range(9)])) == 3


def test_who_comes_first_is_served_first(clock: Clock) -> None:
    served = []

    async def ask(polite: Politeness, number: int) -> None:
        async with polite.turn("a"):
            served.append(number)
            await asyncio.sleep(0)

    async def story() -> None:
        polite = politeness(clock)
        await asyncio.gather(*(ask(polite, number) for number in range(8)))

    asyncio.run(story())
    assert served == list(range(8))


def test_who_waits_for_one_host_bars_no_other(clock: Clock) -> None:
    async def story() -> list[float]:
        async def for_ever(_: float) -> None:
            await asyncio.Event().wait()

        polite = politeness(clock, concurrency=1, sleep=for_ever)
        await starts_of(polite, clock, ["a"])
        stuck = asyncio.create_task(starts_of(polite, clock, ["a"]))
        await asyncio.sleep(0)
        starts = await starts_of(polite, clock, ["b"])
        stuck.cancel()
        with suppress(asyncio.CancelledError):
            await stuck
        return starts

    assert asyncio.run(story()) == [100]


@pytest.mark.parametrize("steps", range(1, 6))
def test_whoever_gives_up_leaves_the_place_to_the_next(
    clock: Clock, steps: int
) -> None:
    """Wherever it is cancelled: in the queue, in its rest, in its request."""

    async def story() -> list[float]:
        polite = politeness(clock, concurrency=1, per_host=1)
        waiting = asyncio.create_task(crowd(polite, ["a"] * 3))
        for _ in range(steps):
            await asyncio.sleep(0)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        clock.now = 500
        return await starts_of(polite, clock, ["a", "a"])

    assert asyncio.run(story()) == [500, 501]


def test_a_request_that_fails_gives_its_place_back(clock: Clock) -> None:
    async def fail(polite: Politeness) -> None:
        async with polite.turn("a"):
            message = "broken"
            raise ValueError(message)

    async def story() -> list[float]:
        polite = politeness(clock, concurrency=1, per_host=1)
        with pytest.raises(ValueError, match="broken"):
            await fail(polite)
        return await starts_of(polite, clock, ["a"])

    assert asyncio.run(story()) == [101]


def test_hosts_at_rest_are_forgotten(clock: Clock) -> None:
    async def story() -> int:
        polite = politeness(clock)
        most = 0
        for number in range(3000):
            clock.now += 1
            await starts_of(polite, clock, [str(number)])
            most = max(most, len(polite._hosts))
        return most

    assert asyncio.run(story()) <= 1024


def test_a_host_in_its_rest_is_never_forgotten(clock: Clock) -> None:
    async def story() -> list[float]:
        polite = politeness(clock)
        for number in range(3000):
            await starts_of(polite, clock, [str(number)])
        return await starts_of(polite, clock, ["0"])

    assert asyncio.run(story()) == [101]


def test_a_host_that_is_being_asked_is_never_forgotten(clock: Clock) -> None:
    async def story() -> int:
        polite = politeness(clock, per_host=1, spacing=timedelta(0))
        async with polite.turn("a"):
            clock.now += 9
            for number in range(3000):
                await starts_of(polite, clock, [str(number)])
            second = asyncio.create_task(starts_of(polite, clock, ["a"]))
            await asyncio.sleep(0)
            assert not second.done()
        await second
        return len(polite._hosts)

    assert asyncio.run(story()) <= 1024
