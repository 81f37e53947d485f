"""What the door takes in, and from whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from aggregator.errors import StoreError
from aggregator.model import Rendition
from aggregator.server import Forms, make_app

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import Message, Scope

TOKEN = "correct-horse"  # noqa: S105  (no secret: the one of these tests)
RULING = "/entry/7/ruling"
GOOD = {"token": TOKEN, "ruling": "split"}
PAGE = Rendition(
    media_type="text/html; charset=utf-8",
    body=b"<!doctype html>entry",
    etag='"page"',
    modified=datetime(2026, 3, 1, tzinfo=UTC),
)

Taken: TypeAlias = list[dict[str, str]]
Open: TypeAlias = Callable[..., "Starlette"]


@pytest.fixture
def taken() -> Taken:
    return []


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def opened(taken: Taken, told: list[tuple[str, str]]) -> Open:
    """Return a builder of applications whose forms end in `taken`, or in an error."""

    def make(error: Exception | None = None, **fields: Any) -> Starlette:
        async def take(form: Mapping[str, str]) -> str:
            if error is not None:
                raise error
            taken.append(dict(form))
            return "../7#rulings"

        sensible = {
            "takers": {"/entry/{entry}/ruling": take},
            "token": TOKEN,
            "public_url": "https://News.example/live",
            "delay": 0,
        }
        return make_app(
            {"/": lambda _: PAGE, "/entry/{entry}": entry_page},
            health=dict,
            report=lambda path, bug: told.append((path, str(bug))),
            forms=Forms(**{**sensible, **fields}),
        )

    return make


def entry_page(query: Mapping[str, str]) -> Rendition | None:
    return PAGE if query["entry"] == "7" else None


async def asked(
    app: Starlette, method: str, path: str, **options: Any
) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://door.example"
    ) as client:
        return await client.request(method, path, **options)


def send(app: Starlette, data: object = GOOD, **headers: str) -> httpx.Response:
    """Send a form; a header is named with underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(asked(app, "POST", RULING, data=data, headers=named))


def look(app: Starlette, path: str) -> httpx.Response:
    return asyncio.run(asked(app, "GET", path))


def test_a_form_with_the_token_is_taken_and_leads_back_to_the_page(
    opened: Open, taken: Taken
) -> None:
    answer = send(opened())
    assert (answer.status_code, answer.headers["location"]) == (303, "../7#rulings")
    assert answer.headers["cache-control"] == "no-store"
    assert taken == [{"ruling": "split", "entry": "7"}]


def test_what_the_path_names_outweighs_what_a_form_says(
    opened: Open, taken: Taken
) -> None:
    send(opened(), {**GOOD, "entry": "8", "other": "Größe & Maß"})
    assert taken == [{"ruling": "split", "entry": "7", "other": "Größe & Maß"}]


@pytest.mark.parametrize("token", ["", "wrong-horse", f"{TOKEN} ", "schlüssel", "\0"])
def test_without_the_token_nothing_is_done(
    opened: Open, taken: Taken, token: str
) -> None:
    answer = send(opened(), {**GOOD, "token": token})
    assert answer.status_code == 403
    assert answer.text.startswith("This is not the token. Nothing was changed")
    assert taken == []


def test_guesses_are_slow_and_few(opened: Open, taken: Taken) -> None:
    app = opened(delay=0.2)

    async def many() -> list[httpx.Response]:
        wrong = (asked(app, "POST", RULING, data={"token": "no"}) for _ in range(12))
        return await asyncio.gather(*wrong)

    answers = asyncio.run(many())
    assert sorted(each.status_code for each in answers) == [403] * 8 + [429] * 4
    (retry,) = {each.headers["retry-after"] for each in answers[8:]}
    assert int(retry) > 0
    assert send(app).status_code == 303
    assert len(taken) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://door.example", "sec_fetch_site": "same-origin"},
        {"origin": "https://door.example"},
        {"origin": "https://news.example"},
        {"sec_fetch_site": "none"},
    ],
)
def test_our_own_pages_may_send(opened: Open, headers: dict[str, str]) -> None:
    assert send(opened(), **headers).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://door.example:81"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "http://door.example"},
    ],
)
def test_pages_of_others_may_not(
    opened: Open, taken: Taken, headers: dict[str, str]
) -> None:
    answer = send(opened(), **headers)
    assert (answer.status_code, taken) == (403, [])
    assert answer.text == "Only our own pages can send this. Nothing was changed.\n"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_what_is_no_form_is_refused(opened: Open, taken: Taken, kind: str) -> None:
    assert send(opened(), content_type=kind).status_code == 415
    assert taken == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({**GOOD, "other": "x" * 16_400}, 413),
        ({**GOOD, **{str(number): "x" for number in range(20)}}, 400),
    ],
)
def test_a_form_is_small(
    opened: Open, taken: Taken, data: dict[str, str], status: int
) -> None:
    assert send(opened(), data).status_code == status
    assert taken == []


