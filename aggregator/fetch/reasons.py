"""Why a look failed, in words that the operator can act on.

What the wire says is quoted, but never trusted: a reason is one line of bounded
length without control characters, fit for a log.
"""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

import h11
import httpcore
import httpx
from h2.exceptions import H2Error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from aggregator.model import Redirect

# What httpx, what is beneath it and the wire were seen to raise.
FOREIGN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    h11.ProtocolError,
    H2Error,  # which httpcore lets through while a body is being read
    ValueError,  # UnicodeError among them
    OverflowError,
    OSError,  # TimeoutError and what `ssl` and `socket` raise among them
)

_LONGEST = 200  # characters of any one thing that is quoted
_SERVER_ERRORS = range(500, 600)

# The first kind that is found among the causes of a failure names it.
_NO_HTTP = (httpx.ProtocolError, httpcore.ProtocolError, h11.ProtocolError, H2Error)
_WORDS: Sequence[tuple[type[BaseException] | tuple[type[BaseException], ...], str]] = (
    (httpx.ConnectTimeout, "no connection in time: the host does not respond"),
    (socket.gaierror, "its name cannot be looked up (DNS): check the address"),
    (ssl.SSLCertVerificationError, "its certificate is not valid"),
    (ssl.SSLError, "no secure connection (TLS) can be made"),
    (ConnectionRefusedError, "it refuses the connection: nothing listens there"),
    (ConnectionResetError, "it broke the connection off"),
    (_NO_HTTP, "it does not keep to HTTP"),
    (httpx.InvalidURL, "the address is malformed"),
    (ValueError, "the address or the answer is malformed"),
    (OverflowError, "the address or the answer is malformed"),
    (OSError, "the network failed"),
    (BaseException, "the fetch failed"),
)

_STATUSES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the outlet refuses us: ask it for leave",
    HTTPStatus.FORBIDDEN: "the outlet refuses us: ask it for leave",
    HTTPStatus.NOT_FOUND: "the page is gone: look for its new address",
    HTTPStatus.GONE: "the page is gone for good: look for its new address",
    HTTPStatus.TOO_MANY_REQUESTS: "the outlet asks us to slow down: raise `every`",
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: "the outlet may not serve us, by law",
}


class Unusable(Exception):  # noqa: N818  # said of the answer, not of a failure
    """An answer or an address is of no use to us; the text is fit for the operator.

    Args:
        reason: why.
        wait: for how long the outlet asks to be left alone, if it does.
    """

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def in_words(error: Exception, trail: Sequence[Redirect]) -> str:
    """Return one line on why a look failed, after the redirects of `trail`."""
    reason = str(error) if isinstance(error, Unusable) else _foreign(error)
    end = f" (redirected to {_quoted(trail[-1].url)})" if trail else ""
    return _quoted(reason) + end


def status_in_words(status: int, wait: timedelta | None) -> str:
    """Return one line on a status that is neither success nor redirect.

    Args:
        status: as the outlet gave it.
        wait: for how long it asks to be left alone, if it does.
    """
    otherwise = (
        "the outlet is down, or broken: it should pass"
        if status in _SERVER_ERRORS
        else "the outlet does not take our request: check the address"
    )
    asked = "" if wait is None else f"; it asks us to wait {wait.total_seconds():.0f} s"
    return f"{_STATUSES.get(status, otherwise)} (status {status}{asked})"


def printable(text: str, longest: int = _LONGEST) -> str:
    """Return at most `longest` characters of foreign text, none of which acts."""
    bounded = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(each if each.isprintable() else "\ufffd" for each in bounded)


def _quoted(text: str) -> str:
    return printable(" ".join(text[: 2 * _LONGEST].split()))


def _foreign(error: BaseException) -> str:
    causes = _causes(error)
    words, cause = next(
        (words, cause)
        for kind, words in _WORDS
        for cause in causes
        if isinstance(cause, kind)
    )
    detail = str(cause) or type(cause).__name__
    return f"{words}: {detail}"


def _causes(error: BaseException) -> list[BaseException]:
    """Return `error` and all that led to it: httpx wraps what the system said.

    A context counts even where it is suppressed, which httpcore does to most.
    """
    found = [error]
    for each in found:  # which grows as we go
        inner = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        near = (each.__cause__ or each.__context__, *inner)
        found += [cause for cause in near if cause and cause not in found]
    return found
