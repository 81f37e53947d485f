"""Two sources that lead to one address ask for it once."""

from __future__ import annotations

import httpx

from aggregator.fetch.latest import Latest
from aggregator.fetch.reply import Reply


def reply(body: bytes = b"x", status: int = 200, **told: str) -> Reply:
    url = "https://wire.example/feed"
    return Reply(url=url, status=status, headers=httpx.Headers(told), body=body)


def test_what_another_has_had_is_only_confirmed() -> None:
    latest = Latest()
    whole = reply(etag='"1"')
    latest.keep("feed", whole, "one")
    assert latest.conditions("feed", "other") == {"If-None-Match": '"1"'}
    assert latest.settled("feed", reply(b"", 304)) is whole


def test_who_had_it_itself_had_no_use_for_it() -> None:
    latest = Latest()
    latest.keep("feed", reply(etag='"1"'), "one")
    assert latest.conditions("feed", "one") == {}


def test_what_changed_takes_the_place_of_what_was() -> None:
    latest = Latest()
    latest.keep("feed", reply(etag='"1"'), "one")
    latest.keep("feed", reply(b"", 304, etag='"1"'), "one")
    fresh = reply(b"y")
    assert latest.settled("feed", fresh) is fresh
    latest.keep("feed", fresh, "one")
    assert latest.conditions("feed", "other") == {}
    assert latest.settled("feed", reply(b"", 304)).status == 304


def test_there_is_room_for_so_much() -> None:
    latest = Latest(room=100)
    latest.keep("long", reply(b"x" * 26, etag='"1"'), "one")
    assert latest.conditions("long", "other") == {}
    for number in range(9):
        latest.keep(str(number), reply(b"x" * 25, etag='"1"'), "one")
    kept = [n for n in range(9) if latest.conditions(str(n), "other")]
    assert kept == [5, 6, 7, 8]
