"""The application: which address leads to which page, and what all others are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from aggregator.model import Rendition
from aggregator.server.answers import PLAIN, Endpoint, Report, passing
from aggregator.server.door import Door
from aggregator.server.forms import Gate
from aggregator.server.hooks import Receiver

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.requests import Request
    from starlette.responses import Response

    from aggregator.server.door import Page
    from aggregator.server.forms import Forms
    from aggregator.server.hooks import Hook

Health: TypeAlias = Callable[[], Mapping[str, object]]

_NOT_FOUND = Rendition(
    media_type=PLAIN,
    body=b"There is nothing at this address.\n",
    etag="",
    modified=datetime(2025, 1, 1, tzinfo=UTC),
)


def make_app(
    pages: Mapping[str, Page],
    *,
    health: Health,
    report: Report,
    not_found: Rendition = _NOT_FOUND,
    forms: Forms | None = None,
    hook: Hook | None = None,
) -> Starlette:
    """Return the application that serves `pages` and, at /healthz, what `health` says.

    Args:
        pages: path -> page, such as "/feed.atom" or "/entry/{entry}"; what stands in
            braces is told to the page beside the query.
        health: what is told of ourselves; not well unless its "ok" is true.
        report: called with the path when a page, a form or `health` raises.
        not_found: shown at all other addresses.
        forms: what may be sent to us; None: one can only read. A page may send forms
            to the addresses below its own, and to no others.
        hook: who is told what other servers say; None: nobody.
    """
    gate = None if forms is None else Gate(forms, report)
    takers = forms.takers if forms is not None else {}
    door = Door(pages, report, sending={_above(each) for each in takers})
    routes = [Route(path, door.endpoint(path)) for path in pages]
    if gate is not None:
        routes += [
            Route(each, gate.endpoint(each), methods=["POST"]) for each in takers
        ]
    if hook is not None:
        endpoint = Receiver(hook).endpoint()
        routes.append(Route(hook.path, endpoint, methods=["GET", "POST"]))
    routes.append(Route("/healthz", _health_endpoint(health, report)))
    handlers: Mapping[Any, Any] = {
        HTTPStatus.NOT_FOUND: _missing(not_found),
        HTTPStatus.METHOD_NOT_ALLOWED: _refused,
        HTTPException: _told,
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False  # would send readers to what `Host` says
    return app


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
