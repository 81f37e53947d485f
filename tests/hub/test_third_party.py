"""Our hub and a subscriber that others wrote, over the wire."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask_websub.errors import SubscriberError

from tests.hub.library import News
from tests.hub.wire import KIND, publishing, until

if TYPE_CHECKING:
    from aggregator.store.unit import Store
    from tests.hub.library import Library

MINUTE = timedelta(minutes=1)


async def test_it_finds_our_hub_subscribes_believes_what_it_is_told_and_leaves(
    store: Store, library: Library
) -> None:
    async with publishing(store) as publisher:
        with library.open():
            name = await asyncio.to_thread(library.subscribe, publisher.topic)
            await until(lambda: publisher.events() == ["subscribed"])
            assert library.subscriber.storage[name]["secret"]
            await publisher.publish("Bridge")
            await until(lambda: library.news)
            told = publisher.document.body
            await asyncio.to_thread(library.unsubscribe, name)
            await until(lambda: len(publisher.told) == 2)
            await publisher.publish("Bridge", "Ferry")
            await asyncio.sleep(0.1)
    assert library.news == [News(publisher.topic, KIND, told)]
    assert library.agreed == ["subscribe", "unsubscribe"]
    assert publisher.events() == ["subscribed", "unsubscribed"]
    assert library.posts == [200]


async def test_it_does_not_believe_what_is_signed_with_another_secret(
    store: Store, library: Library
) -> None:
    async with publishing(store) as publisher:
        with library.open():
            name = await asyncio.to_thread(library.subscribe, publisher.topic)
            await until(lambda: publisher.told)
            kept = library.subscriber.storage
            kept[name] = kept[name] | {"secret": "another"}
            await publisher.publish("Bridge")
            await until(lambda: library.posts)
    assert library.news == []


async def test_it_renews_its_lease_and_without_that_is_told_no_more(
    store: Store, library: Library
) -> None:
    async with publishing(store) as publisher:
        with library.open():
            await asyncio.to_thread(
                library.subscribe, publisher.topic, lease_seconds=600
            )
            await until(lambda: publisher.told)
            publisher.later = 9 * MINUTE
            await asyncio.to_thread(library.renew)
            await until(lambda: len(publisher.told) == 2)
            publisher.later = 18 * MINUTE
            await publisher.publish("Bridge")
            await until(lambda: library.news)
            publisher.later = 20 * MINUTE
            await publisher.publish("Bridge", "Ferry")
            await asyncio.sleep(0.1)
    assert library.agreed == ["subscribe", "subscribe"]
    assert len(library.news) == 1


async def test_who_could_not_be_reached_is_told_once_it_is_back(
    store: Store, library: Library
) -> None:
    async with publishing(store) as publisher:
        with library.open():
            await asyncio.to_thread(library.subscribe, publisher.topic)
            await until(lambda: publisher.told)
        await publisher.publish("Bridge")
        await until(lambda: "subscriber not told" in publisher.events())
        await publisher.publish("Bridge", "Ferry")
        with library.open():
            publisher.later = MINUTE
            await until(lambda: library.news)
        told = [each.body for each in library.news]
        assert told == [publisher.document.body]


async def test_it_is_refused_what_there_is_not(store: Store, library: Library) -> None:
    async with publishing(store) as publisher:
        with library.open(), pytest.raises(SubscriberError, match=r"404.*hub\.topic"):
            await asyncio.to_thread(
                library.subscribe, publisher.topic, topic_url="http://x.example/"
            )
