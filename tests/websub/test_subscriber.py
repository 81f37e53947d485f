"""From what a feed advertises to what its hub tells, and all that may go wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Play = Any  # of conftest, which cannot be imported

HOUR = timedelta(hours=1)


async def test_a_feed_that_names_a_hub_is_subscribed_to_and_news_come_at_once(
    play: Play,
) -> None:
    hubs = play.subscriber()
    await play.subscribed(hubs)
    form = play.forms[0]
    assert len(form["hub.callback"]) > len("https://us.example/websub/") + 40
    assert 40 < len(form["hub.secret"]) < 200
    play.now += HOUR
    assert await play.push(hubs, play.feed("Ferry", "Harbour"))
    assert play.titles() == {"Harbour", "Ferry"}
    assert len(play.asked) == 1
    (kept,) = play.kept()
    assert (kept.stage, kept.heard_at) == ("alive", play.now)
    assert kept.ends_at == play.now + 23 * HOUR
    assert [each.ledger.new for each in play.done] == [1, 1]
    assert play.events() == ["hub verifies", "hub told"]


async def test_what_a_hub_brings_is_no_look(play: Play) -> None:
    hubs = play.subscriber()
    await play.subscribed(hubs)
    before = play.state()
    play.now += HOUR
    await play.push(hubs, play.feed("Ferry"))
    after = play.state()
    same = ("next_look", "validators", "asked", "last_look", "location", "kind")
    assert all(getattr(before, each) == getattr(after, each) for each in same)
    assert after.last_post == after.last_success == play.now
    assert after.pushed == play.now + 6 * HOUR
    report = await play.look(hubs)
    assert report.status == 304  # what it asks with is still of its last look


async def test_a_feed_cut_down_to_its_news_takes_nothing_back(play: Play) -> None:
    play.posts = ("Harbour", "Bridge")
    hubs = play.subscriber()
    await play.subscribed(hubs)
    play.now += HOUR
    await play.push(hubs, play.feed("Ferry"))
    assert play.titles() == {"Harbour", "Bridge", "Ferry"}
    assert all(each.withdrawn is None for each in play.entries())


async def test_a_trusted_hub_spares_looks_until_one_finds_what_it_kept(
    play: Play,
) -> None:
    hubs = play.subscriber()
    await play.subscribed(hubs)
    await play.push(hubs, play.feed("Ferry"))
    play.now += HOUR / 2
    await play.look(hubs)
    assert play.state().why == "its hub tells us of news"
    spared = play.state().next_look - play.now
    play.posts = ("Bridge", "Ferry", "Harbour")
    await play.look(hubs)
    assert play.state().pushed is None
    assert play.state().next_look - play.now < spared / 3
    assert play.kept()[0].missed == 1
    await play.push(hubs, play.feed("Bridge"))
    assert play.kept()[0].missed == 0
    assert play.state().pushed is not None


async def test_what_is_not_signed_is_heard_and_forgotten(play: Play) -> None:
    hubs = play.subscriber()
    token = await play.subscribed(hubs)
    assert await play.push(hubs, play.feed("Forged"), secret="guessed")  # noqa: S106
    assert hubs.told(token, {}, play.feed("Forged"))
    assert hubs.told("unknown", {}, play.feed("Forged"))
    assert play.titles() == {"Harbour"}
    assert play.events()[1:] == ["hub not believed"] * 2


async def test_only_what_was_asked_for_is_verified(play: Play) -> None:
    hubs = play.subscriber()
    await play.look(hubs)
    assert await hubs.asked("guessed", {"hub.challenge": "1"}) is None
    await play.turn(hubs)
    assert await play.verify(hubs, topic="https://other.example/") is None
    assert await play.verify(hubs, mode="unsubscribe") is None
    assert await play.verify(hubs, challenge="") is None
    assert await play.verify(hubs) == "c7"
    assert await play.verify(hubs) is None


async def test_news_before_it_is_verified_are_not_believed(play: Play) -> None:
    hubs = play.subscriber()
    await play.look(hubs)
    await play.turn(hubs)
    assert await play.push(hubs, play.feed("Early"))
    assert play.titles() == {"Harbour"}


async def test_a_hub_that_refuses_or_fails_is_asked_again_and_looks_go_on(
    play: Play,
) -> None:
    hubs = play.subscriber()
    await play.look(hubs)
    for status in (500, None):
        play.hub = status
        await play.turn(hubs)
        play.now += HOUR
    play.hub = 202
    await play.turn(hubs)
    assert await play.verify(hubs) == "c7"
    play.posts = ("Harbour", "Bridge")
    await play.look(hubs)
    assert play.titles() == {"Harbour", "Bridge"}
    reasons = [each["reason"] for event, each in play.told if event == "hub refuses"]
    assert "status 500" in reasons[0]
    assert reasons[1] == "it refuses the connection"


async def test_a_hub_that_never_verifies_is_asked_again(play: Play) -> None:
    hubs = play.subscriber()
    await play.look(hubs)
    await play.turn(hubs)
    play.now += HOUR
    await play.turn(hubs)  # it had its time
    assert play.kept()[0].reason == "its hub did not verify what we asked for"
    play.now += HOUR
    await play.turn(hubs)
    assert await play.verify(hubs) == "c7"
    assert len(play.forms) == 2


def test_the_server_passes_on_what_comes_for_us(play: Play) -> None:
    hook = play.subscriber().hook
    assert hook.path == "/websub/{end}"
    assert not hook.expects("guessed")


async def test_a_hub_that_verifies_and_then_says_500_is_believed_the_former(
    play: Play,
) -> None:
    async def send(*asked: Any) -> Any:
        play.hub = 500
        reply = await play.send(*asked)
        await play.verify(hubs)
        return reply

    hubs = play.subscriber(send=send)
    await play.look(hubs)
    await play.turn(hubs)
    assert play.kept()[0].stage == "alive"


async def test_a_hub_may_deny(play: Play) -> None:
    hubs = play.subscriber()
    token = await play.subscribed(hubs)
    assert await play.verify(hubs, mode="denied", reason="no\nroom") == ""
    assert hubs.expects(token)
    (kept,) = play.kept()
    assert kept.stage == "wanted"
    assert kept.reason is not None
    assert kept.reason.startswith("its hub says no: no")
    assert "\n" not in kept.reason


async def test_a_lease_is_renewed_before_its_end_at_the_same_address(
    play: Play,
) -> None:
    hubs = play.subscriber()
    await play.subscribed(hubs)
    play.now += 23 * HOUR
    await play.turn(hubs)
    first, second = play.forms
    assert first == second
    assert await play.verify(hubs) == "c7"
    assert play.kept()[0].ends_at == play.now + 24 * HOUR


async def test_a_restart_goes_on_with_what_there_is(play: Play) -> None:
    await play.subscribed(play.subscriber())
    async with play.subscriber() as hubs:
        subscribe = play.forms[0]
        token = subscribe["hub.callback"].rpartition("/")[2]
        assert hubs.expects(token)
        await asyncio.sleep(0.05)
    assert len(play.forms) == 1
    assert play.events() == ["hub verifies"]


async def test_a_source_that_is_gone_is_unsubscribed(play: Play) -> None:
    token = await play.subscribed(play.subscriber())
    async with play.subscriber(sources=()) as hubs:
        await asyncio.sleep(0.1)
        assert play.forms[1] == {
            "hub.callback": play.forms[0]["hub.callback"],
            "hub.mode": "unsubscribe",
            "hub.topic": "https://wire.example/feed",
        }
        assert not hubs.expects(token)
        assert await play.verify(hubs) == "c7"
        await play.look(hubs)  # of a source that is not ours to subscribe to
    assert play.kept() == []


async def test_a_feed_that_moves_to_another_hub_is_followed_there(play: Play) -> None:
    hubs = play.subscriber()
    await play.subscribed(hubs)
    play.topic = "https://wire.example/other"
    await play.look(hubs)
    assert [each.stage for each in play.kept()].count("leaving") == 1
    assert {each.topic for each in play.kept()} == {
        "https://wire.example/feed",
        "https://wire.example/other",
    }
    play.topic = None
    await play.look(hubs)
    assert [each.stage for each in play.kept()] == ["leaving"]


async def test_a_hub_that_only_says_that_there_are_news_makes_us_look_but_not_often(
    play: Play,
) -> None:
    hubs = play.subscriber()
    await play.subscribed(hubs)
    play.posts = ("Ferry", "Harbour")
    for _ in range(3):
        assert await play.push(hubs, b"ping")
    play.now += HOUR
    assert await play.push(hubs, b" ")
    assert play.titles() == {"Ferry", "Harbour"}
    assert len(play.asked) == 3


async def test_more_than_can_be_taken_in_is_to_come_again(play: Play) -> None:
    hubs = play.subscriber()
    token = await play.subscribed(hubs)
    for _ in range(4):
        assert hubs._news.may_wait("wire")
    assert not await play.push(hubs, play.feed("Ferry"))
    assert hubs.expects(token)


async def test_what_cannot_be_kept_is_found_by_the_next_look(play: Play) -> None:
    hubs = play.subscriber()
    await play.subscribed(hubs)
    with play.without("entries"):
        assert await play.push(hubs, play.feed("Ferry"))
    assert play.titles() == {"Harbour"}
    play.posts = ("Ferry", "Harbour")
    await play.look(hubs)
    assert "hub in vain" in play.events()
    assert play.titles() == {"Ferry", "Harbour"}


async def test_a_subscription_that_cannot_be_kept_is_told_and_serves_all_the_same(
    play: Play,
) -> None:
    hubs = play.subscriber()
    with play.without("subscriptions"):
        await play.subscribed(hubs)
        assert await play.push(hubs, play.feed("Ferry"))
    assert "hub not kept" in play.events()
    assert play.titles() == {"Ferry", "Harbour"}


async def test_a_bug_is_told_and_stops_nothing_else(play: Play) -> None:
    async def send(*_: Any) -> None:
        raise ZeroDivisionError

    hubs = play.subscriber(send=send)
    await play.look(hubs)
    await hubs.turn()
    await asyncio.sleep(0.05)
    play.posts = ("Ferry", "Harbour")
    await play.look(hubs)
    assert play.events() == ["bug"]
    assert play.titles() == {"Ferry", "Harbour"}


async def test_a_subscription_that_ended_meanwhile_is_changed_no_more(
    play: Play,
) -> None:
    hubs = play.subscriber()
    token = await play.subscribed(hubs)
    assert await hubs._book.change(token, lambda _: None) is None
    assert await hubs._book.change(token, lambda each: each) is None
    assert play.kept() == []
