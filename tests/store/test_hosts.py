from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.manners import Host, Spending

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.store.unit import Store


def test_a_host_comes_back_as_it_went_in(store: Store, noon: datetime) -> None:
    bare = Host(name="a.example")
    full = Host(
        name="b.example",
        rest_until=noon,
        refusals=3,
        robots="User-agent: *\nDisallow: /never",
        robots_until=noon - timedelta(hours=1),
        spent=(
            Spending(minute=29_000_000, amount=5),
            Spending(minute=29_000_001, amount=7),
        ),
    )
    with store.begin() as unit:
        unit.hosts.save([full, bare])
    with store.reading() as unit:
        assert unit.hosts.all() == [bare, full]


def test_what_is_known_of_a_host_is_replaced(store: Store, noon: datetime) -> None:
    resting = Host(name="a.example", rest_until=noon, refusals=1)
    for each in (resting, Host(name="a.example")):
        with store.begin() as unit:
            unit.hosts.save([each])
    with store.reading() as unit:
        assert unit.hosts.all() == [Host(name="a.example")]
