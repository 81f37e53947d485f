"""Outlets say when they will have news; that delays us no more than is granted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.hints import earliest, fresh_until, renewed, stated
from aggregator.manners import NO_HINTS, Hints

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)  # a Sunday
MOST = timedelta(hours=6)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"cache-control": "max-age=60"}, 60),
        ({"cache-control": 'public, Max-Age="60"'}, 60),
        ({"cache-control": "max-age=60", "age": "20"}, 40),
        ({"cache-control": "max-age=60", "age": "junk"}, 60),
        ({"cache-control": "max-age=9999999999"}, 86_400),
        ({"expires": "Sun, 01 Mar 2026 12:01:00 GMT"}, 60),
        (
            {
                "expires": "Sun, 01 Mar 2026 10:01:00 GMT",
                "date": "Sun, 01 Mar 2026 10:00:00 GMT",
            },
            60,
        ),
        (
            {
                "cache-control": "max-age=5",
                "expires": "Sun, 01 Mar 2026 13:00:00 GMT",
            },
            5,
        ),
    ],
)
def test_an_answer_says_how_long_it_holds(told: dict[str, str], seconds: int) -> None:
    assert fresh_until(told, NOON) == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"cache-control": "s-maxage=60"},
        {"cache-control": "max-age=soon"},
        {"cache-control": "no-cache, max-age=60"},
        {"cache-control": "no-store"},
        {"cache-control": "max-age=0"},
        {"cache-control": "max-age=60", "age": "61"},
        {"expires": "0"},
        {"expires": "Sun, 01 Mar 2026 11:00:00 GMT"},
        {"expires": "Fri, 31 Dec 9999 23:59:59 -2359"},
    ],
)
def test_an_answer_that_says_nothing_of_use_holds_no_time(told: dict[str, str]) -> None:
    assert fresh_until(told, NOON) is None


@given(st.text(), st.text(), st.text(), st.text())
def test_no_header_breaks_it(control: str, expires: str, date: str, age: str) -> None:
    told = {"cache-control": control, "expires": expires, "date": date, "age": age}
    until = fresh_until(told, NOON)
    assert until is None or NOON < until <= NOON + timedelta(days=1)


def test_a_feed_states_its_pace() -> None:
    feed = b"<rss><channel><ttl> 90 </ttl><item><ttl>5</ttl></item></channel></rss>"
    assert stated(feed) == Hints(pause=timedelta(minutes=90))
    feed = b"<rss><sy:updatePeriod>\nhourly</sy:updatePeriod>"
    assert stated(feed).pause == HOUR
    assert (
        stated(feed + b"<sy:updateFrequency>4</sy:updateFrequency>").pause == HOUR / 4
    )
    assert stated(feed + b"<sy:updateFrequency>0</sy:updateFrequency>").pause == HOUR
    feed = b"<feed><sy:updatePeriod>yearly</sy:updatePeriod>"
    assert stated(feed).pause == timedelta(days=1)


def test_a_feed_states_when_it_sleeps() -> None:
    feed = b"<rss><skipHours><hour>24</hour><hour>3</hour></skipHours>"
    feed += b"<skipDays><day>Sunday</day></skipDays>"
    assert stated(feed).skip == ("0", "3", "Sunday")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><ttl>5</ttl>",
        b"<rss><ttl>0</ttl>",
        b"<rss><ttl>soon</ttl>",
        b"<rss><sy:updatePeriod>always</sy:updatePeriod>",
        b"<rss>" + b" " * 20_000 + b"<ttl>5</ttl>",
    ],
)
def test_what_states_nothing_of_use_is_no_hint(body: bytes) -> None:
    assert stated(body) == NO_HINTS


def test_what_a_feed_stated_lasts_until_it_is_read_again() -> None:
    known = Hints(fresh_until=NOON, pause=HOUR, skip=("3",))
    told = Hints(fresh_until=NOON + HOUR)
    assert renewed(known, told, read=True) == told
    assert renewed(known, told, read=False) == Hints(
        fresh_until=NOON + HOUR, pause=HOUR, skip=("3",)
    )


def when(hints: Hints, most: timedelta = MOST) -> timedelta | None:
    found = earliest(hints, NOON, most=most)
    return None if found is None else found[0] - NOON


def test_the_latest_of_all_hints_counts() -> None:
    assert when(NO_HINTS) is None
    assert when(Hints(fresh_until=NOON - HOUR)) is None
    assert when(Hints(fresh_until=NOON + HOUR)) == HOUR
    assert when(Hints(fresh_until=NOON + HOUR, pause=2 * HOUR)) == 2 * HOUR


def test_hours_and_days_are_skipped() -> None:
    assert when(Hints(skip=("11", "13"))) is None
    assert when(Hints(skip=("12", "13"))) == 2 * HOUR
    assert when(Hints(skip=("Sunday",)), most=timedelta(days=1)) == 12 * HOUR
    assert when(Hints(skip=tuple(map(str, range(24))))) is None


def test_no_more_is_granted_than_the_operator_does() -> None:
    assert when(Hints(pause=HOUR), most=HOUR / 2) == HOUR / 2
    assert when(Hints(pause=HOUR), most=timedelta(0)) is None
    found = earliest(Hints(pause=HOUR), NOON, most=HOUR / 2)
    assert found is not None
    assert found[1].endswith("no more is granted")
