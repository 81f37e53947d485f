"""What other servers may say to the door, and how much of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from aggregator.server import Hook, make_app

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import Message, Scope

HERE = "/websub/known"
News: TypeAlias = list[tuple[str, str, bytes]]
Open: TypeAlias = Callable[..., "Starlette"]


@pytest.fixture
def news() -> News:
    return []


@pytest.fixture
def opened(news: News) -> Open:
    """Return a builder of applications that know the address `HERE` alone."""

    async def asked(end: str, query: Mapping[str, str]) -> str | None:
        return query.get("challenge") if end == "known" else None

    def told(end: str, headers: Mapping[str, str], body: bytes) -> bool:
        news.append((end, headers.get("X-Hub-Signature", ""), body))
        return body != b"too much"

    def make(**fields: Any) -> Starlette:
        sensible = {
            "path": "/websub/{end}",
            "asked": asked,
            "expects": lambda end: end == "known",
            "told": told,
            "max_body": 1000,
        }
        hook = Hook(**{**sensible, **fields})
        return make_app({}, health=dict, report=print, hook=hook)

    return make


def ask(app: Starlette, method: str, path: str, **options: Any) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://news.example"
        ) as client:
            return await client.request(method, path, **options)

    return asyncio.run(asked())


def test_a_question_is_answered_as_plain_text_that_nobody_keeps(opened: Open) -> None:
    answer = ask(opened(), "GET", HERE, params={"challenge": "<script>1</script>"})
    assert (answer.status_code, answer.text) == (200, "<script>1</script>")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [HERE, "/websub/other?challenge=1", "/websub/"])
def test_what_was_not_asked_for_is_not_there(opened: Open, path: str) -> None:
    assert ask(opened(), "GET", path).status_code == 404


def test_who_does_not_look_at_the_answer_is_told_nothing(opened: Open) -> None:
    assert ask(opened(), "HEAD", HERE, params={"challenge": "1"}).status_code == 404


def test_news_are_taken_with_their_signature(opened: Open, news: News) -> None:
    headers = {"x-hub-signature": "sha256=00"}
    answer = ask(opened(), "POST", HERE, content=b"<feed/>", headers=headers)
    assert (answer.status_code, answer.content) == (202, b"")
    assert news == [("known", "sha256=00", b"<feed/>")]


def test_a_stranger_is_told_to_stop(opened: Open, news: News) -> None:
    assert ask(opened(), "POST", "/websub/other", content=b"x").status_code == 410
    assert news == []


def test_nothing_else_can_be_done_there(opened: Open) -> None:
    answer = ask(opened(), "PUT", HERE)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_a_body_is_read_up_to_its_bound_and_no_further(
    opened: Open, news: News
) -> None:
    assert ask(opened(), "POST", HERE, content=b"x" * 1000).status_code == 202
    assert ask(opened(), "POST", HERE, content=b"x" * 1001).status_code == 413
    assert len(news) == 1


def test_where_too_much_waits_news_are_to_come_again(opened: Open) -> None:
    answer = ask(opened(), "POST", HERE, content=b"too much")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


def test_a_body_that_drips_is_not_waited_for(opened: Open, news: News) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.02)

    answer = ask(opened(patience=0.1), "POST", HERE, content=dripping())
    assert (answer.status_code, news) == (408, [])


def test_a_body_that_breaks_off_is_no_news(opened: Open, news: News) -> None:
    assert asyncio.run(spoken(opened(), [{"type": "http.disconnect"}])) == 400
    assert news == []


def test_only_so_many_bodies_are_received_at_once(opened: Open) -> None:
    app, held = opened(patience=5), asyncio.Event()

    async def all_at_once() -> list[int]:
        slow = [asyncio.create_task(spoken(app, [], held)) for _ in range(8)]
        await asyncio.sleep(0.05)
        ninth = await spoken(app, [])
        held.set()
        return [ninth, *await asyncio.gather(*slow)]

    assert asyncio.run(all_at_once()) == [503, *[202] * 8]


async def spoken(
    app: Starlette, messages: list[Message], held: asyncio.Event | None = None
) -> int:
    """Return the status of an answer to a body that comes in such messages."""
    statuses: list[int] = []
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": HERE,
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "server": ("news.example", 80),
    }

    async def receive() -> Message:
        if held is not None:
            await held.wait()
        if messages:
            return messages.pop(0)
        return {"type": "http.request", "body": b"<feed/>", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    return statuses[0]
