"""What is told to the outlet next time is what it told us, if it is fit to be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.fetch.freshness import (
    believed,
    refreshed,
    request_headers,
    retry_after,
    validators_of,
)
from aggregator.model import Validators

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
DAY = timedelta(hours=24)

UNFIT = ["", 'a"\r\nX: y', "nul\0", "tab\t", "\x7f", "é", "\ud800", "e" * 1001]


def test_nothing_known_makes_no_condition() -> None:
    assert request_headers(Validators(digest="d")) == {}


def test_both_validators_are_sent() -> None:
    known = Validators(etag='W/"x y"', last_modified="Wed, 01 Jan 2025 00:00:01 GMT")
    assert request_headers(known) == {
        "If-None-Match": 'W/"x y"',
        "If-Modified-Since": "Wed, 01 Jan 2025 00:00:01 GMT",
    }


@pytest.mark.parametrize(
    "etag", ['"abc"', 'W/"x y"', r'"a\"b,c;=*"', "abc", "2025-01-01 00:00:01"]
)
def test_a_validator_goes_back_byte_for_byte_however_odd(etag: str) -> None:
    taken = validators_of(httpx.Headers({"ETag": etag, "Last-Modified": etag}), "d")
    assert taken == Validators(etag=etag, last_modified=etag, digest="d")
    assert set(request_headers(taken).values()) == {etag}


@pytest.mark.parametrize("value", UNFIT)
def test_a_validator_unfit_for_a_header_is_neither_taken_nor_sent(value: str) -> None:
    told = {"etag": value, "last-modified": value}
    assert validators_of(told, "d") == Validators(digest="d")
    assert request_headers(Validators(etag=value, last_modified=value)) == {}


@given(st.text(), st.text())
def test_whatever_was_taken_can_be_sent(etag: str, date: str) -> None:
    taken = validators_of({"etag": etag, "last-modified": date}, "d")
    httpx.Request("GET", "http://wire.example/", headers=request_headers(taken))


def test_a_validator_that_is_no_longer_told_is_dropped() -> None:
    assert validators_of({}, "d") == Validators(digest="d")


def test_a_confirmation_changes_only_what_it_states() -> None:
    known = Validators(etag='"1"', last_modified="then", digest="d")
    assert refreshed(known, {}) == known
    assert refreshed(known, {"etag": '"2"'}) == Validators(
        etag='"2"', last_modified="then", digest="d"
    )
    assert refreshed(known, {"last-modified": "now"}).last_modified == "now"


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("99999999999999999999", DAY),
        ("Tue, 05 Mar 2024 12:00:30 GMT", timedelta(seconds=30)),
        ("Tue, 05 Mar 2024 12:00:30 -0000", timedelta(seconds=30)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("Fri, 31 Dec 9999 23:59:59 -2359", DAY),
        ("Tue, 05 Mar 2024 11:00:00 GMT", None),
        ("Tue, 05 Mar 2024 12:00:30 +9999", None),
        ("-5", None),
        ("1" * 5000, None),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_taken_in_seconds_or_as_a_date(
    told: str, wait: timedelta | None
) -> None:
    assert retry_after({"retry-after": told}, NOON) == wait


def test_who_asks_for_no_wait_gets_none() -> None:
    assert retry_after({}, NOON) is None


@given(st.text())
@example("Fri, 31 Dec 99999999999 23:59:59 GMT")
@example("Mon, 01 Jan 0001 00:00:00 +2300")
def test_no_text_asks_for_more_than_a_day(told: str) -> None:
    wait = retry_after({"retry-after": told}, NOON)
    assert wait is None or timedelta(0) <= wait <= DAY


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (Validators(etag='"1"', last_modified="then"), Validators()),
        (Validators(etag='W/"1"', last_modified="then"), None),
        (Validators(etag='"2"', last_modified="then"), None),
        (Validators(last_modified="then"), Validators()),
        (Validators(last_modified="later"), None),
        (Validators(), None),
    ],
)
def test_a_validator_that_stays_while_the_body_changes_is_a_lie(
    told: Validators, kept: Validators | None
) -> None:
    etag = told.etag if told.etag and told.etag.endswith('1"') else '"1"'
    known = Validators(etag=etag, last_modified="then", digest="d")
    fresh = replace(told, digest="e")
    assert believed(fresh, known) == replace(kept or told, digest="e")
    assert believed(replace(told, digest="d"), known) == replace(told, digest="d")
    assert believed(fresh, Validators()) == fresh
