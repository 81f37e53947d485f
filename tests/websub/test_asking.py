from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import FetchError
from aggregator.fetch.reply import Reply
from aggregator.follow import websub
from aggregator.subscription import Hub
from aggregator.websub.asking import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.model import Source

KNOWN = websub.begun(
    "wire",
    Hub(urls=("https://hub.example/a",), topic="https://wire.example/feed"),
    token="t",  # noqa: S106  (no secret: the one of these tests)
    secret="s",  # noqa: S106  (likewise)
    now=datetime(2026, 3, 1, tzinfo=UTC),
)
HERE = "https://hub.example/a"


def asked(answers: Mapping[str, tuple[int, str]]) -> tuple[str | None, list[str]]:
    """Return why a hub refuses, and the addresses that were asked."""
    whom: list[str] = []

    async def send(source: Source, url: str, form: Mapping[str, str]) -> Reply:
        assert (source.id, form) == ("wire", {"hub.mode": "subscribe"})
        whom.append(url)
        if url not in answers:
            raise FetchError(source.id, "it refuses the connection")
        status, to = answers[url]
        return Reply(url=url, status=status, headers={"location": to}, body=b"")

    form = {"hub.mode": "subscribe"}
    return asyncio.run(refusal(KNOWN, form, send)), whom


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_hub_that_takes_it_will_verify_it(status: int) -> None:
    assert asked({HERE: (status, "")}) == (None, [HERE])


def test_a_hub_that_refuses_says_why() -> None:
    reason, _ = asked({HERE: (404, "")})
    assert reason is not None
    assert "404" in reason
    assert asked({}) == ("it refuses the connection", [HERE])


def test_a_hub_that_has_moved_is_asked_where_it_is() -> None:
    other = "https://other.example/b"
    assert asked({HERE: (308, other), other: (202, "")}) == (None, [HERE, other])
    near = "https://hub.example/b"
    assert asked({HERE: (307, "b"), near: (202, "")}) == (None, [HERE, near])


def test_a_hub_that_would_make_a_get_of_it_is_not_followed() -> None:
    reason, whom = asked({HERE: (302, "https://other.example/")})
    assert reason is not None
    assert whom == [HERE]


def test_a_hub_that_sends_us_in_circles_is_left() -> None:
    reason, whom = asked({HERE: (307, HERE)})
    assert (reason, len(whom)) == ("it sends us on more than 3 times", 4)
    reason, _ = asked({HERE: (307, "http://[::1")})
    assert reason == "it sends us on to what is no address"
