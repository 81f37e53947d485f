from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator.server import Access, Forms, Stream, make_app
from aggregator.server.access import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx
    from starlette.applications import Starlette
    from starlette.types import Scope

    from aggregator.model import Rendition

Ask: TypeAlias = "Callable[..., httpx.Response]"
Open: TypeAlias = "Callable[..., Starlette]"

SECRETS = {"/mine.atom": ("first", "zwölf")}
USERS = {"ann": "sea:side"}


@pytest.fixture
def asked() -> list[Mapping[str, str]]:
    """What pages were asked."""
    return []


@pytest.fixture
def opened(feed: Rendition, asked: list[Mapping[str, str]]) -> Open:
    def page(query: Mapping[str, str]) -> Rendition:
        asked.append(query)
        return feed

    def make(**access: Any) -> Starlette:
        paths = ("/", "/mine.atom", "/feed.atom")
        return make_app(
            dict.fromkeys(paths, page),
            health=lambda: {"ok": True},
            report=print,
            stream=Stream(),
            access=Access(**access),
        )

    return make


def test_where_nothing_is_set_everybody_may_read(opened: Open, ask: Ask) -> None:
    answer = ask(opened(), "/mine.atom?token=whatever")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=30"
    assert "x-robots-tag" not in answer.headers


@pytest.mark.parametrize("token", ["first", "zw%C3%B6lf"])
def test_any_token_of_a_feed_opens_it(opened: Open, ask: Ask, token: str) -> None:
    answer = ask(opened(tokens=SECRETS), f"/mine.atom?token={token}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, max-age=30"
    assert answer.headers["vary"] == "Accept-Encoding, Authorization"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=firs", "?token=first%00", "?token=%ff", "?t=first"]
)
def test_without_its_token_a_feed_is_closed_and_says_what_opens_it(
    opened: Open, ask: Ask, query: str, method: str
) -> None:
    answer = ask(opened(tokens=SECRETS), f"/mine.atom{query}", method=method)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert answer.headers["cache-control"] == "no-store"
    assert "first" not in answer.text


def test_a_token_opens_its_own_feed_alone(opened: Open, ask: Ask) -> None:
    app = opened(tokens={**SECRETS, "/feed.atom": ("other",), "/": ()})
    assert ask(app, "/feed.atom?token=first").status_code == 401
    assert ask(app, "/feed.atom?token=other").status_code == 200
    assert ask(app, "/").status_code == 200


def test_a_token_may_come_as_the_password_of_anybody(opened: Open, ask: Ask) -> None:
    app = opened(tokens=SECRETS)
    assert ask(app, "/mine.atom", auth=("reader", "first")).status_code == 200
    assert ask(app, "/mine.atom", auth=("first", "reader")).status_code == 401


def test_pages_never_see_a_token(
    opened: Open, ask: Ask, asked: list[Mapping[str, str]]
) -> None:
    ask(opened(tokens=SECRETS), "/mine.atom?token=first&before=7")
    assert asked == [{"before": "7"}]


def test_who_holds_a_private_document_is_not_sent_it_again_but_asked_first(
    opened: Open, ask: Ask
) -> None:
    app, tag = opened(tokens=SECRETS), '"abc"'
    held = ask(app, "/mine.atom?token=first", if_none_match=tag)
    assert (held.status_code, held.headers["cache-control"]) == (
        304,
        "private, max-age=30",
    )
    assert ask(app, "/mine.atom", if_none_match=tag).status_code == 401


@pytest.mark.parametrize("path", ["/", "/mine.atom", "/feed.atom", "/events"])
def test_where_there_are_users_all_asks_for_one(
    opened: Open, ask: Ask, path: str
) -> None:
    app = opened(users=USERS, tokens=SECRETS)
    assert ask(app, path, method="HEAD").status_code == 401
    pair = ("ann", "sea:side")
    assert ask(app, path, method="HEAD", auth=pair).status_code == 200


def test_but_for_what_is_public_and_our_own_health(opened: Open, ask: Ask) -> None:
    app = opened(users=USERS, public=frozenset({"/feed.atom"}))
    assert ask(app, "/feed.atom").headers["cache-control"] == "public, max-age=30"
    assert ask(app, "/healthz").status_code == 200


