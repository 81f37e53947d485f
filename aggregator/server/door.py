"""Pages over HTTP: cheap to ask for again, and spared when they cannot be made."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from aggregator.server.access import TOKEN
from aggregator.server.answers import (
    PLAIN,
    SECURITY,
    SENDING,
    Endpoint,
    Report,
    passing,
)
from aggregator.server.live import Live, Page
from aggregator.server.prepared import Prepared
from aggregator.server.turns import Crowded, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Mapping
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request
    from starlette.responses import Response

    from aggregator.model import Rendition

_Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""A path, and what was asked there."""

_KEPT = 64  # documents of all queries; these can name more of them than we can hold
_RETRY_AFTER = "30"  # seconds


class _Recent:
    """The documents sent last: of each path, and of so many queries."""

    def __init__(self) -> None:
        self._plain: dict[_Key, Prepared] = {}  # out of reach of whoever varies queries
        self._varied: OrderedDict[_Key, Prepared] = OrderedDict()

    def get(self, key: _Key) -> Prepared | None:
        if key in self._varied:
            self._varied.move_to_end(key)
            return self._varied[key]
        return self._plain.get(key)

    def put(self, key: _Key, value: Prepared) -> None:
        if not key[1]:
            self._plain[key] = value
            return
        self._varied[key] = value
        self._varied.move_to_end(key)
        if len(self._varied) > _KEPT:
            self._varied.popitem(last=False)


class Door:
    """Serves pages; keeps of each the last good document, as it is sent.

    Args:
        pages: path -> page, or a document that is there already.
        report: called with the path when a page raises.
        sending: the paths of those pages that may send forms to us.
        links: path -> `Link`, of what leads elsewhere in its headers, too.
        private: whether what is at a path is not for everybody.
        costly: parameters of a query: few of those who tell one are answered at once.
    """

    def __init__(
        self,
        pages: Mapping[str, Page | Live],
        report: Report,
        *,
        sending: Container[str],
        links: Mapping[str, str],
        private: Callable[[str], bool],
        costly: Collection[str],
    ) -> None:
        self._pages = pages
        self._report = report
        self._sending = sending
        self._links = links
        self._private = private
        self._costly = costly
        self._turns = Turns()
        self._recent = _Recent()

    def endpoint(self, path: str) -> Endpoint:
        """Return what answers at `path`, one of the pages'."""
        page = self._pages[path]

        async def endpoint(request: Request) -> Response:
            asked = {} if isinstance(page, Live) else _asked(request)
            key = path, tuple(asked.items())
            try:
                async with self._turn(page, request):
                    prepared = self._ready(key, await _document(page, asked))
            except Exception as error:  # noqa: BLE001  # whatever it is: see rule 16
                if not isinstance(error, Crowded):  # of these there may be thousands
                    self._report(path, error)
                prepared = self._spare(key, page)
                if prepared is None:
                    return _unavailable(request)
            if prepared is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            return await prepared.answer(request)

        return endpoint

    def _turn(
        self, page: Page | Live, request: Request
    ) -> AbstractAsyncContextManager[None]:
        told = request.query_params
        if isinstance(page, Live) or not any(map(told.get, self._costly)):
            return nullcontext()
        return self._turns.taken()

    def _spare(self, key: _Key, page: Page | Live) -> Prepared | None:
        """Return the last good document, be it that nobody was sent it yet."""
        if isinstance(page, Live):
            return self._ready(key, page.last)
        return self._recent.get(key)

    def _ready(self, key: _Key, document: Rendition | None) -> Prepared | None:
        if document is None:
            return None
        prepared = self._recent.get(key)
        if prepared is None or prepared.document.etag != document.etag:
            path, _ = key
            headers = self._headers(path)
            prepared = Prepared(document, headers, private=self._private(path))
            self._recent.put(key, prepared)
        return prepared

    def _headers(self, path: str) -> dict[str, str]:
        safety = SENDING if path in self._sending else SECURITY
        link = self._links.get(path)
        return {**safety, "Link": link} if link else safety


async def _document(page: Page | Live, asked: Mapping[str, str]) -> Rendition | None:
    if isinstance(page, Live):
        return await page.document()
    return await run_in_threadpool(page, asked)


def _asked(request: Request) -> dict[str, str]:
    """Return what a page may know: not what opens it."""
    query = {**request.query_params, **request.path_params}
    query.pop(TOKEN, None)
    return query


def _unavailable(request: Request) -> Response:
    headers = {"Retry-After": _RETRY_AFTER, "Content-Type": PLAIN}
    body = b"This page cannot be made right now. Please try again in a minute.\n"
    return passing(request, HTTPStatus.SERVICE_UNAVAILABLE, headers, body)
