from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.store.engine import open_store
from aggregator.subscription import Subscriber

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.store.unit import Store


def subscriber(noon: datetime, callback: str, topic: str = "feed") -> Subscriber:
    return Subscriber(
        topic=f"https://news.example/{topic}.atom",
        callback=f"https://reader.example/{callback}",
        secret="",
        created=noon,
        expires=noon + timedelta(days=10),
    )


def kept(store: Store) -> list[Subscriber]:
    with store.reading() as unit:
        return unit.hub.all()


def test_subscribers_are_kept_as_they_are_and_as_they_become(
    store: Store, store_url: str, noon: datetime
) -> None:
    first, second = subscriber(noon, "b"), subscriber(noon, "a" * 9_000)
    other = subscriber(noon, "b", topic="other")
    failing = replace(first, told='"etag"', failures=2, due=noon, secret="s" * 199)
    with store.begin() as unit:
        for each in (first, second, other):
            unit.hub.save(each)
    assert kept(store) == [first, second, other]
    with store.begin() as unit:
        unit.hub.save(failing)
        unit.hub.drop(other.callback, other.topic)
        unit.hub.drop("https://nobody.example/", first.topic)
    again = open_store(store_url)
    assert kept(again) == [failing, second]
    again.close()