def test_where_there_are_users_strangers_hear_of_our_health_but_not_of_sources(
    ask: Ask,
) -> None:
    def health() -> Mapping[str, object]:
        return {"ok": False, "failing": ["secret-source"]}

    for users, told in (({}, health()), (USERS, {"ok": False})):
        app = make_app({}, health=health, report=print, access=Access(users=users))
        answer = ask(app, "/healthz")
        assert (answer.status_code, answer.json()) == (503, told)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic \xff",
        "Basic ====",
        "Basic YW5u",
        "Bearer sea:side",
        "Basic " + b64encode(b"ann:seaside").decode(),
        "Basic " + b64encode(b"\xff:\xff").decode(),
        "Basic " + b64encode(b"ann:sea:side\n").decode(),
    ],
)
def test_what_is_not_a_user_opens_nothing(opened: Open, ask: Ask, header: str) -> None:
    headers = {"authorization": header.encode("latin-1")}
    assert ask(opened(users=USERS), "/", **headers).status_code == 401


def test_guesses_are_few_and_others_go_on(opened: Open, ask: Ask) -> None:
    app = opened(tokens=SECRETS)
    for number in range(10):
        assert ask(app, f"/mine.atom?token={number}").status_code == 401
    stopped = ask(app, "/mine.atom?token=first")
    assert (stopped.status_code, stopped.headers["retry-after"]) == (429, "60")
    assert ask(app, "/mine.atom?token=first", client="192.0.2.2").status_code == 200
    assert ask(app, "/").status_code == 200


def test_readers_that_go_on_with_an_old_token_lock_out_nobody(
    opened: Open, ask: Ask
) -> None:
    app = opened(tokens=SECRETS, users=USERS)
    for _ in range(20):
        assert ask(app, "/mine.atom?token=replaced").status_code == 401
        assert ask(app, "/", auth=("ann", "replaced")).status_code == 401
    assert ask(app, "/mine.atom?token=first").status_code == 200


def test_one_network_has_many_addresses_and_counts_once(opened: Open, ask: Ask) -> None:
    app = opened(tokens=SECRETS)
    for number in range(10):
        ask(app, f"/mine.atom?token={number}", client=f"2001:db8::{number}")
    answer = ask(app, "/mine.atom?token=first", client="2001:db8::ffff")
    assert answer.status_code == 429
    other = ask(app, "/mine.atom?token=first", client="2001:db8:0:1::1")
    assert other.status_code == 200


def test_an_address_is_its_own_however_a_proxy_spells_it(
    opened: Open, ask: Ask
) -> None:
    app = opened(tokens=SECRETS)
    for number in range(10):
        ask(app, f"/mine.atom?token={number}", client="::ffff:192.0.2.1")
    told = [
        ask(app, "/mine.atom?token=first", client=client).status_code
        for client in ("192.0.2.1", "::ffff:192.0.2.2")
    ]
    assert told == [429, 200]


def test_who_only_asks_without_any_secret_is_never_stopped(
    opened: Open, ask: Ask
) -> None:
    app = opened(tokens=SECRETS)
    for _ in range(20):
        assert ask(app, "/mine.atom").status_code == 401
    assert ask(app, "/mine.atom?token=first").status_code == 200


def test_after_a_while_one_may_try_again() -> None:
    async def answered(_: Request) -> Response:
        return Response()

    async def ask(token: str, client: tuple[str, int] | None) -> int:
        scope: Scope = {
            "type": "http",
            "path": "/mine.atom",
            "query_string": f"token={token}".encode(),
            "headers": [],
            "client": client,
        }
        try:
            return (await endpoint(Request(scope))).status_code
        except HTTPException as error:
            return error.status_code

    async def story() -> None:
        for client in (None, ("a socket", 0)):
            tries = [await ask(f"guess{number}", client) for number in range(11)]
            assert tries == [401] * 10 + [429]
        now[0] = 59.0
        assert await ask("first", None) == 429
        now[0] = 60.0
        assert await ask("first", None) == 200
        for number in range(4100):
            await ask("guess", (f"10.0.{number // 256}.{number % 256}", 1))
        assert len(guard._tries._wrong) == 4096  # no more than can be held

    now = [0.0]
    guard = Guard(Access(tokens=SECRETS), clock=lambda: now[0])
    endpoint = guard.guarded("/mine.atom", answered)
    asyncio.run(story())


def test_forms_too_ask_for_a_user(ask: Ask) -> None:
    async def take(_: Mapping[str, str]) -> str:
        return "/"

    forms = Forms(takers={"/entry/ruling": take}, token="t", public_url="")  # noqa: S106
    app = make_app(
        {}, health=dict, report=print, forms=forms, access=Access(users=USERS)
    )
    assert ask(app, "/entry/ruling", method="POST").status_code == 401
    pair = ("ann", "sea:side")
    assert ask(app, "/entry/ruling", method="POST", auth=pair).status_code == 415
