from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aggregator.looks import turns as module
from aggregator.looks.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from aggregator.model import Source

    MakeSource = Callable[..., Source]


def saved(*sources: Source, slow: str = "") -> list[str]:
    """Let each source come to its turn and save; `slow` is the last to be ready."""
    order: list[str] = []

    async def look(turns: Turns, source: Source) -> None:
        await asyncio.sleep(0.05 if source.id == slow else 0)
        await turns.come(source)
        order.append(source.id)
        turns.through(source)

    async def play() -> None:
        turns = Turns(sources)
        await asyncio.gather(*(look(turns, each) for each in sources))

    asyncio.run(play())
    return order


def test_the_higher_saves_before_the_lower(make_source: MakeSource) -> None:
    low, middle, high = (
        make_source(id=name, priority=priority)
        for name, priority in (("low", -1), ("middle", 0), ("high", 9))
    )
    assert saved(low, middle, high, slow="high") == ["high", "middle", "low"]


def test_equals_do_not_wait_for_each_other(make_source: MakeSource) -> None:
    one, two = make_source(id="one"), make_source(id="two")
    assert saved(one, two, slow="one") == ["two", "one"]


def test_a_slow_outlet_holds_nobody_up_for_long(
    make_source: MakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    low, high = make_source(id="low"), make_source(id="high", priority=1)
    assert saved(low, high, slow="high") == ["low", "high"]


def test_a_source_that_was_not_in_the_round_waits_and_is_waited_for_by_nobody(
    make_source: MakeSource,
) -> None:
    async def play() -> None:
        turns = Turns([make_source(id="one")])
        stranger = make_source(id="stranger", priority=7)
        await turns.come(stranger)
        turns.through(stranger)

    asyncio.run(asyncio.wait_for(play(), 1))
