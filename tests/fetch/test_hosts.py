"""The book of hosts goes from one start to the next, and does not grow for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from aggregator.fetch.budget import AMPLE, RestingError
from aggregator.fetch.clock import Clock
from aggregator.fetch.hosts import Hosts, host_of, origin_of
from aggregator.fetch.reply import Reply
from aggregator.manners import Host

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def reply(status: int, body: bytes = b"") -> Reply:
    return Reply(url="", status=status, headers=httpx.Headers(), body=body)


class Day:
    """A time that is played."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_what_changes_is_told_once() -> None:
    book = Hosts(AMPLE, clock=Day())
    book.heard("a.example", reply(304))
    assert book.changed() == ()
    book.heard("a.example", reply(200, b"x"))
    book.heard("b.example", reply(503))
    assert [each.name for each in book.changed()] == ["a.example", "b.example"]
    assert book.changed() == ()


def test_a_restored_host_still_rests() -> None:
    book = Hosts(AMPLE, clock=Day())
    book.restore([Host(name="a.example", rest_until=NOON + timedelta(minutes=1))])
    with pytest.raises(RestingError, match="asked for rest"):
        book.check("a.example")
    book.check("b.example")


def test_hosts_of_whom_nothing_has_to_be_known_are_forgotten() -> None:
    day = Day()
    book = Hosts(AMPLE, clock=day)
    lasting = Host(name="a.example", robots="\n", robots_until=NOON + timedelta(days=9))
    book.restore([lasting])
    for number in range(9_000):
        book.heard(f"h{number}.example", reply(503))
        book.changed()
        day.now += timedelta(seconds=1)
    assert len(book._hosts) <= 4_097
    assert book.host("a.example") == lasting


def test_addresses_of_one_host_have_one_name() -> None:
    assert host_of("https://me:word@Wire.Example.:8443/x") == "wire.example"
    assert origin_of("https://me:word@Wire.Example:8443/x") == (
        "https://wire.example:8443"
    )


def test_a_clock_goes_on_and_never_back() -> None:
    seconds = 5.0
    clock = Clock(lambda: seconds)
    clock.tell(NOON)
    seconds = 8.0
    assert clock() == NOON + timedelta(seconds=3)
    clock.tell(NOON)
    assert clock() == NOON + timedelta(seconds=3)
