"""What the Recommendation demands of a hub, after the W3C's own tests (100 to 106).

The tests are those of websub.rocks, by which implementations were reported to the W3C;
the sections named are those of the Recommendation of 23 January 2018.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    Play = Any  # of conftest, which cannot be imported

HUB = "https://us.example/hub"
TOPIC = "https://us.example/feed.atom"
CALLBACK = "https://reader.example/news?of=us"


async def test_100_a_typical_subscriber_is_verified_and_then_told(play: Play) -> None:
    hub = play.hub()
    await play.publish(hub, "one")
    status, words = await play.ask(hub)
    assert (status, words) == (202, "This is being verified.")
    await play.publish(hub, "two")
    (asked,) = play.asked
    query = dict(asked.url.params)
    assert len(query.pop("hub.challenge")) > 40
    assert query == {
        "of": "us",  # section 5.3: the callback keeps its own query
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.lease_seconds": "864000",
    }
    (news,) = play.news
    assert (news.method, str(news.url)) == ("POST", CALLBACK)
    assert news.content == b"two"
    assert news.headers["content-type"] == "application/atom+xml"
    assert news.headers["link"] == f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"'
    assert "x-hub-signature" not in news.headers


async def test_101_who_gave_a_secret_is_told_with_a_signature(play: Play) -> None:
    secret = "s" * 199

    hub = play.hub()
    assert (await play.ask(hub, secret=secret))[0] == 202
    await play.publish(hub, "news")
    (news,) = play.news
    digest = hmac.new(secret.encode(), b"news", hashlib.sha256).hexdigest()
    assert news.headers["x-hub-signature"] == f"sha256={digest}"


async def test_102_parameters_that_we_do_not_know_are_not_heeded(play: Play) -> None:
    hub = play.hub()
    assert (await play.ask(hub, foo="hub.bar"))[0] == 202
    await play.publish(hub, "news")
    assert play.bodies() == ["news"]


async def test_103_who_subscribes_again_is_told_once_with_the_newer_secret(
    play: Play,
) -> None:
    old, new = "old", "new"

    hub = play.hub()
    await play.ask(hub, secret=old, lease_seconds="3600")
    play.now += timedelta(minutes=50)
    await play.ask(hub, secret=new, lease_seconds="3600")
    play.now += timedelta(minutes=50)
    await play.turn(hub)
    await play.publish(hub, "news")
    (news,) = play.news
    digest = hmac.new(new.encode(), b"news", hashlib.sha256).hexdigest()
    assert news.headers["x-hub-signature"] == f"sha256={digest}"


async def test_104_who_unsubscribes_is_asked_whether_they_did_and_told_no_more(
    play: Play,
) -> None:
    hub = play.hub()
    await play.ask(hub)
    assert (await play.ask(hub, mode="unsubscribe"))[0] == 202
    await play.publish(hub, "news")
    assert [each.url.params["hub.mode"] for each in play.asked] == [
        "subscribe",
        "unsubscribe",
    ]
    assert play.news == []


@pytest.mark.parametrize(
    "media_type", ["text/plain; charset=utf-8", "application/feed+json"]
)
async def test_105_and_106_what_is_told_has_the_type_that_it_has_where_it_is_fetched(
    play: Play, media_type: str
) -> None:
    hub = play.hub()
    await play.ask(hub)
    await hub.published({TOPIC: play.document("{}", media_type)})
    await play.turn(hub)
    assert play.news[0].headers["content-type"] == media_type


@pytest.mark.parametrize("answer", ["confirms", "knows"])
async def test_nobody_can_subscribe_another_who_does_not_want_it(
    play: Play, answer: str
) -> None:
    hub = play.hub()
    setattr(play, answer, False)
    assert (await play.ask(hub))[0] == 202
    await play.publish(hub, "news")
    assert play.news == []
    assert play.events() == ["subscription not confirmed"]


async def test_nobody_can_unsubscribe_another(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.confirms = False
    assert (await play.ask(hub, mode="unsubscribe"))[0] == 202
    await play.publish(hub, "news")
    assert play.bodies() == ["news"]


async def test_whose_lease_has_ended_is_told_no_more(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub, lease_seconds="600")
    play.now += timedelta(minutes=9)
    await play.publish(hub, "in time")
    play.now += timedelta(minutes=2)
    await play.publish(hub, "too late")
    await play.turn(hub)
    assert play.bodies() == ["in time"]
    assert play.kept() == []


async def test_who_answers_that_it_is_gone_is_told_no_more(play: Play) -> None:
    hub = play.hub()
    await play.ask(hub)
    play.status = 410
    await play.publish(hub, "one")
    play.status = 204
    play.now += timedelta(days=1)
    await play.publish(hub, "two")
    assert play.bodies() == ["one"]
