"""One document, made ready to be sent: its answers are built once, in each coding."""

from __future__ import annotations

import asyncio
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from aggregator.server.answers import response
from aggregator.server.codings import packed
from aggregator.server.conditions import coding, not_modified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from aggregator.model import Rendition
    from aggregator.server.codings import Coding

# Readers stretch their own pace to `max-age`, so it is short. Style and script have
# addresses that change with their bytes. Pages are asked for anew each time, and mostly
# cost a 304.
_FEED, _FIXED = "max-age=30", "max-age=86400"
_CACHING = {
    "application/atom+xml": _FEED,
    "application/feed+json": _FEED,
    "application/rss+xml": _FEED,
    "text/css": _FIXED,
    "text/javascript": _FIXED,
}


class Prepared:
    """Answers for whoever asks for one document; may be asked any number of times.

    Args:
        document: what is sent.
        told: headers beside those that follow from it.
        private: not for everybody: caches that are shared may not keep it.
    """

    def __init__(
        self, document: Rendition, told: Mapping[str, str], *, private: bool
    ) -> None:
        self.document = document
        self._headers = {**_headers(document, private=private), **told}
        self._answers: dict[tuple[str, Coding], Response] = {}
        self._unchanged: dict[Coding, Response] = {}
        self._packing = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """Return the answer, which is shared: it is sent as it is."""
        asked = request.headers
        best = coding(",".join(asked.getlist("accept-encoding")))
        if not_modified(asked, self.document):
            return self._not_modified(best)
        key = (request.method, best)
        if key not in self._answers:
            async with self._packing:  # many ask at once for what has just changed
                if key not in self._answers:
                    self._answers[key] = await self._whole(request, best)
        return self._answers[key]

    def _not_modified(self, best: Coding) -> Response:
        if best not in self._unchanged:
            self._unchanged[best] = Response(
                status_code=HTTPStatus.NOT_MODIFIED, headers=self._coded(best)
            )
        return self._unchanged[best]

    async def _whole(self, request: Request, best: Coding) -> Response:
        headers = {**self._coded(best), "Content-Type": self.document.media_type}
        if best:
            headers["Content-Encoding"] = best
        body = await run_in_threadpool(packed, self.document.body, best)
        return response(request, HTTPStatus.OK, headers, body)

    def _coded(self, best: Coding) -> dict[str, str]:
        """Return the headers with a tag for this coding (RFC 9110, section 8.8.3.3)."""
        etag = f'{self.document.etag[:-1]}-{best}"' if best else self.document.etag
        return {**self._headers, "ETag": etag}


def _headers(document: Rendition, *, private: bool) -> dict[str, str]:
    """Return what a 200 and a 304 have in common (RFC 9110, section 15.4.5)."""
    kind = document.media_type.partition(";")[0]
    modified = document.modified.astimezone(UTC)
    headers = {
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Cache-Control": _caching(kind, private=private),
        "Vary": "Accept-Encoding",
    }
    if private:
        headers["Vary"] = "Accept-Encoding, Authorization"
        headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return headers


def _caching(kind: str, *, private: bool) -> str:
    age = _CACHING.get(kind)
    if private:
        return f"private, {age or 'no-cache'}"
    return f"public, {age}" if age else "no-cache"
