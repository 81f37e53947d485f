"""What the door makes of whatever a request comes with."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from aggregator.model import Rendition
from aggregator.server import make_app
from aggregator.server.conditions import coding, not_modified

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
FEED = Rendition(media_type="text/html", body=b"", etag='"abc"', modified=NOON)


@pytest.mark.parametrize(
    ("tags", "held"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x","abc-gzip" ,"y"', True),
        ("*", True),
        ('"other"', False),
        ('"*"', False),
        ("abc", False),
        ("", False),
        ('"abc', False),
        ('W/"x", "abc-br"', True),
        ('"abc-zip"', False),
        ('"ABC"', False),
    ],
)
def test_tags_are_compared_weakly_and_whole(tags: str, *, held: bool) -> None:
    assert not_modified(Headers({"if-none-match": tags}), FEED) is held


def test_tags_may_come_on_several_lines() -> None:
    lines = [(b"if-none-match", b'"x"'), (b"if-none-match", b'"abc"')]
    assert not_modified(Headers(raw=lines), FEED)


@pytest.mark.parametrize(("later", "held"), [(-1, False), (0, True), (60, True)])
def test_a_date_is_compared_in_whole_seconds(later: int, *, held: bool) -> None:
    since = format_datetime(NOON + timedelta(seconds=later), usegmt=True)
    assert not_modified(Headers({"if-modified-since": since}), FEED) is held


def test_a_tag_outweighs_a_date() -> None:
    since = format_datetime(NOON, usegmt=True)
    asked = Headers({"if-modified-since": since, "if-none-match": '"other"'})
    assert not not_modified(asked, FEED)


def test_a_date_without_a_zone_is_read_as_gmt() -> None:
    asked = Headers({"if-modified-since": "Sun, 01 Mar 2026 12:00:00 -0000"})
    assert not_modified(asked, FEED)


def test_who_states_no_condition_holds_nothing() -> None:
    assert not not_modified(Headers({}), FEED)


@given(
    since=st.text()
    | st.from_regex(
        r"Sun, [0-9]{1,6} (Mar|Foo) [0-9]{1,9} [0-9:]{5,8} [+-][0-9]{4,12}",
        fullmatch=True,
    )
)
def test_a_date_that_is_none_is_ignored(since: str) -> None:
    headers = Headers(raw=[(b"if-modified-since", since.encode("latin-1", "replace"))])
    assert not_modified(headers, FEED) in (True, False)


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("deflate, gzip ; q=1.0, br", "br"),
        ("gzip, br;q=0.9", "gzip"),
        ("br", "br"),
        ("zstd, br;q=0, gzip;q=0.1", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity, gzip, br;q=0.5", "gzip"),
        ("", ""),
        ("zstd, deflate", ""),
        ("gzip;q=0", ""),
        ("*;q=0", ""),
        ("*, br;q=0, gzip;q=0.000", ""),
        ("gzip;q=0.4, identity", ""),
        ("gzip;q=many", ""),
    ],
)
def test_what_is_liked_best_is_sent(header: str, best: str) -> None:
    assert coding(header) == best


@given(
    path=st.text(st.characters(codec="utf-8")),
    query=st.binary(max_size=80),
)
def test_no_address_is_too_odd(path: str, query: bytes) -> None:
    app = make_app(
        {"/": lambda asked: FEED if asked else None},
        health=dict,
        report=lambda *_: None,
    )
    sent: list[int] = []

    async def once() -> None:
        async def receive() -> dict[str, str]:
            return {"type": "http.disconnect"}

        async def send(message: object) -> None:
            if isinstance(message, dict) and "status" in message:
                sent.append(message["status"])

        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/{path}",
            "query_string": query,
            "headers": [(b"accept-encoding", b"\xff;q=")],
            "server": ("door.example", 80),
        }
        await app(scope, receive, send)

    asyncio.run(once())
    assert sent[0] in (200, 404)
