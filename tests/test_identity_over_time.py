"""What an entry is to its readers stays so: in any order, through every interruption.

The days, the outlets and the house are those of `readers/`.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.readers.copies import restored
from tests.readers.documents import parsed
from tests.readers.drawn import Plan, day
from tests.readers.house import Answering, Config, House, real, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import ThreadPoolExecutor
    from datetime import datetime

    from aggregator.model import Document, Extraction, Source
    from tests.readers.documents import Item
    from tests.readers.outlets import Outlet

    Begin: TypeAlias = Callable[[str, Config], House]

ORDERS = 20
HOURS = 3


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(noon: datetime) -> Clock:
    return Clock(noon)


@pytest.fixture
def outlets(noon: datetime) -> tuple[Outlet, ...]:
    plan = Plan(
        start=noon,
        length=timedelta(hours=HOURS),
        outlets=4,
        posts=28,
        echoed=0.6,
        taken_back=0.2,
    )
    return day(plan, seed=4)


@pytest.fixture
def begin(outlets: tuple[Outlet, ...], lane: ThreadPoolExecutor, clock: Clock) -> Begin:
    known: dict[tuple[Source, bytes], Extraction] = {}

    def once(document: Document, source: Source) -> Extraction:
        """Read each page once, however often it is met."""
        key = source, document.body
        if key not in known:
            known[key] = real(replace(document, known=None), source)
        return known[key]

    def begun(url: str, config: Config) -> House:
        return House(url, config, Answering(outlets), lane=lane, clock=clock, read=once)

    return begun


@pytest.fixture
def config(outlets: tuple[Outlet, ...]) -> Config:
    return Config(sources=sources(outlets))


def happenings(
    outlets: Sequence[Outlet], start: datetime
) -> list[tuple[datetime, str]]:
    """Return when each outlet's page becomes another, in the order of time."""
    moments = {
        (moment, outlet.name)
        for outlet in outlets
        for telling in outlet.tellings
        for moment in (
            telling.comes,
            *(each.since for each in telling.versions),
            *(telling.away or ()),
        )
    }
    end = start + timedelta(hours=HOURS)
    return sorted(each for each in moments if start < each[0] <= end)


def test_entries_are_the_same_in_twenty_orders_of_arrival(
    outlets: tuple[Outlet, ...],
    build: Callable[[], str],
    begin: Begin,
    config: Config,
    clock: Clock,
    noon: datetime,
) -> None:
    """Whoever else is looked at, how often, and whenever the process starts again."""
    news = happenings(outlets, noon)
    names = [each.name for each in outlets]

    def played(seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311  (it plays the network)
        url, clock.now = build(), noon
        house = begin(url, config)
        house.look(names)
        for clock.now, name in news:
            if chance.random() < 0.05:
                house.close()
                shuffled = chance.sample(config.sources, k=len(config.sources))
                house = begin(url, replace(config, sources=tuple(shuffled)))
            still = [each for each in names if each != name]
            among = [name, *chance.sample(still, k=chance.choice((0, 0, 1)))]
            house.look(chance.sample(among, k=len(among)))
        body = house.feed()
        house.close()
        return body

    first, *others = (parsed(played(seed)).items for seed in range(ORDERS))
    assert 10 < len(first) < sum(len(each.tellings) for each in outlets)
    for each in others:
        assert each == first


Interruption: TypeAlias = "Callable[[str, Config], tuple[str, Config]]"


def restarted(url: str, config: Config) -> tuple[str, Config]:
    return url, config


def reloaded(url: str, config: Config) -> tuple[str, Config]:
    first, *rest = config.sources
    other = replace(first, outlet="Another", topics=("else",), language="en-GB")
    feeds = tuple(each.model_copy(update={"title": "All"}) for each in config.feeds)
    return url, replace(config, feeds=feeds, sources=(*rest, other))


def readdressed(url: str, config: Config) -> tuple[str, Config]:
    return url, replace(config, base="https://elsewhere.example/a/b")


def moved(url: str, config: Config) -> tuple[str, Config]:
    return restored(url), config


@pytest.mark.parametrize("interruption", [restarted, reloaded, readdressed, moved])
def test_no_interruption_changes_anything_in_what_is_published(
    interruption: Interruption,
    store_url: str,
    begin: Begin,
    config: Config,
    clock: Clock,
) -> None:
    house = begin(store_url, config)
    for _ in range(HOURS):
        house.look()
        clock.now += timedelta(hours=1)
    before = parsed(house.feed())
    house.close()
    house = begin(*interruption(store_url, config))
    assert parsed(house.feed()) == before
    house.look()
    after = parsed(house.feed())
    house.close()
    assert after.id == before.id
    assert after.updated >= before.updated
    now = {each.id: each for each in after.items}
    assert [told(each) for each in before.items] == [
        told(now[each.id]) for each in before.items
    ]
    assert len(before.items) > 10


def told(item: Item) -> tuple[str, str, str]:
    """Return what stays of an entry when its outlet edits it."""
    return item.id, item.link, item.published


def test_a_lost_database_that_is_filled_again_gives_the_ids_that_readers_know(
    build: Callable[[], str], begin: Begin, config: Config, clock: Clock
) -> None:
    def ids() -> dict[str, str]:
        house = begin(build(), config)
        house.look()
        items = parsed(house.feed()).items
        house.close()
        return {each.link: each.id for each in items}

    clock.now += timedelta(hours=1)
    before = ids()
    clock.now += timedelta(hours=1)
    after = ids()
    both = before.keys() & after.keys()
    assert len(both) > 5
    assert {each: before[each] for each in both} == {each: after[each] for each in both}


@pytest.fixture
def build(request: pytest.FixtureRequest) -> Callable[[], str]:
    made: Callable[[], str] = request.getfixturevalue("_sqlite")
    return made
