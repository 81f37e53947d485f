"""What becomes of subscribers, beyond what the Recommendation says."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.errors import FetchError, StoreError
from aggregator.hub import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    Play = Any  # of conftest, which cannot be imported

TOPIC = "https://us.example/feed.atom"
OTHER = "https://us.example/feed.json"
SECOND = timedelta(seconds=1)
HUSH = "hush"


async def test_what_has_not_changed_is_told_to_nobody_twice(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    for _ in range(3):
        await play.publish(hub, "news")
        await play.turn(hub)
    assert play.bodies() == ["news"]


async def test_who_subscribes_is_told_what_changes_from_then_on(play: Play) -> None:
    hub = play.hub()
    await play.publish(hub, "before")
    await play.ask(hub)
    await play.turn(hub)
    assert play.bodies() == []


async def test_what_changes_while_it_is_verified_is_told_to_who_subscribes(
    play: Play,
) -> None:
    hub = play.hub()
    await play.publish(hub, "as it is fetched")
    play.late = asyncio.Event()
    hub.desk.take({**FORM, "hub.callback": "https://slow.example/"})
    await hub.published({TOPIC: play.document("news")})
    play.late.set()
    await play.turn(hub)
    await play.turn(hub)
    assert play.bodies() == ["news"]


async def test_of_two_feeds_each_has_its_own_subscribers(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    await play.ask(hub, topic=OTHER, callback="https://two.example/")
    await play.publish(hub, "{}", OTHER)
    assert [str(each.url) for each in play.news] == ["https://two.example/"]


async def test_what_is_no_topic_is_told_to_nobody(play: Play) -> None:
    private = "https://us.example/private.atom?token=t"

    hub = play.hub()
    assert (await play.ask(hub, topic=private))[0] == 404
    await play.publish(hub, "secret", private)
    assert play.asked == play.news == []


@pytest.mark.parametrize("status", [None, 404, 500, 302])
async def test_who_does_not_take_it_is_told_again_what_it_is_by_then(
    play: Play, status: int | None
) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.status = status
    await play.publish(hub, "one")
    await play.publish(hub, "two")  # it rests: nothing is sent
    play.status = 204
    play.now += 2 * SECOND
    await play.turn(hub)
    await play.turn(hub)
    assert play.bodies() == ["one", "two"]
    assert play.events() == ["subscribed", "subscriber not told"]


async def test_who_never_takes_it_is_given_up_after_a_day(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.status = None
    began = play.now
    await play.publish(hub, "news")
    while "subscriber given up" not in play.events():
        play.now += timedelta(minutes=10)
        await play.turn(hub)
    assert timedelta(hours=20) < play.now - began < timedelta(hours=36)
    assert len(play.news) == 12


async def test_who_is_given_up_is_told_so_unless_it_has_said_that_it_is_gone(
    play: Play,
) -> None:
    hub = play.hub()
    await play.ask(hub)
    await play.ask(hub, callback="https://gone.example/", topic=OTHER)
    play.status = 500
    await play.publish(hub, "news")
    for _ in range(40):
        play.now += timedelta(hours=1)
        await play.turn(hub)
    play.status = 410
    await play.publish(hub, "news", OTHER)
    assert play.events().count("subscriber given up") == 2
    (denied,) = [each for each in play.asked if "denied" in str(each.url)]
    assert dict(denied.url.params) == {
        "of": "us",
        "hub.mode": "denied",
        "hub.topic": TOPIC,
        "hub.reason": "It did not take what it was told.",
    }


async def test_who_was_away_over_night_is_told_once_it_is_back(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.status = None
    await play.publish(hub, "evening")
    for _ in range(12):
        play.now += timedelta(hours=1)
        await play.turn(hub)
    await play.publish(hub, "morning")
    play.status = 204
    play.now += timedelta(hours=6)
    await play.turn(hub)
    assert play.bodies()[-1] == "morning"


async def test_who_subscribes_again_is_told_at_once_what_it_missed(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.status = None
    await play.publish(hub, "news")
    play.status = 204
    await play.ask(hub)
    await play.turn(hub)
    assert play.bodies() == ["news", "news"]


async def test_what_changes_while_it_is_told_is_told_after_and_nothing_twice_at_once(
    play: Play,
) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.late = asyncio.Event()
    for each in ("one", "two", "three"):
        await hub.published({TOPIC: play.document(each)})
        hub.turn()
        await asyncio.sleep(0)
    play.late.set()
    await play.turn(hub)
    assert play.bodies() == ["one", "three"]


async def test_who_leaves_while_it_is_told_stays_away(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.late = asyncio.Event()
    play.status = 500
    await hub.published({TOPIC: play.document("news")})
    play.now += timedelta(days=11)
    hub.turn()
    play.late.set()
    await play.turn(hub)
    await hub.write()
    assert play.kept() == []
    assert play.events() == ["subscribed"]


async def test_who_leaves_is_not_told_what_changes_while_it_is_told_for_the_last_time(
    play: Play,
) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.late = asyncio.Event()
    await hub.published({TOPIC: play.document("one")})
    await asyncio.sleep(0.01)
    await hub.published({TOPIC: play.document("two")})
    play.now += timedelta(days=11)
    hub.turn()
    play.late.set()
    await play.turn(hub)
    assert play.bodies() == ["one"]


async def test_who_leaves_without_having_come_is_asked_all_the_same(play: Play) -> None:
    hub = play.hub()
    assert (await play.ask(hub, mode="unsubscribe"))[0] == 202
    assert len(play.asked) == 1


async def test_publishing_waits_for_nobody(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.late = asyncio.Event()
    await asyncio.wait_for(hub.published({TOPIC: play.document("news")}), 1)
    play.late.set()
    await play.turn(hub)
    assert play.bodies() == ["news"]


async def test_there_are_as_many_subscribers_as_fit_and_these_may_renew(
    play: Play,
) -> None:
    hub = play.hub(bounds=Bounds(subscribers=3, per_host=2))
    asked = [
        (await play.ask(hub, callback=f"https://{each}.example/{place}"))[0]
        for place, each in enumerate(["one", "one", "one", "two", "two"])
    ]
    assert asked == [202, 202, 503, 202, 503]
    assert (await play.ask(hub, callback="https://one.example/0"))[0] == 202
    leaving = {"mode": "unsubscribe", "callback": "https://one.example/1"}
    assert (await play.ask(hub, **leaving))[0] == 202
    assert (await play.ask(hub, callback="https://one.example/2"))[0] == 202


async def test_who_comes_in_while_others_are_verified_finds_no_room_either(
    play: Play,
) -> None:
    hub = play.hub(bounds=Bounds(subscribers=1))
    play.late = asyncio.Event()
    for each in ("one", "two"):
        callback = f"https://{each}.example/"
        asyncio.get_running_loop().call_later(0.05, play.late.set)
        form = {"mode": "subscribe", "topic": TOPIC, "callback": callback}
        told = hub.desk.take({f"hub.{name}": form[name] for name in form})
        assert told[0] == 202
    await play.turn(hub)
    await hub.write()
    assert len(play.kept()) == 1
    assert play.events() == ["subscribed", "subscription denied"]
    # It has confirmed, and would wait for news until its lease ends.
    denied = play.asked[-1].url
    assert denied.host == "two.example"
    assert denied.params["hub.mode"] == "denied"
    assert denied.params["hub.topic"] == TOPIC


async def test_only_so_much_is_verified_at_once(play: Play) -> None:
    hub = play.hub(bounds=Bounds(asking=3, asking_host=2))
    play.late = asyncio.Event()
    told = []
    for host in ("one", "one", "one", "two", "three"):
        form = {"mode": "subscribe", "callback": f"https://{host}.example/"}
        fields = {f"hub.{name}": form[name] for name in form}
        told.append(hub.desk.take({**fields, "hub.topic": TOPIC})[0])
    assert told == [202, 202, 503, 202, 503]
    play.late.set()
    await play.turn(hub)
    assert (await play.ask(hub, callback="https://one.example/"))[0] == 202


async def test_who_subscribes_and_leaves_at_once_has_left(play: Play) -> None:
    hub = play.hub()
    for mode in ("subscribe", "unsubscribe"):
        form = {"mode": mode, "callback": "https://one.example/", "topic": TOPIC}
        hub.desk.take({f"hub.{name}": form[name] for name in form})
    await play.publish(hub, "news")
    assert play.news == []
    assert play.events() == ["subscribed", "unsubscribed"]


async def test_who_cannot_be_reached_is_no_subscriber(play: Play) -> None:
    hub = play.hub()
    play.status = None
    assert (await play.ask(hub))[0] == 202
    play.status = 204
    await play.publish(hub, "news")
    assert play.news == []
    assert play.events() == ["subscription not confirmed"]


async def test_the_log_names_hosts_but_neither_callbacks_nor_secrets(
    play: Play,
) -> None:
    hub = play.hub()
    callback = "https://reader.example/unguessable"
    await play.ask(hub, callback=callback, secret=HUSH)
    play.status = 500
    await play.publish(hub, "news")
    told = repr(play.told)
    assert "reader.example" in told
    assert "unguessable" not in told
    assert HUSH not in told


async def test_after_a_restart_all_are_told_what_changed_meanwhile_and_nothing_else(
    play: Play,
) -> None:
    async def before() -> None:
        async with play.hub() as hub:
            await hub.published({TOPIC: play.document("one")})
            hub.desk.take(FORM)
            await met(lambda: play.asked)
            await hub.published({TOPIC: play.document("two")})
            await met(lambda: play.bodies() == ["two"])

    async def after() -> None:
        async with play.hub() as hub:
            await hub.published({TOPIC: play.document("two")})
            await hub.published({TOPIC: play.document("three")})
            await met(lambda: len(play.news) > 1)

    await before()
    (kept,) = play.kept()
    assert kept.told == play.document("two").etag
    await after()
    assert play.bodies() == ["two", "three"]


FORM = {
    "hub.mode": "subscribe",
    "hub.topic": TOPIC,
    "hub.callback": "https://reader.example/",
}


async def met(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110  (of the real clock, as it is)
        await asyncio.sleep(0.01)


async def test_who_subscribes_to_a_feed_that_is_no_more_is_told_so(play: Play) -> None:
    async with play.hub() as hub:
        hub.desk.take(FORM)
        await met(lambda: "subscribed" in play.events())
    async with play.hub(topics=frozenset({OTHER})):
        await met(lambda: len(play.asked) > 1)
    query = dict(play.asked[-1].url.params)
    assert query == {
        "hub.mode": "denied",
        "hub.topic": TOPIC,
        "hub.reason": "There is no such feed any more.",
    }
    assert play.kept() == []


async def test_that_a_feed_is_no_more_need_not_be_heard(play: Play) -> None:
    async def nobody(_: str) -> None:
        raise FetchError("reader.example", "nobody is there")  # noqa: EM101

    async with play.hub() as hub:
        hub.desk.take(FORM)
        await met(lambda: "subscribed" in play.events())
    courier = play.courier()
    courier.get = nobody
    async with play.hub(topics=frozenset({OTHER}), courier=courier):
        await met(lambda: "subscriber not told" in play.events())
    assert play.kept() == []


async def test_while_the_database_is_down_subscribers_are_told_all_the_same(
    play: Play,
) -> None:
    hub = play.hub()
    with play.without("hub_subscriptions"):
        await play.ask(hub)
        await hub.write()
        await hub.write()
        await play.publish(hub, "news")
    await hub.write()
    await hub.write()
    assert play.bodies() == ["news"]
    assert len(play.kept()) == 1
    assert play.events() == ["subscribed", "subscribers not kept"]


async def test_who_came_while_the_lane_was_busy_is_kept_at_the_end(play: Play) -> None:
    free = threading.Event()

    async with play.hub() as hub:
        busy = asyncio.get_running_loop().run_in_executor(play.lane, free.wait)
        hub.desk.take(FORM)
        await met(lambda: "subscribed" in play.events())
        await met(lambda: not hub._book._changed)  # it waits for the lane
        asyncio.get_running_loop().call_later(0.1, free.set)
    await busy
    assert len(play.kept()) == 1


async def test_without_its_database_no_hub_starts(play: Play) -> None:
    with play.without("hub_subscriptions"), pytest.raises(StoreError):
        await play.hub().__aenter__()


async def test_a_bug_is_told_and_ends_nothing_else(play: Play) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    courier = play.courier()
    post, courier.post = courier.post, broken
    hub = play.hub(courier=courier)
    await play.ask(hub)
    await hub.published({TOPIC: play.document("one")})
    await met(lambda: "bug" in play.events())
    courier.post = post
    await play.publish(hub, "two")
    assert play.bodies() == ["two"]
