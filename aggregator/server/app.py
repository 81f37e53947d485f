"""The application: which address leads to which page, and what all others are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from aggregator.model import Rendition
from aggregator.server.access import Access, Guard
from aggregator.server.answers import PLAIN, Endpoint, Report, passing
from aggregator.server.desk import Clerk
from aggregator.server.door import Door
from aggregator.server.forms import Gate
from aggregator.server.hooks import Receiver
from aggregator.server.live import Live

if TYPE_CHECKING:
    from collections.abc import Awaitable, Collection, Iterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from aggregator.server.desk import Desk
    from aggregator.server.forms import Forms
    from aggregator.server.hooks import Hook
    from aggregator.server.live import Page
    from aggregator.server.stream import Stream

Health: TypeAlias = Callable[[], Mapping[str, object]]

_NOT_FOUND = Rendition(
    media_type=PLAIN,
    body=b"There is nothing at this address.\n",
    etag="",
    modified=datetime(2025, 1, 1, tzinfo=UTC),
)
_EVERYBODY = Access()
_NOWHERE: Mapping[str, str] = MappingProxyType({})


def make_app(  # noqa: PLR0913  (each is named, and most of them can be left out)
    pages: Mapping[str, Page | Live],
    *,
    health: Health,
    report: Report,
    not_found: Rendition = _NOT_FOUND,
    forms: Forms | None = None,
    hook: Hook | None = None,
    desk: Desk | None = None,
    stream: Stream | None = None,
    access: Access = _EVERYBODY,
    links: Mapping[str, str] = _NOWHERE,
    costly: Collection[str] = (),
    prefix: str = "",
) -> Starlette:
    """Return the application that serves `pages` and, at /healthz, what `health` says.

    Args:
        pages: path -> page, such as "/feed.atom" or "/entry/{entry}"; what stands in
            braces is told to the page beside the query. What is `Live` is served from
            memory.
        health: what is told of ourselves; not well unless its "ok" is true. Where there
            are users, strangers are told no more than that.
        report: called with the path when a page, a form or `health` raises.
        not_found: shown at all other addresses.
        forms: what may be sent to us; None: one can only read. A page may send forms
            to the addresses below its own, and to no others.
        hook: who is told what other servers say; None: nobody.
        desk: where other servers ask for something; None: nowhere.
        stream: what all who listen at /events are told; None: nobody can.
        access: who may read pages and events, and send forms; what other servers say,
            and /healthz, is not asked for who it is.
        links: path -> `Link`, of pages that lead elsewhere in their headers, too.
        costly: parameters of a query, such as "q": few of those requests that tell one
            are answered at once, and others are let in within seconds, or told to come
            again.
        prefix: the path of our public address, such as "/live": a proxy may leave it
            in what it passes on, or take it out.
    """
    takers = forms.takers if forms is not None else {}
    door = Door(
        pages,
        report,
        sending={_above(each) for each in takers},
        links=links,
        private=access.private,
        costly=costly,
    )
    guard = Guard(access)
    routes = [
        Route(path, guard.guarded(path, door.endpoint(path)))
        for path in _ordered(pages)
    ]
    if stream is not None:
        routes.append(Route(EVENTS, guard.guarded(EVENTS, stream.endpoint())))
    if forms is not None:
        gate = Gate(forms, report)
        routes += [
            Route(path, guard.guarded(path, gate.endpoint(path)), methods=["POST"])
            for path in takers
        ]
    routes += _from_others(hook, desk)
    told = _in_a_word(health) if access.users else health
    routes.append(Route("/healthz", _health_endpoint(told, report)))
    return _application(routes, not_found, prefix.rstrip("/"))


EVENTS = "/events"
"""Where one listens, for `Access`."""


def _ordered(pages: Mapping[str, Page | Live]) -> list[str]:
    """Return the paths, those first that are asked for all the time."""
    return sorted(pages, key=lambda path: not isinstance(pages[path], Live))


def _from_others(hook: Hook | None, desk: Desk | None) -> Iterator[Route]:
    if hook is not None:
        yield Route(hook.path, Receiver(hook).endpoint(), methods=["GET", "POST"])
    if desk is not None:
        yield Route(desk.path, Clerk(desk).endpoint(), methods=["POST"])


def _application(routes: list[Route], not_found: Rendition, prefix: str) -> Starlette:
    handlers: Mapping[Any, Any] = {
        HTTPStatus.NOT_FOUND: _missing(not_found),
        HTTPStatus.METHOD_NOT_ALLOWED: _refused,
        HTTPException: _told,
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False  # would send readers to what `Host` says
    if prefix:
        app.add_middleware(_Below, prefix=prefix)
    return app


class _Below:
    """Leads to the same pages, whether their addresses begin with a prefix or not."""

    def __init__(self, app: ASGIApp, *, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith(f"{self._prefix}/"):
            scope = {**scope, "root_path": self._prefix}
        await self._app(scope, receive, send)


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _missing(
    page: Rendition,
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, _: Exception) -> Response:
        headers = {"Content-Type": page.media_type}
        return passing(request, HTTPStatus.NOT_FOUND, headers, page.body)

    return answer


async def _refused(request: Request, error: HTTPException) -> Response:
    allowed = ", ".join(sorted((error.headers or {})["Allow"].split(", ")))
    headers = {"Allow": allowed, "Content-Type": PLAIN}
    body = f"At this address one can only {allowed}.\n".encode()
    return passing(request, HTTPStatus.METHOD_NOT_ALLOWED, headers, body)


async def _told(request: Request, error: HTTPException) -> Response:
    headers = {**(error.headers or {}), "Content-Type": PLAIN}
    return passing(request, error.status_code, headers, f"{error.detail}\n".encode())


def _in_a_word(health: Health) -> Health:
    """Return what tells whether all is well, and neither sources nor the database."""
    return lambda: {"ok": health().get("ok") is True}


def _health_endpoint(health: Health, report: Report) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            told = await run_in_threadpool(health)
        except Exception as error:  # noqa: BLE001  # not to know is not to be well
            report("/healthz", error)
            told = {"ok": False, "error": "health cannot be told"}
        well = told.get("ok") is True
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        headers = {"Content-Type": "application/json"}
        return passing(request, status, headers, _json(told))

    return endpoint


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, default=str).encode() + b"\n"
