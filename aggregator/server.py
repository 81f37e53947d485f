"""The door: documents that are rendered elsewhere, served over HTTP as it asks for.

It knows nothing of what it serves. A reader must never see an error that a document
made earlier can spare it (docs/timeline-format.md, rule 16).
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from aggregator.model import Rendition

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.datastructures import Headers
    from starlette.requests import Request

Page: TypeAlias = Callable[[Mapping[str, str]], Rendition | None]
"""Query parameters -> document; None: 404. Called in a thread, and may raise."""

Health: TypeAlias = Callable[[], Mapping[str, object]]
Report: TypeAlias = Callable[[str, Exception], None]
_Endpoint: TypeAlias = "Callable[[Request], Awaitable[Response]]"

_Value = TypeVar("_Value")

_KEPT = 64  # documents of one sort; a query can name more of them than we can hold
_RETRY_AFTER = "30"  # seconds

# Readers stretch their own pace to `max-age`, so it is short. The style sheet's address
# changes with its bytes. Pages are asked for anew each time, and mostly cost a 304.
_CACHING = {
    "application/atom+xml": "public, max-age=30",
    "text/css": "public, max-age=86400",
}
# Pages bring pictures of outlets, and nothing else from anywhere; nothing may be run.
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src https: http: data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_PLAIN = "text/plain; charset=utf-8"
_NOT_FOUND = Rendition(
    media_type=_PLAIN,
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
) -> Starlette:
    """Return the application that serves `pages` and, at /healthz, what `health` says.

    Args:
        pages: path -> page, such as "/feed.atom" or "/".
        health: what is told of ourselves; not well unless its "ok" is true.
        report: called with the path when a page or `health` raises.
        not_found: shown at all other addresses.
    """
    door = _Door(pages, report)
    routes = [Route(path, door.endpoint(path)) for path in pages]
    routes.append(Route("/healthz", _health_endpoint(health, report)))
    missing = _always(
        HTTPStatus.NOT_FOUND, {"Content-Type": not_found.media_type}, not_found.body
    )
    refused = _always(
        HTTPStatus.METHOD_NOT_ALLOWED,
        {"Allow": "GET, HEAD", "Content-Type": _PLAIN},
        b"Here one can only read.\n",
    )
    app = Starlette(routes=routes, exception_handlers={404: missing, 405: refused})
    app.router.redirect_slashes = False  # would send readers to what `Host` says
    return app


class _Recent(Generic[_Value]):
    """The values used last, and no more than `size` of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[object, _Value] = OrderedDict()

    def get(self, key: object) -> _Value | None:
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: object, value: _Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)


class _Door:
    """Serves pages; keeps of each the last good document, and what was compressed."""

    def __init__(self, pages: Mapping[str, Page], report: Report) -> None:
        self._pages = pages
        self._report = report
        self._plain: dict[str, Rendition] = {}  # out of reach of whoever varies queries
        self._asked: _Recent[Rendition] = _Recent(_KEPT)
        self._packed: _Recent[bytes] = _Recent(_KEPT)
        self._packing = asyncio.Lock()

    def endpoint(self, path: str) -> _Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                document = await run_in_threadpool(
                    self._pages[path], dict(request.query_params)
                )
            except Exception as error:  # noqa: BLE001  # whatever it is: see rule 16
                self._report(path, error)
                document = self._last_good(path, request)
                if document is None:
                    return _unavailable(request)
            else:
                if document is None:
                    raise HTTPException(HTTPStatus.NOT_FOUND)
                self._keep(path, request, document)
            return await self._answer(request, document)

        return endpoint

    def _keep(self, path: str, request: Request, document: Rendition) -> None:
        query: bytes = request.scope["query_string"]
        if query:
            self._asked.put((path, query), document)
        else:
            self._plain[path] = document

    def _last_good(self, path: str, request: Request) -> Rendition | None:
        query: bytes = request.scope["query_string"]
        return self._asked.get((path, query)) if query else self._plain.get(path)

    async def _answer(self, request: Request, document: Rendition) -> Response:
        packed = takes_gzip(",".join(request.headers.getlist("accept-encoding")))
        headers = _headers(document)
        if packed:
            headers["ETag"] = f'{document.etag[:-1]}-gzip"'
        if not_modified(request.headers, document):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        headers["Content-Type"] = document.media_type
        if not packed:
            return _response(request, HTTPStatus.OK, headers, document.body)
        headers["Content-Encoding"] = "gzip"
        body = await self._pack(document)
        return _response(request, HTTPStatus.OK, headers, body)

    async def _pack(self, document: Rendition) -> bytes:
        async with self._packing:  # many ask at once for what has just changed
            packed = self._packed.get(document.etag)
            if packed is None:
                packed = await run_in_threadpool(gzip.compress, document.body, mtime=0)
                self._packed.put(document.etag, packed)
        return packed


