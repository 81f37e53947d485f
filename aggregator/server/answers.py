"""What all answers have in common: the headers that keep readers safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from starlette.requests import Request

Report: TypeAlias = Callable[[str, Exception], None]
Endpoint: TypeAlias = "Callable[[Request], Awaitable[Response]]"

PLAIN = "text/plain; charset=utf-8"

# Pages bring pictures of outlets and our own script, and nothing else from anywhere;
# they ask us alone for news, and send forms to us alone.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src https: http: data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SENDING = {
    **SECURITY,
    # With "no-referrer" a browser says `Origin: null` of our own forms (Fetch, 4.7),
    # and they could not be told from those of another site.
    "Referrer-Policy": "same-origin",
}
"""Of a page whose forms change something."""


def response(
    request: Request, status: int, headers: Mapping[str, str], body: bytes
) -> Response:
    """Return an answer; one to HEAD has the headers of the other, and no body."""
    return Response(
        b"" if request.method == "HEAD" else body,
        status_code=status,
        headers={**headers, "Content-Length": str(len(body))},
    )


def passing(
    request: Request, status: int, headers: Mapping[str, str], body: bytes
) -> Response:
    """Return an answer that nobody may keep."""
    kept = {**SECURITY, "Cache-Control": "no-store", **headers}
    return response(request, status, kept, body)
