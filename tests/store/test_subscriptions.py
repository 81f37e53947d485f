from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.subscription import Subscription

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.store.unit import Store


def subscription(noon: datetime, token: str, source: str = "wire") -> Subscription:
    return Subscription(
        token=token,
        source=source,
        hub="https://hub.example/",
        topic="https://wire.example/feed",
        secret="s",  # noqa: S106  (no secret: the one of these tests)
        stage="asked",
        due=noon + timedelta(minutes=15),
        asked_at=noon,
    )


def test_a_subscription_is_kept_as_it_is_and_as_it_becomes(
    store: Store, noon: datetime
) -> None:
    first, second = subscription(noon, "b"), subscription(noon, "a")
    alive = replace(
        first,
        stage="alive",
        asked_at=None,
        ends_at=noon + timedelta(days=10),
        heard_at=noon,
        failures=1,
        missed=2,
        reason="status 503",
    )
    with store.begin() as unit:
        unit.subscriptions.save(first)
        unit.subscriptions.save(second)
    with store.begin() as unit:
        unit.subscriptions.save(alive)
    with store.reading() as unit:
        assert unit.subscriptions.all() == [second, alive]


def test_a_source_has_its_own(store: Store, noon: datetime) -> None:
    mine, other = subscription(noon, "a"), subscription(noon, "b", "other")
    with store.begin() as unit:
        unit.subscriptions.save(mine)
        unit.subscriptions.save(other)
    with store.reading() as unit:
        assert unit.subscriptions.of("wire") == [mine]
        assert unit.subscriptions.of("nobody") == []


def test_one_that_is_over_is_forgotten(store: Store, noon: datetime) -> None:
    with store.begin() as unit:
        unit.subscriptions.save(subscription(noon, "a"))
        unit.subscriptions.forget("a")
        unit.subscriptions.forget("unknown")
    with store.reading() as unit:
        assert unit.subscriptions.all() == []