def not_modified(headers: Headers, document: Rendition) -> bool:
    """Return whether the client holds `document` already (RFC 9110, section 13.1).

    Tags compare weakly, and `-gzip` names the same document: proxies that compress
    turn our tags into either (rule 15).
    """
    tags = headers.getlist("if-none-match")
    if tags:
        known = re.findall(r'"([^"]*)"', ",".join(tags))
        ours = document.etag.strip('"')
        return "*" in tags or ours in {tag.removesuffix("-gzip") for tag in known}
    since = _date(headers.get("if-modified-since", ""))
    return since is not None and document.modified.replace(microsecond=0) <= since


def takes_gzip(accept_encoding: str) -> bool:
    """Return whether the client takes gzip, and likes it no less than nothing at all.

    Qualities as in RFC 9110, section 12.5.3; one that is no number counts as 0.
    """
    qualities: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        coding, _, quality = part.partition(";")
        qualities[coding.strip()] = _quality(quality)
    rest = qualities.get("*", 0.0)
    liked = qualities.get("gzip", qualities.get("x-gzip", rest))
    return liked > 0 and liked >= qualities.get("identity", 0.0)


def _quality(parameter: str) -> float:
    stated = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter)
    return float(stated[1]) if stated else float(not parameter.strip())


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None  # to be ignored (RFC 9110, section 13.1.3)
    return when.replace(tzinfo=when.tzinfo or UTC)


def _headers(document: Rendition) -> dict[str, str]:
    """Return what a 200 and a 304 have in common (RFC 9110, section 15.4.5)."""
    kind = document.media_type.partition(";")[0]
    modified = document.modified.astimezone(UTC)
    return {
        "ETag": document.etag,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Cache-Control": _CACHING.get(kind, "no-cache"),
        "Vary": "Accept-Encoding",
        **_SECURITY,
    }


def _response(
    request: Request, status: int, headers: Mapping[str, str], body: bytes
) -> Response:
    """Return an answer; one to HEAD has the headers of the other, and no body."""
    return Response(
        b"" if request.method == "HEAD" else body,
        status_code=status,
        headers={**headers, "Content-Length": str(len(body))},
    )


def _unavailable(request: Request) -> Response:
    headers = {"Retry-After": _RETRY_AFTER, "Content-Type": _PLAIN}
    body = b"This page cannot be made right now. Please try again in a minute.\n"
    return _passing(request, HTTPStatus.SERVICE_UNAVAILABLE, headers, body)


def _passing(
    request: Request, status: int, headers: Mapping[str, str], body: bytes
) -> Response:
    """Return an answer that nobody may keep."""
    kept = {**_SECURITY, "Cache-Control": "no-store", **headers}
    return _response(request, status, kept, body)


def _always(
    status: HTTPStatus, headers: Mapping[str, str], body: bytes
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, _: Exception) -> Response:
        return _passing(request, status, headers, body)

    return answer


def _health_endpoint(health: Health, report: Report) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            told = await run_in_threadpool(health)
        except Exception as error:  # noqa: BLE001  # not to know is not to be well
            report("/healthz", error)
            told = {"ok": False, "error": "health cannot be told"}
        well = told.get("ok") is True
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        headers = {"Content-Type": "application/json"}
        return _passing(request, status, headers, _json(told))

    return endpoint


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, default=str).encode() + b"\n"
