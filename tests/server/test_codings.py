from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import brotli
import httpx
import pytest

from aggregator.server import Live, make_app, prepared
from aggregator.server.codings import CODINGS, Coding, packed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aggregator.model import Rendition

Ask: TypeAlias = "Callable[..., httpx.Response]"


@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_packed_is_smaller_and_always_the_same(
    coding: Coding, feed: Rendition
) -> None:
    small = packed(feed.body, coding)
    unpacked = brotli.decompress if coding == "br" else gzip.decompress
    assert len(small) < len(feed.body) / 10
    assert unpacked(small) == feed.body
    assert packed(feed.body, coding) == small


def test_who_takes_nothing_is_sent_it_as_it_is(feed: Rendition) -> None:
    assert packed(feed.body, "") == feed.body


@pytest.mark.parametrize("lives", [True, False])
@pytest.mark.parametrize(
    ("accepted", "sent", "tag"),
    [
        ("identity", None, '"abc"'),
        ("gzip, deflate", "gzip", '"abc-gzip"'),
        ("gzip, deflate, br, zstd", "br", '"abc-br"'),
    ],
)
def test_each_coding_has_a_tag_of_its_own_and_all_are_known_again(
    feed: Rendition,
    ask: Ask,
    *,
    accepted: str,
    sent: str | None,
    tag: str,
    lives: bool,
) -> None:
    def page(_: Mapping[str, str]) -> Rendition:
        return feed

    page_or_live = Live(page) if lives else page
    app = make_app({"/feed.atom": page_or_live}, health=dict, report=print)
    answer = ask(app, "/feed.atom", accept_encoding=accepted)
    assert answer.headers.get("content-encoding") == sent
    assert answer.headers["etag"] == tag
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == feed.body
    head = ask(app, "/feed.atom", method="HEAD", accept_encoding=accepted)
    assert (head.headers, head.content) == (answer.headers, b"")
    for _ in range(2):
        again = ask(app, "/feed.atom", accept_encoding=accepted, if_none_match=tag)
        assert (again.status_code, again.headers["etag"]) == (304, tag)


def test_a_range_is_no_reason_to_send_less(feed: Rendition, ask: Ask) -> None:
    app = make_app({"/feed.atom": lambda _: feed}, health=dict, report=print)
    for asked in ("bytes=0-9", "bytes=-1", "bytes=99999-", "lines=1", "bytes=9-0,1-2"):
        answer = ask(app, "/feed.atom", range=asked, if_range='"abc"')
        assert (answer.status_code, answer.content) == (200, feed.body)
    held = ask(app, "/feed.atom", range="bytes=0-", if_none_match='"abc"')
    assert held.status_code == 304


def test_the_answer_to_a_document_is_not_that_to_the_one_before(
    feed: Rendition, ask: Ask
) -> None:
    documents = [feed, replace(feed, body=b"<feed>new</feed>", etag='"new"')]
    app = make_app({"/": lambda _: documents.pop(0)}, health=dict, report=print)
    for expected in tuple(documents):
        answer = ask(app, "/", accept_encoding="br")
        assert answer.content == expected.body
        assert answer.headers["etag"] == f'{expected.etag[:-1]}-br"'


def test_many_ask_at_once_and_it_is_packed_once(
    feed: Rendition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(body: bytes, coding: Coding) -> bytes:
        codings.append(coding)
        return packed(body, coding)

    async def many() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://door.example"
        ) as client:
            headers = {"accept-encoding": "br"}
            asking = (client.get("/", headers=headers) for _ in range(10))
            return await asyncio.gather(*asking)

    codings: list[Coding] = []
    monkeypatch.setattr(prepared, "packed", counted)
    app = make_app({"/": Live(lambda _: feed)}, health=dict, report=print)
    assert {each.content for each in asyncio.run(many())} == {feed.body}
    assert codings == ["br"]
