"""What becomes of a subscription to a feed of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.hub import terms
from aggregator.hub.wishes import Wish
from aggregator.subscription import Subscriber

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WISH = Wish(
    mode="subscribe",
    topic="https://us.example/feed.atom",
    callback="https://reader.example/",
    host="reader.example",
    secret="new",  # noqa: S106  (nobody's)
    lease=HOUR,
)
KNOWN = Subscriber(
    topic=WISH.topic,
    callback=WISH.callback,
    secret="old",  # noqa: S106  (nobody's)
    created=NOON - HOUR,
    expires=NOON + HOUR / 2,
    told='"1"',
    failures=3,
    due=NOON + HOUR,
)


def test_who_is_new_has_the_feed_as_it_is() -> None:
    fresh = terms.confirmed(None, WISH, etag='"2"', now=NOON)
    assert (fresh.told, fresh.created, fresh.expires) == ('"2"', NOON, NOON + HOUR)
    assert not terms.is_due(fresh, '"2"', NOON)
    assert terms.is_due(fresh, '"3"', NOON)


def test_who_renews_is_told_what_it_missed_and_rests_no_more() -> None:
    renewed = terms.confirmed(KNOWN, WISH, etag='"2"', now=NOON)
    assert (renewed.told, renewed.created) == ('"1"', NOON - HOUR)
    assert (renewed.secret, renewed.failures, renewed.due) == ("new", 0, None)
    assert terms.is_due(renewed, '"2"', NOON)


def test_who_comes_back_after_its_lease_begins_anew() -> None:
    back = terms.confirmed(KNOWN, WISH, etag='"2"', now=KNOWN.expires)
    assert (back.told, back.created) == ('"2"', KNOWN.expires)


def test_who_rests_or_has_no_lease_is_told_nothing() -> None:
    assert not terms.is_due(KNOWN, '"2"', NOON)
    awake = replace(KNOWN, due=NOON)
    assert terms.is_due(awake, '"2"', NOON)
    assert not terms.is_due(awake, '"2"', awake.expires)


def test_who_takes_the_feed_is_forgiven_all_failures() -> None:
    took = terms.took(KNOWN, '"2"')
    assert (took.told, took.failures, took.due) == ('"2"', 0, None)


def test_pauses_grow_and_come_to_an_end() -> None:
    known, now, pauses = replace(KNOWN, failures=0), NOON, []
    while (after := terms.failed(known, now)) is not None:
        assert after.due is not None
        pauses.append((after.due - now).total_seconds())
        known, now = after, after.due
    assert pauses[:6] == [2, 8, 32, 128, 512, 2048]
    assert pauses[-1] == timedelta(hours=6).total_seconds()
    assert timedelta(hours=24) < now - NOON < timedelta(hours=36)
