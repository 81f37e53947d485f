"""What other servers may ask for at the door, and how it is answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from aggregator.server import Desk, make_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(desk: Desk, method: str = "POST", **options: Any) -> httpx.Response:
    async def asked() -> httpx.Response:
        app = make_app({}, health=dict, report=print, desk=desk)
        transport = httpx.ASGITransport(app)
        base = "http://news.example"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, "/hub", **options)

    return asyncio.run(asked())


def answering(status: int, words: str) -> Desk:
    return Desk(path="/hub", take=lambda _: (status, words), patience=0.2)


def test_a_form_is_taken_and_answered_in_plain_words() -> None:
    taken: list[Mapping[str, str]] = []

    def take(form: Mapping[str, str]) -> tuple[int, str]:
        taken.append(form)
        return 202, "We shall see."

    data = {"hub.mode": "subscribe", "hub.secret": ""}
    answer = ask(Desk(path="/hub", take=take), data=data)
    assert taken == [{"hub.mode": "subscribe"}]
    assert (answer.status_code, answer.text) == (202, "We shall see.\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "retry-after" not in answer.headers


def test_who_is_told_to_come_again_is_told_when() -> None:
    answer = ask(answering(503, "Too much."), data={"a": "b"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 415),
        ({"content": b"a=" + b"b" * 20_000, "headers": FORM}, 413),
        ({"content": b"&".join([b"a=b"] * 50), "headers": FORM}, 400),
    ],
)
def test_what_is_no_form_or_too_much_of_one_is_refused(
    options: dict[str, Any], status: int
) -> None:
    assert ask(answering(202, ""), **options).status_code == status


def test_there_is_nothing_to_be_read() -> None:
    answer = ask(answering(202, ""), "GET")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def dawdling() -> AsyncIterator[bytes]:
    yield b"a="
    await asyncio.sleep(5)
    yield b"b"


def test_a_form_that_does_not_arrive_is_not_waited_for() -> None:
    answer = ask(answering(202, ""), content=dawdling(), headers=FORM)
    assert answer.status_code == 408


def test_only_so_many_forms_are_received_at_once() -> None:
    async def story() -> list[int]:
        app = make_app({}, health=dict, report=print, desk=answering(202, ""))
        transport = httpx.ASGITransport(app)
        base = "http://news.example"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            slow = [
                asyncio.create_task(
                    client.post("/hub", content=dawdling(), headers=FORM)
                )
                for _ in range(32)
            ]
            await asyncio.sleep(0.1)
            told = [(await client.post("/hub", data={"a": "b"})).status_code]
            await asyncio.gather(*slow)
            return [*told, (await client.post("/hub", data={"a": "b"})).status_code]

    assert asyncio.run(story()) == [503, 202]