def statuses(app: Starlette, *messages: Message) -> list[int]:
    """Send a form by hand, message by message; then nothing more comes."""
    coming = list(messages)
    sent: list[int] = []

    async def receive() -> Message:
        if coming:
            return coming.pop(0)
        await asyncio.sleep(60)
        raise AssertionError

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])

    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": RULING,
        "query_string": b"",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded; a=b")],
        "server": ("door.example", 80),
    }
    asyncio.run(app(scope, receive, answer))
    return sent


def test_a_form_that_never_ends_is_not_waited_for(opened: Open, taken: Taken) -> None:
    begun = {"type": "http.request", "body": b"token=", "more_body": True}
    assert statuses(opened(patience=0.05), begun) == [408]
    assert taken == []


def test_who_leaves_in_the_middle_has_sent_nothing(opened: Open, taken: Taken) -> None:
    begun = {"type": "http.request", "body": b"token=", "more_body": True}
    assert statuses(opened(), begun, {"type": "http.disconnect"}) == [400]
    assert taken == []


def test_bytes_that_are_no_text_are_no_token(opened: Open, taken: Taken) -> None:
    whole = {"type": "http.request", "body": b"token=\xff%ff&&=&%", "more_body": False}
    assert statuses(opened(), whole) == [403]
    assert taken == []


def test_a_body_that_streams_on_is_cut_off(opened: Open, taken: Taken) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"a" * 4_000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = asyncio.run(
        asked(opened(), "POST", RULING, content=endless(), headers=kind)
    )
    assert (answer.status_code, taken) == (413, [])


def test_why_it_cannot_be_done_is_told_in_plain_words(
    opened: Open, told: list[tuple[str, str]]
) -> None:
    answer = send(opened(StoreError("<b>there is no post</b>")))
    assert answer.status_code == 409
    assert answer.text == "Nothing was changed: <b>there is no post</b>.\n"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert told == []


def test_a_bug_is_reported_and_its_words_are_kept_from_the_sender(
    opened: Open, told: list[tuple[str, str]]
) -> None:
    answer = send(opened(RuntimeError("secret")))
    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert told == [("/entry/{entry}/ruling", "secret")]


def test_only_the_page_of_a_form_says_where_it_comes_from(opened: Open) -> None:
    app = opened()
    page, other = look(app, "/entry/7"), look(app, "/")
    assert page.headers["referrer-policy"] == "same-origin"
    for answer in (other, look(app, "/entry/8"), send(app)):
        assert answer.headers["referrer-policy"] == "no-referrer"
    for answer in (page, other):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith(
            "default-src 'none'; style-src 'self'; script-src 'self'"
        )
        assert "form-action 'self'" in policy


def test_the_page_itself_takes_nothing_and_a_form_shows_nothing(opened: Open) -> None:
    app = opened()
    for method, path, allowed in [
        ("POST", "/entry/7", "GET, HEAD"),
        ("GET", RULING, "POST"),
        ("PUT", RULING, "POST"),
    ]:
        answer = asyncio.run(asked(app, method, path))
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_where_no_forms_are_taken_their_address_leads_nowhere() -> None:
    app = make_app({"/entry/{entry}": entry_page}, health=dict, report=print)
    assert send(app).status_code == 404
    assert look(app, "/entry/7").headers["referrer-policy"] == "no-referrer"


def test_pages_of_one_kind_are_kept_by_their_address(
    told: list[tuple[str, str]],
) -> None:
    fails = False

    def page(_: Mapping[str, str]) -> Rendition:
        if fails:
            raise RuntimeError
        return PAGE

    app = make_app(
        {"/entry/{entry}": page},
        health=dict,
        report=lambda path, bug: told.append((path, str(bug))),
    )
    assert look(app, "/entry/1").status_code == 200
    fails = True
    assert look(app, "/entry/1").status_code == 200
    assert look(app, "/entry/2").status_code == 503
