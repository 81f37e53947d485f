from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.follow import websub
from aggregator.subscription import Hub, Subscription

if TYPE_CHECKING:
    from collections.abc import Callable

HUB = Hub(
    urls=("https://hub.example/", "https://b.example/"), topic="https://a.example/feed"
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
YES = {"hub.mode": "subscribe", "hub.topic": HUB.topic}
BYE = {"hub.mode": "unsubscribe", "hub.topic": HUB.topic}


def begun(token: str = "t") -> Subscription:  # noqa: S107  (of these tests)
    return websub.begun("wire", HUB, token=token, secret="s", now=NOON)  # noqa: S106


def asked() -> Subscription:
    after = websub.acted(begun(), NOON)
    assert after is not None
    return after


def alive(lease: str = "864000") -> Subscription:
    after = websub.confirmed(asked(), lease, NOON)
    assert after is not None
    return after


def leaving() -> Subscription:
    after = websub.left(alive(), NOON)
    assert after is not None
    return after


def test_a_new_subscription_is_asked_for_at_once_at_the_first_hub() -> None:
    assert (begun().stage, begun().due, begun().hub) == ("wanted", NOON, HUB.urls[0])
    assert websub.wish(begun()) == "subscribe"


def test_a_request_tells_callback_topic_secret_and_lease() -> None:
    assert websub.request(begun(), "subscribe", "https://us.example/websub/t") == {
        "hub.callback": "https://us.example/websub/t",
        "hub.mode": "subscribe",
        "hub.topic": HUB.topic,
        "hub.secret": "s",
        "hub.lease_seconds": "864000",
    }
    assert {*websub.request(leaving(), "unsubscribe", "https://us.example/t")} == {
        "hub.callback",
        "hub.mode",
        "hub.topic",
    }


def test_it_is_pending_before_the_hub_hears_of_it() -> None:
    assert websub.confirms(asked(), YES)


@pytest.mark.parametrize(
    "query",
    [
        {},
        BYE,
        {**YES, "hub.topic": "https://other.example/feed"},
        {"hub.mode": "subscribe"},
        {**YES, "hub.mode": "denied"},
    ],
)
def test_nothing_else_is_confirmed(query: dict[str, str]) -> None:
    assert not websub.confirms(asked(), query)


@pytest.mark.parametrize("known", [begun(), alive(), leaving()])
def test_what_is_not_pending_is_not_confirmed(known: Subscription) -> None:
    assert not websub.confirms(known, YES)
    assert not websub.confirms(known, BYE)


@pytest.mark.parametrize(
    ("told", "lasts"),
    [
        ("3600", timedelta(hours=1)),
        ("", DAY),
        ("soon", DAY),
        ("-5", DAY),
        ("²", DAY),
        ("9" * 400, 365 * DAY),
    ],
)
def test_a_lease_is_what_the_hub_grants_and_is_renewed_before_its_end(
    told: str, lasts: timedelta
) -> None:
    known = alive(told)
    assert known.stage == "alive"
    assert known.ends_at == NOON + lasts
    assert NOON + 0.8 * lasts <= known.due <= NOON + 0.9 * lasts


def test_a_lease_of_a_moment_is_not_renewed_every_moment() -> None:
    assert alive("0").due == NOON + MINUTE


def test_a_renewal_is_asked_for_while_news_come_on() -> None:
    known = alive()
    renewed = websub.acted(known, known.due)
    assert renewed is not None
    assert (renewed.stage, websub.takes(renewed)) == ("alive", True)
    assert websub.confirms(renewed, YES)


def test_a_lease_that_ended_while_we_were_away_is_asked_for_anew() -> None:
    after = websub.acted(alive(), NOON + 11 * DAY)
    assert after is not None
    assert after.stage == "asked"


def test_a_hub_that_does_not_verify_is_asked_again_later_and_later() -> None:
    known, pauses = begun(), []
    for _ in range(12):
        pending = websub.acted(known, known.due)
        assert pending is not None
        assert pending.due == known.due + websub.PATIENCE
        assert websub.wish(pending) is None
        failed = websub.acted(pending, pending.due)
        assert failed is not None
        pauses.append(failed.due - pending.due)
        known = failed
    assert known.stage == "wanted"
    assert pauses[0] >= 5 * MINUTE
    assert all(later > before for before, later in pairwise(pauses[:9]))
    assert DAY <= max(pauses) <= 1.1 * DAY
    assert known.reason == "its hub did not verify what we asked for"


def test_a_renewal_that_fails_leaves_the_lease_and_a_lapsed_one_does_not() -> None:
    known = alive()
    pending = websub.acted(known, known.due)
    assert pending is not None
    failed = websub.failed(pending, "status 503", known.due)
    assert failed is not None
    assert (failed.stage, failed.reason) == ("alive", "status 503")
    lapsed = websub.failed(pending, "status 503", NOON + 10 * DAY)
    assert lapsed is not None
    assert lapsed.stage == "wanted"


def test_a_refusal_after_it_was_verified_changes_nothing() -> None:
    assert websub.failed(alive(), "status 500", NOON) == alive()


def test_a_denial_ends_it_for_days_with_its_reason() -> None:
    query = {"hub.mode": "denied", "hub.topic": HUB.topic}
    assert websub.is_denied(alive(), query)
    assert not websub.is_denied(alive(), YES)
    assert not websub.is_denied(alive(), {**query, "hub.topic": "https://x.example/"})
    first = websub.denied(alive(), "no room", NOON)
    assert first is not None
    assert (first.stage, first.reason) == ("wanted", "its hub says no: no room")
    assert not websub.takes(first)
    again = websub.denied(first, "", NOON)
    assert again is not None
    assert again.reason == "its hub says no"
    assert again.due - NOON > first.due - NOON >= DAY
    assert websub.denied(leaving(), "", NOON) is None


def test_what_is_no_more_wanted_is_told_to_the_hub_if_it_knows_of_it() -> None:
    assert websub.left(begun(), NOON) is None
    assert websub.left(asked(), NOON) is None
    assert websub.left(alive(), NOON + 11 * DAY) is None
    gone = leaving()
    assert (gone.stage, gone.due, websub.takes(gone)) == ("leaving", NOON, False)
    assert websub.left(gone, NOON + MINUTE) == gone
    assert websub.wish(gone) == "unsubscribe"
    pending = websub.acted(gone, NOON)
    assert pending is not None
    assert websub.confirms(pending, BYE)
    assert not websub.confirms(pending, YES)
    assert websub.confirmed(pending, "", NOON) is None


def test_who_does_not_hear_a_farewell_is_left_without_one() -> None:
    known: Subscription | None = leaving()
    for turn in range(6):
        assert known is not None, turn
        known = websub.acted(known, known.due)
    assert known is None


def test_a_subscription_is_for_what_is_advertised_and_nothing_else() -> None:
    assert websub.is_for(alive(), HUB)
    assert websub.is_for(alive(), replace(HUB, urls=HUB.urls[::-1]))
    assert not websub.is_for(alive(), replace(HUB, topic="https://a.example/other"))
    assert not websub.is_for(alive(), replace(HUB, urls=HUB.urls[1:]))
    assert not websub.is_for(alive(), Hub())
    assert not websub.is_for(leaving(), HUB)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_is_signed_with_the_secret_is_believed(method: str) -> None:
    digest = hmac.new(b"s", b"<feed/>", getattr(hashlib, method)).hexdigest()
    assert websub.is_signed(alive(), f"{method}={digest}", b"<feed/>")
    assert websub.is_signed(alive(), f"{method.upper()}={digest.upper()}", b"<feed/>")
    assert not websub.is_signed(alive(), f"{method}={digest}", b"<feed />")


@pytest.mark.parametrize(
    "signature",
    ["", "sha256", "sha256=", "md5=" + 32 * "0", "sha256=é", "shake_128=00", "=" * 9],
)
def test_what_is_not_signed_so_is_not_believed(signature: str) -> None:
    assert not websub.is_signed(alive(), signature, b"")


def test_a_hub_that_brings_news_is_trusted_for_a_while_within_its_lease() -> None:
    assert websub.trusted_until(alive(), NOON) == NOON + timedelta(hours=6)
    assert websub.trusted_until(alive("600"), NOON) == NOON + 10 * MINUTE
    assert websub.trusted_until(begun(), NOON) == NOON
    assert websub.heard(replace(alive(), missed=3), NOON) == replace(
        alive(), heard_at=NOON
    )


def test_a_hub_that_keeps_news_from_us_time_after_time_is_asked_anew() -> None:
    known = alive()
    for times in range(1, 5):
        known = websub.missed(known, NOON)
        assert (known.stage, known.missed) == ("alive", times)
    known = websub.missed(known, NOON)
    assert (known.stage, known.missed) == ("wanted", 0)
    assert known.due >= NOON + DAY
    assert known.reason == "5 looks in a row found what its hub had not told"
    assert websub.missed(known, NOON) == known
    assert websub.takes(known)


def test_how_it_stands_is_told_in_one_line() -> None:
    later = NOON + 30 * MINUTE
    stale = replace(alive(), heard_at=NOON, missed=2, reason="status 503")
    assert websub.told(stale, later) == (
        "hub https://hub.example/ tells of news; its lease ends in 14370 min; "
        "news came last 30 min ago; 2 looks since found what it had not told; "
        "status 503"
    )
    assert websub.told(begun(), NOON).endswith("will be asked in 0 min")
    assert "verify" in websub.told(asked(), NOON)
    assert "no more" in websub.told(leaving(), NOON)


EVENTS = st.sampled_from(
    ["due", "verify", "goodbye", "refuse", "deny", "news", "missed", "leave"]
)
PAUSES = st.floats(0, 40 * 86400).map(lambda seconds: timedelta(seconds=seconds))


@given(
    st.lists(st.tuples(EVENTS, PAUSES), max_size=40),
    st.integers(0, 10**9).map(str),
)
def test_whatever_a_hub_does_no_subscription_gets_stuck_or_is_won_by_itself(
    events: list[tuple[str, timedelta]], lease: str
) -> None:
    known: Subscription | None = begun()
    now = NOON
    for event, pause in events:
        if known is None:
            return
        now += pause
        before, pending = known, known.asked_at is not None
        known = happened(known, event, lease, now)
        if known is None:
            assert before.stage == "leaving" or event == "leave"
            continue
        if event in {"verify", "deny", "refuse", "missed"} and known != before:
            assert known.due > now
        if known.stage == "alive" and before.stage != "alive":
            assert (event, pending) == ("verify", True)
        assert known.stage != "alive" or known.ends_at is not None
        assert (known.asked_at is None) or known.stage != "wanted"
        assert known.failures <= before.failures + 1


def happened(
    known: Subscription, event: str, lease: str, now: datetime
) -> Subscription | None:
    query = YES if event == "verify" else BYE
    confirms = event in {"verify", "goodbye"} and websub.confirms(known, query)
    steps: dict[str, Callable[[], Subscription | None]] = {
        "due": lambda: websub.acted(known, max(now, known.due)),
        "verify": lambda: websub.confirmed(known, lease, now) if confirms else known,
        "goodbye": lambda: websub.confirmed(known, lease, now) if confirms else known,
        "refuse": lambda: websub.failed(known, "status 500", now),
        "deny": lambda: websub.denied(known, "no", now),
        "news": lambda: websub.heard(known, now) if websub.takes(known) else known,
        "missed": lambda: websub.missed(known, now),
        "leave": lambda: websub.left(known, now),
    }
    after = steps[event]()
    assert event != "due" or after is None or after.due > max(now, known.due)
    return after
