"""The time runs only while an outlet is asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from aggregator.fetch.deadline import Deadline
from aggregator.fetch.reasons import Unusable


def test_who_is_too_slow_is_told_the_limit() -> None:
    async def story() -> None:
        async with Deadline(timedelta(milliseconds=10)).running():
            await asyncio.sleep(9)

    with pytest.raises(Unusable, match=r"no whole answer within 0\.01 s"):
        asyncio.run(story())


def test_several_stretches_share_one_limit() -> None:
    async def story() -> int:
        deadline = Deadline(timedelta(milliseconds=100))
        for stretch in range(9):
            try:
                async with deadline.running():
                    await asyncio.sleep(0.04)
            except Unusable:
                return stretch
        return 9

    assert asyncio.run(story()) in {1, 2}  # a busy machine sleeps long


def test_the_time_between_two_stretches_does_not_count() -> None:
    async def story() -> None:
        deadline = Deadline(timedelta(milliseconds=100))
        async with deadline.running():
            pass
        await asyncio.sleep(0.15)
        async with deadline.running():
            await asyncio.sleep(0)

    asyncio.run(story())


def test_a_cancellation_passes_through() -> None:
    async def story() -> None:
        async with asyncio.timeout(0.01), Deadline(timedelta(seconds=9)).running():
            await asyncio.sleep(9)

    with pytest.raises(TimeoutError):
        asyncio.run(story())
