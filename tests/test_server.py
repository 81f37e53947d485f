from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import httpx
import pytest

from aggregator.model import Rendition
from aggregator.server import make_app

if TYPE_CHECKING:
    from starlette.applications import Starlette

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
FEED = Rendition(
    media_type="application/atom+xml; charset=utf-8",
    body=b"<feed>" + b"news " * 400 + b"</feed>",
    etag='"abc"',
    modified=NOON,
)
PAGE = Rendition(
    media_type="text/html; charset=utf-8",
    body=b"<!doctype html>timeline",
    etag='"page"',
    modified=NOON,
)
STYLE = replace(PAGE, media_type="text/css; charset=utf-8", etag='"style"')

Served: TypeAlias = Callable[[Mapping[str, str]], Rendition | None]
Told: TypeAlias = list[tuple[str, str]]


def well() -> Mapping[str, object]:
    return {"ok": True, "since": NOON}


def ask(
    app: Starlette,
    path: str,
    *,
    method: str = "GET",
    root_path: str = "",
    **headers: str,
) -> httpx.Response:
    """Ask `app` once; a header is named with underscores for hyphens."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    told.setdefault("accept-encoding", "identity")

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app, root_path=root_path)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://door.example"
        ) as client:
            return await client.request(method, path, headers=told)

    return asyncio.run(once())


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def report(told: Told) -> Callable[[str, Exception], None]:
    def tell(path: str, error: Exception) -> None:
        told.append((path, str(error)))

    return tell


@pytest.fixture
def app(report: Callable[[str, Exception], None]) -> Starlette:
    pages: dict[str, Served] = {
        "/": lambda _: PAGE,
        "/feed.atom": lambda _: FEED,
        "/style.css": lambda _: STYLE,
        "/entry": lambda query: PAGE if query.get("id") == "é" else None,
    }
    return make_app(pages, health=well, report=report)


def test_a_document_is_served_with_all_that_makes_it_cheap_to_ask_again(
    app: Starlette,
) -> None:
    answer = ask(app, "/feed.atom")
    assert answer.status_code == 200
    assert answer.content == FEED.body
    assert answer.headers["content-type"] == FEED.media_type
    assert answer.headers["etag"] == '"abc"'
    assert answer.headers["last-modified"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert answer.headers["cache-control"] == "public, max-age=30"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "expires" not in answer.headers


def test_what_a_cache_may_keep_goes_by_what_it_is(app: Starlette) -> None:
    assert ask(app, "/").headers["cache-control"] == "no-cache"
    assert ask(app, "/style.css").headers["cache-control"] == "public, max-age=86400"


def test_the_times_of_other_zones_are_told_in_gmt(
    report: Callable[[str, Exception], None],
) -> None:
    elsewhere = NOON.astimezone().replace(microsecond=0)
    page = replace(PAGE, modified=elsewhere)
    app = make_app({"/": lambda _: page}, health=well, report=report)
    assert ask(app, "/").headers["last-modified"] == "Sun, 01 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    "path", ["/", "/feed.atom", "/nowhere", "/healthz", "/entry?id=none"]
)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_tells_the_same_as_get_without_the_body(
    app: Starlette, path: str, encoding: str
) -> None:
    head = ask(app, path, method="HEAD", accept_encoding=encoding)
    get = ask(app, path, accept_encoding=encoding)
    assert head.status_code == get.status_code
    assert head.headers == get.headers
    assert head.content == b""


@pytest.mark.parametrize(
    "tags",
    [
        '"abc"',
        'W/"abc"',
        '"abc-gzip"',
        'W/"abc-gzip"',
        '"x", W/"abc", "y"',
        '"x","abc"',
        "*",
    ],
)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_who_holds_the_document_is_not_sent_it_again(
    app: Starlette, tags: str, encoding: str
) -> None:
    answer = ask(app, "/feed.atom", if_none_match=tags, accept_encoding=encoding)
    full = ask(app, "/feed.atom", accept_encoding=encoding)
    assert answer.status_code == 304
    assert answer.content == b""
    assert "content-length" not in answer.headers
    for name in ("etag", "last-modified", "cache-control", "vary"):
        assert answer.headers[name] == full.headers[name]


def test_who_holds_another_document_is_sent_this_one(app: Starlette) -> None:
    answer = ask(app, "/feed.atom", if_none_match='"other"')
    assert (answer.status_code, answer.content) == (200, FEED.body)


def test_who_asks_by_date_is_not_sent_what_he_has(app: Starlette) -> None:
    since = "Sun, 01 Mar 2026 12:00:00 GMT"
    assert ask(app, "/feed.atom", if_modified_since=since).status_code == 304


def test_a_compressed_document_has_a_tag_of_its_own(app: Starlette) -> None:
    answer = ask(app, "/feed.atom", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"] == '"abc-gzip"'
    assert answer.content == FEED.body
    assert int(answer.headers["content-length"]) < len(FEED.body)


def test_a_document_that_is_the_same_keeps_its_date(
    report: Callable[[str, Exception], None],
) -> None:
    dates = iter([NOON, NOON + timedelta(minutes=1)])
    page = {"/feeds.opml": lambda _: replace(FEED, modified=next(dates))}
    app = make_app(page, health=well, report=report)
    since = ask(app, "/feeds.opml").headers["last-modified"]
    assert ask(app, "/feeds.opml", if_modified_since=since).status_code == 304


def test_a_document_is_compressed_once(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    compress = gzip.compress

    def counted(data: bytes, level: int, *, mtime: float) -> bytes:
        sizes.append(len(data))
        return compress(data, level, mtime=mtime)

    monkeypatch.setattr(gzip, "compress", counted)
    for _ in range(3):
        ask(app, "/feed.atom", accept_encoding="gzip")
    assert sizes == [len(FEED.body)]


def test_when_a_page_fails_the_last_good_one_is_served(
    report: Callable[[str, Exception], None], told: Told
) -> None:
    outcomes: list[Rendition | None] = [PAGE]

    def page(query: Mapping[str, str]) -> Rendition | None:
        if not outcomes:
            message = f"database is gone {dict(query)}"
            raise RuntimeError(message)
        return outcomes.pop()

    app = make_app({"/": page}, health=well, report=report)
    assert ask(app, "/").content == PAGE.body
    assert ask(app, "/").content == PAGE.body
    assert ask(app, "/", if_none_match='"page"').status_code == 304
    assert told == [("/", "database is gone {}")] * 2
    assert ask(app, "/?before=1").status_code == 503


def test_the_last_good_document_is_kept_for_each_query_but_not_for_all(
    report: Callable[[str, Exception], None],
) -> None:
    well_now = True

    def page(query: Mapping[str, str]) -> Rendition:
        if not well_now:
            raise RuntimeError
        return replace(PAGE, body=str(dict(query)).encode())

    app = make_app({"/": page}, health=well, report=report)
    ask(app, "/")
    for number in range(70):
        ask(app, f"/?n={number}")
        ask(app, "/?n=0")
    well_now = False
    assert ask(app, "/").content == b"{}"
    assert ask(app, "/?n=0").content == b"{'n': '0'}"
    assert ask(app, "/?n=69").status_code == 200
    assert ask(app, "/?n=1").status_code == 503


def test_when_there_is_no_good_document_the_reader_is_asked_to_come_again(
    report: Callable[[str, Exception], None], told: Told
) -> None:
    def page(_: Mapping[str, str]) -> Rendition:
        message = "secret path"
        raise OSError(message)

    answer = ask(make_app({"/": page}, health=well, report=report), "/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("This page cannot be made right now.")
    assert "secret" not in answer.text
    assert told == [("/", "secret path")]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/feed.atom/", "/%00", "/%ff%fe", "/entry?id=x"]
)
def test_an_address_that_leads_nowhere_is_told_so(app: Starlette, path: str) -> None:
    answer = ask(app, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_of_ours_may_stand_where_nothing_is(
    report: Callable[[str, Exception], None],
) -> None:
    app = make_app({}, health=well, report=report, not_found=PAGE)
    answer = ask(app, "/nowhere")
    assert (answer.status_code, answer.content) == (404, PAGE.body)
    assert answer.headers["content-type"] == PAGE.media_type


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_one_can_only_read(app: Starlette, method: str, path: str) -> None:
    answer = ask(app, path, method=method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/feed.atom", "/nowhere", "/healthz"])
def test_no_answer_lets_anything_be_run(app: Starlette, path: str) -> None:
    headers = ask(app, path).headers
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


def test_pages_are_found_behind_the_prefix_of_a_proxy(app: Starlette) -> None:
    assert ask(app, "/live/feed.atom", root_path="/live").content == FEED.body
    assert ask(app, "/entry?id=%C3%A9").status_code == 200


@pytest.mark.parametrize("path", ["/live/feed.atom", "/feed.atom"])
@pytest.mark.parametrize("prefix", ["/live", "/live/"])
def test_a_proxy_may_leave_the_prefix_in_or_take_it_out(
    report: Callable[[str, Exception], None], path: str, prefix: str
) -> None:
    pages = {"/feed.atom": lambda _: FEED}
    app = make_app(pages, health=well, report=report, prefix=prefix)
    assert ask(app, path).content == FEED.body
    for other in ("/lives/feed.atom", "/live", "/live/live/feed.atom"):
        assert ask(app, other).status_code == 404


@pytest.mark.parametrize("tag", ['""', '"abc"'])
def test_what_leads_elsewhere_says_so_in_its_headers_too(
    report: Callable[[str, Exception], None], tag: str
) -> None:
    link = '<https://hub.example/>; rel="hub"'
    pages = dict.fromkeys(("/feed.json", "/feed.atom"), lambda _: FEED)
    links = {"/feed.json": link}
    app = make_app(pages, health=well, report=report, links=links)
    assert ask(app, "/feed.json", if_none_match=tag).headers["link"] == link
    assert "link" not in ask(app, "/feed.atom").headers


def test_health_is_told_in_json(app: Starlette) -> None:
    answer = ask(app, "/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "since": "2026-03-01 12:00:00.250000+00:00"}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("health", [{"ok": False}, {}, {"ok": "maybe"}])
def test_what_is_not_well_says_so(
    report: Callable[[str, Exception], None], health: Mapping[str, object]
) -> None:
    answer = ask(make_app({}, health=lambda: health, report=report), "/healthz")
    assert (answer.status_code, answer.json()) == (503, health)


def test_not_to_know_is_not_to_be_well(
    report: Callable[[str, Exception], None], told: Told
) -> None:
    def health() -> Mapping[str, object]:
        message = "no database"
        raise RuntimeError(message)

    answer = ask(make_app({}, health=health, report=report), "/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert told == [("/healthz", "no database")]
