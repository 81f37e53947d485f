from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.liveblog import Gap, Life, Sign
from aggregator.manners import Hints, Move
from aggregator.model import Ledger, New, Rhythm, SourceState, Validators

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post, Source
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    MakeSource = Callable[..., Source]
    Look = Callable[..., None]

MINUTE = timedelta(minutes=1)


def test_a_source_never_looked_at_is_due_at_once(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    with store.begin() as unit:
        (state,) = unit.sources.take_due([make_source()], noon)
    assert state == SourceState(source="gazette", next_look=noon + 5 * MINUTE)


def test_a_source_that_was_taken_is_left_alone_until_it_is_due(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    slow, quick = make_source(), make_source(id="herald", every=MINUTE)
    taken = []
    for minutes in range(6):
        with store.begin() as unit:
            states = unit.sources.take_due([slow, quick], noon + minutes * MINUTE)
        taken.append([each.source for each in states])
    both, one = ["gazette", "herald"], ["herald"]
    assert taken == [both, one, one, one, one, both]


def test_a_source_taken_in_a_unit_that_fails_is_still_due(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    with suppress(KeyError), store.begin() as unit:
        unit.sources.take_due([make_source()], noon)
        raise KeyError
    with store.begin() as unit:
        assert unit.sources.take_due([make_source()], noon)


def test_a_clock_that_is_set_back_does_not_put_us_to_sleep(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    source, hour = make_source(), 60 * MINUTE
    with store.begin() as unit:
        (state,) = unit.sources.take_due([source], noon)
        unit.sources.save(replace(state, last_look=noon), Ledger(), now=noon)
    with store.begin() as unit:
        assert unit.sources.take_due([source], noon - MINUTE) == []
        (state,) = unit.sources.take_due([source], noon - hour)
        assert unit.sources.take_due([source], noon - hour) == []
    assert state.last_look == noon - hour
    assert state.next_look == noon - hour + source.every


def test_a_pause_that_an_outlet_asked_for_is_kept(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    day = timedelta(days=1)
    asked = SourceState(source="gazette", last_look=noon, next_look=noon + day)
    with store.begin() as unit:
        unit.sources.save(asked, Ledger(), now=noon)
        assert unit.sources.take_due([make_source()], noon + day - MINUTE) == []
        assert len(unit.sources.take_due([make_source()], noon + day)) == 1


def test_a_state_comes_back_as_it_went_in(store: Store, noon: datetime) -> None:
    state = SourceState(
        source="gazette",
        validators=Validators(etag='W/"1"', last_modified="yesterday", digest="d"),
        next_look=noon,
        last_look=noon - MINUTE,
        last_success=noon - 2 * MINUTE,
        last_post=noon - 3 * MINUTE,
        failures=3,
        error="no answer",
        warnings=("one", "two"),
        location="https://moved.example/",
        kind="live",
        life=Life(stage="cooling", since=noon, reason="nothing came for an hour"),
        signs=(Sign(ended=True, weight="state", reason="isLive is false"),),
        hints=Hints(fresh_until=noon, pause=60 * MINUTE, skip=("3", "Sunday")),
        move=Move(to="https://new.example/", since=noon, count=4),
        muted=noon,
        why="this is its pace",
        rhythm=Rhythm(minutes=1.5, hours=9.0, days=99.25, turnover=30.0),
    )
    with store.begin() as unit:
        assert unit.sources.state("gazette") == SourceState(source="gazette")
        for each in (SourceState(source="gazette"), state):
            unit.sources.save(each, Ledger(), now=noon)
            assert unit.sources.state("gazette") == each
    with store.reading() as unit:
        assert unit.sources.state("gazette") == state
        assert unit.sources.state("herald") == SourceState(source="herald")


def test_the_ledger_sums_up_all_looks_of_all_days(store: Store, noon: datetime) -> None:
    state = SourceState(source="gazette")
    looks = [
        Ledger(looks=1, extracted=9, new=4, echoes=3, revisions=1, same=1),
        Ledger(looks=1, failures=1),
        Ledger(looks=1, extracted=9, same=9, unreadable=2, withdrawn=1),
    ]
    with store.begin() as unit:
        for days, each in enumerate(looks):
            for _ in range(2):
                unit.sources.save(state, each, now=noon + timedelta(days=days))
        unit.sources.save(SourceState(source="herald"), looks[0], now=noon)
    with store.reading() as unit:
        total = unit.sources.ledger("gazette")
        assert unit.sources.ledger("nobody") == Ledger()
    assert total == Ledger(
        looks=6,
        failures=2,
        extracted=36,
        new=8,
        echoes=6,
        revisions=2,
        same=20,
        unreadable=4,
        withdrawn=2,
    )


def test_standings_tell_how_each_source_is_doing(
    store: Store,
    look: Look,
    make_post: MakePost,
    make_source: MakeSource,
    noon: datetime,
) -> None:
    look(*(New(post=make_post()) for _ in range(5)), days=-8)
    look(*(New(post=make_post()) for _ in range(7)), days=-6)
    gazette, idle = make_source(), make_source(id="idle")
    state = SourceState(source="gazette", failures=1, error="no answer")
    with store.begin() as unit:
        unit.sources.save(state, Ledger(looks=1), now=noon - timedelta(days=8))
        unit.sources.save(state, Ledger(looks=1), now=noon)
    with store.reading() as unit:
        nobody, doing = unit.sources.standings([idle, gazette], noon)
    assert nobody.source == idle
    assert nobody.state == SourceState(source="idle")
    assert (nobody.ledger, nobody.posts, nobody.posts_per_day) == (Ledger(), 0, 0.0)
    assert doing.source == gazette
    assert doing.state == state
    assert (doing.ledger, doing.posts) == (Ledger(looks=2), 12)
    assert doing.posts_per_day == pytest.approx(1.0)


def test_of_a_new_source_the_days_count_that_it_has_been_followed(
    store: Store,
    look: Callable[..., None],
    make_post: Callable[..., Post],
    make_source: Callable[..., Source],
    noon: datetime,
) -> None:
    look(*(New(post=make_post()) for _ in range(6)))
    with store.begin() as unit:
        unit.sources.save(SourceState(source="gazette"), Ledger(looks=1), now=noon)
    for days, mean in {0: 6.0, 1: 3.0, 5: 1.0, 6: 6 / 7}.items():
        with store.reading() as unit:
            now = noon + timedelta(days=days)
            (standing,) = unit.sources.standings([make_source()], now)
        assert standing.posts_per_day == pytest.approx(mean)


def test_standings_tell_of_the_gaps_of_a_week(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    ages = {name: timedelta(days=n) for n, name in enumerate("abcdefgh")}
    with store.begin() as unit:
        for name, age in ages.items():
            unit.gaps.note("gazette", make_gap(name, noon - age))
        newest, *_ = unit.gaps.open("gazette", noon)
        unit.gaps.fill(newest.number, noon + MINUTE)
        unit.gaps.note("herald", make_gap("elsewhere", noon))
    with store.reading() as unit:
        standings = unit.sources.standings(
            [make_source(), make_source(id="herald"), make_source(id="idle")],
            noon + MINUTE,
        )
    gazette, herald, idle = ([gap.reason for gap in each.gaps] for each in standings)
    assert gazette == [*"bcdefg", "a"]
    assert standings[0].gaps[-1].filled == noon + MINUTE
    assert herald == ["elsewhere"]
    assert idle == []


def test_standings_tell_of_twenty_gaps_at_most(
    store: Store, make_source: MakeSource, noon: datetime
) -> None:
    with store.begin() as unit:
        for minutes in range(25):
            at = noon + minutes * MINUTE
            unit.gaps.note("gazette", make_gap(f"{minutes}", at))
        (standing,) = unit.sources.standings([make_source()], noon + 60 * MINUTE)
    assert [each.reason for each in standing.gaps] == [
        f"{minutes}" for minutes in range(24, 4, -1)
    ]


def make_gap(reason: str, noticed: datetime) -> Gap:
    return Gap(after=None, before=None, noticed=noticed, reason=reason)
