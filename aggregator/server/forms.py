"""The one way in: a form that a page of ours sends, from whoever has the token."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from aggregator.errors import AggregatorError
from aggregator.server.answers import Endpoint, Report, passing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

Taker: TypeAlias = Callable[[Mapping[str, str]], Awaitable[str]]
"""Fields of a form, and parameters of its path -> where to look next, as seen from the
form's address. An `AggregatorError` is told to the sender."""

TOKEN = "token"  # noqa: S105  # the name of a field, no secret

_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 16 * 1024
_MOST_FIELDS = 16
_MOST_WRONG = 8  # wrong tokens that are made to wait at once: so many guesses a second
_WAIT = "5"  # seconds until another one may be tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """What may be sent to us, and by whom."""

    takers: Mapping[str, Taker]  # by their paths, such as "/entry/{entry}/ruling"
    token: str  # what a form must hold; never empty
    public_url: str  # by which readers know us, where `Host` is another's
    delay: float = 1.0  # seconds before a wrong token is told
    patience: float = 10.0  # seconds for the whole of a form to arrive


class Gate:
    """Lets through what our own pages send with the right token.

    Args:
        forms: what is taken.
        report: called with the path when taking a form raises what is a bug.
    """

    def __init__(self, forms: Forms, report: Report) -> None:
        self._forms = forms
        self._report = report
        self._wrong = 0

    def endpoint(self, path: str) -> Endpoint:
        """Return what answers at `path`, one of the takers'."""

        async def endpoint(request: Request) -> Response:
            fields = await self._fields(request)
            following = await self._taken(path, {**fields, **request.path_params})
            headers = {"Location": following}
            return passing(request, HTTPStatus.SEE_OTHER, headers, b"")

        return endpoint

    async def _fields(self, request: Request) -> dict[str, str]:
        """Return the fields of a form that may be taken, without the token.

        Raises:
            HTTPException: it may not; the detail is told to the sender.
        """
        _require_own_page(request, self._forms.public_url)
        fields = await sent(request, self._forms.patience)
        await self._require_token(fields.pop(TOKEN, ""))
        return fields

    async def _require_token(self, sent: str) -> None:
        """Refuse a wrong token, slowly: so it cannot be guessed."""
        if self._wrong >= _MOST_WRONG:
            words = "Too many wrong tokens are coming in. Please try again shortly."
            headers = {"Retry-After": _WAIT}
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, words, headers)
        if compare_digest(sent.encode(), self._forms.token.encode()):
            return
        self._wrong += 1
        try:
            await asyncio.sleep(self._forms.delay)
        finally:
            self._wrong -= 1
        words = "This is not the token. Nothing was changed: go back and try again."
        raise HTTPException(HTTPStatus.FORBIDDEN, words)

    async def _taken(self, path: str, fields: Mapping[str, str]) -> str:
        try:
            return await self._forms.takers[path](fields)
        except AggregatorError as error:
            words = f"Nothing was changed: {error}."
            raise HTTPException(HTTPStatus.CONFLICT, words) from error
        except Exception as error:
            self._report(path, error)
            words = "This cannot be done right now; the log says why."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, words) from error


async def sent(request: Request, patience: float) -> dict[str, str]:
    """Return the fields of the form that a request brings, whoever sends it.

    Args:
        request: a POST.
        patience: seconds for the whole of the form to arrive.

    Raises:
        HTTPException: it brings none, or not in time, or one beyond all measure.
    """
    _require_form(request)
    return _parsed(await _body(request, patience))


def _require_own_page(request: Request, public_url: str) -> None:
    """Refuse what the page of another site sends (Fetch Metadata; RFC 6454, 7)."""
    host = request.headers.get("host", "")
    ours = {_origin(public_url), f"http://{host}", f"https://{host}"}
    from_ours = request.headers.get("origin") in {None, *ours}
    near = request.headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
    if not (from_ours and near):
        words = "Only our own pages can send this. Nothing was changed."
        raise HTTPException(HTTPStatus.FORBIDDEN, words)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _require_form(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind.strip().lower() != _FORM:
        words = f"This is no form: it would come as {_FORM}."
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words)


async def _body(request: Request, patience: float) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _MOST_BYTES:
                    words = f"A form has no more than {_MOST_BYTES:,} bytes."
                    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
    except TimeoutError as error:
        words = "The form did not arrive in time. Nothing was changed."
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, words) from error
    except ClientDisconnect as error:  # nobody will read it
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    return bytes(body)


def _parsed(body: bytes) -> dict[str, str]:
    text = body.decode("utf-8", "replace")
    try:
        return dict(parse_qsl(text, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        words = f"A form has no more than {_MOST_FIELDS} fields."
        raise HTTPException(HTTPStatus.BAD_REQUEST, words) from error
