"""Pages over HTTP: cheap to ask for again, and spared when they cannot be made."""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from aggregator.model import Rendition
from aggregator.server.answers import (
    PLAIN,
    SECURITY,
    SENDING,
    Endpoint,
    Report,
    passing,
    response,
)
from aggregator.server.conditions import not_modified, takes_gzip

if TYPE_CHECKING:
    from collections.abc import Container

    from starlette.requests import Request

Page: TypeAlias = Callable[[Mapping[str, str]], Rendition | None]
"""Query parameters, and those of the path -> document; None: 404. Called in a thread,
and may raise."""

_Value = TypeVar("_Value")

_KEPT = 64  # documents of one sort; a query can name more of them than we can hold
_RETRY_AFTER = "30"  # seconds

# Readers stretch their own pace to `max-age`, so it is short. The style sheet's address
# changes with its bytes. Pages are asked for anew each time, and mostly cost a 304.
_CACHING = {
    "application/atom+xml": "public, max-age=30",
    "text/css": "public, max-age=86400",
}


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


class Door:
    """Serves pages; keeps of each the last good document, and what was compressed.

    Args:
        pages: path -> page.
        report: called with the path when a page raises.
        sending: the paths of those pages that may send forms to us.
    """

    def __init__(
        self, pages: Mapping[str, Page], report: Report, *, sending: Container[str]
    ) -> None:
        self._pages = pages
        self._report = report
        self._sending = sending
        self._plain: dict[str, Rendition] = {}  # out of reach of whoever varies queries
        self._asked: _Recent[Rendition] = _Recent(_KEPT)
        self._packed: _Recent[bytes] = _Recent(_KEPT)
        self._packing = asyncio.Lock()

    def endpoint(self, path: str) -> Endpoint:
        """Return what answers at `path`, one of the pages'."""
        security = SENDING if path in self._sending else SECURITY

        async def endpoint(request: Request) -> Response:
            try:
                document = await run_in_threadpool(self._pages[path], _asked(request))
            except Exception as error:  # noqa: BLE001  # whatever it is: see rule 16
                self._report(path, error)
                document = self._last_good(path, request)
                if document is None:
                    return _unavailable(request)
            else:
                if document is None:
                    raise HTTPException(HTTPStatus.NOT_FOUND)
                self._keep(path, request, document)
            return await self._answer(request, document, security)

        return endpoint

    def _keep(self, path: str, request: Request, document: Rendition) -> None:
        if varied := _varied(request):
            self._asked.put(varied, document)
        else:
            self._plain[path] = document

    def _last_good(self, path: str, request: Request) -> Rendition | None:
        varied = _varied(request)
        return self._asked.get(varied) if varied else self._plain.get(path)

    async def _answer(
        self, request: Request, document: Rendition, security: Mapping[str, str]
    ) -> Response:
        packed = takes_gzip(",".join(request.headers.getlist("accept-encoding")))
        headers = {**_headers(document), **security}
        if packed:
            headers["ETag"] = f'{document.etag[:-1]}-gzip"'
        if not_modified(request.headers, document):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        headers["Content-Type"] = document.media_type
        if not packed:
            return response(request, HTTPStatus.OK, headers, document.body)
        headers["Content-Encoding"] = "gzip"
        body = await self._pack(document)
        return response(request, HTTPStatus.OK, headers, body)

    async def _pack(self, document: Rendition) -> bytes:
        async with self._packing:  # many ask at once for what has just changed
            packed = self._packed.get(document.etag)
            if packed is None:
                packed = await run_in_threadpool(gzip.compress, document.body, mtime=0)
                self._packed.put(document.etag, packed)
        return packed


def _asked(request: Request) -> dict[str, str]:
    return {**request.query_params, **request.path_params}


def _varied(request: Request) -> tuple[str, bytes] | None:
    """Return what tells apart the documents of one page; None where there is one."""
    query: bytes = request.scope["query_string"]
    if query or request.path_params:
        return request.scope["path"], query
    return None


def _headers(document: Rendition) -> dict[str, str]:
    """Return what a 200 and a 304 have in common (RFC 9110, section 15.4.5)."""
    kind = document.media_type.partition(";")[0]
    modified = document.modified.astimezone(UTC)
    return {
        "ETag": document.etag,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Cache-Control": _CACHING.get(kind, "no-cache"),
        "Vary": "Accept-Encoding",
    }


def _unavailable(request: Request) -> Response:
    headers = {"Retry-After": _RETRY_AFTER, "Content-Type": PLAIN}
    body = b"This page cannot be made right now. Please try again in a minute.\n"
    return passing(request, HTTPStatus.SERVICE_UNAVAILABLE, headers, body)
