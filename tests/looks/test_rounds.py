"""Who is looked at in one round, when many wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.looks.rounds import let_in, room, taken
from aggregator.looks.state import address_of
from aggregator.model import Ledger, SourceState
from aggregator.store.sources import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Source
    from aggregator.store.unit import Store

    MakeSource = Callable[..., Source]

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def test_all_whose_time_has_just_come_are_let_in(
    make_source: MakeSource, noon: datetime
) -> None:
    waiting = [
        Waiting(make_source(id=f"s{each}"), noon - each % 10 * SECOND, noon - MINUTE)
        for each in range(500)
    ]
    assert len(let_in(waiting, noon)) == 500


def test_after_a_night_a_thousand_are_spread_over_most_of_a_minute(
    make_source: MakeSource, noon: datetime
) -> None:
    night = timedelta(hours=8)
    waiting = [
        Waiting(make_source(id=f"s{each}"), noon - night, noon - night - MINUTE)
        for each in range(1000)
    ]
    rounds = []
    while waiting:
        chosen = {each.id for each in let_in(waiting, noon)}
        waiting = [each for each in waiting if each.source.id not in chosen]
        rounds.append(len(chosen))
    assert (max(rounds), len(rounds)) == (20, 50)


def test_who_is_late_waits_where_there_is_no_room(
    make_source: MakeSource, noon: datetime
) -> None:
    on_time = Waiting(make_source(), noon, noon - MINUTE)
    late = [Waiting(make_source(id=f"s{n}"), None, None) for n in range(30)]
    chosen = [len(let_in([on_time, *late], noon, places)) for places in (20, 5, 1)]
    assert chosen == [21, 6, 2]


def test_there_is_less_room_where_we_are_slow_and_more_when_we_recover() -> None:
    fine, strained, pause = SECOND, 2 * SECOND, timedelta(hours=8)
    assert room(20, fine, 0) == 20
    assert room(20, strained, 0) == 10
    assert room(1, strained, 0) == 1
    assert room(4, fine, 0) == 5
    assert room(4, pause, 0) == 5
    assert [room(20, fine, busy) for busy in (3, 19, 99)] == [17, 1, 1]


def test_first_come_those_that_shall_lead_then_the_liveliest(
    make_source: MakeSource, noon: datetime
) -> None:
    new = [Waiting(make_source(id=f"new{n}"), None, None) for n in range(30)]
    first = Waiting(make_source(id="first", priority=1), None, None)
    then = noon - timedelta(hours=1)
    quick = Waiting(make_source(id="quick"), then, then - SECOND)
    slow = Waiting(make_source(id="slow"), then, then - MINUTE)
    chosen = {each.id for each in let_in([*new, slow, quick, first], noon)}
    assert chosen >= {"first", "quick", "slow"}
    assert len(chosen) == 20


def test_what_is_gone_for_good_is_not_asked_until_its_address_changes(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    gone = make_source()
    state = SourceState(source=gone.id, asked=address_of(gone), muted=noon)
    with store.begin() as unit:
        unit.sources.save(state, Ledger(), now=noon)
        assert taken(unit, [gone], noon) == []
        moved = make_source(url="https://gazette.example/elsewhere")
        (due,) = taken(unit, [moved], noon)
    assert due.source == moved
