"""Where a look leads: which addresses may be asked, and which told the password."""

from __future__ import annotations

from typing import TypeAlias

import httpx

from aggregator.fetch.reasons import Unusable

Credentials: TypeAlias = tuple[str, str]
"""User and password."""

Origin: TypeAlias = tuple[str, str, int | None]
"""Scheme, host and port; no port where it is the scheme's own."""

_LONGEST = 8192  # characters; it is stored, and no honest address needs more
_HIGHEST_PORT = 65535  # beyond, connecting ends in an ExceptionGroup


def parse(address: str) -> tuple[httpx.URL, Credentials | None]:
    """Return a configured address without its credentials, and these.

    Raises:
        Unusable: it is neither http nor https, names no host or no real port, or is
            too long.
        httpx.InvalidURL: it is no address at all.
    """
    url = httpx.URL(address)
    known = (url.username, url.password) if url.userinfo else None
    return _fit(url), known


def onward(url: httpx.URL, location: str | None) -> httpx.URL:
    """Return where a redirect at `url` leads.

    Raises:
        Unusable, httpx.InvalidURL, ValueError: nowhere that we would go.
    """
    if not location:
        message = "it redirects us, but does not say where to"
        raise Unusable(message)
    return _fit(url.join(location))


def host(url: httpx.URL) -> str:
    """Return the name under which a host is treated with politeness."""
    return url.raw_host.decode("ascii").rstrip(".")


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Tell whether the credentials of `one` may be shown to `other` (RFC 6454)."""
    return origin(one) == origin(other)


def origin(url: httpx.URL) -> Origin:
    """Return the origin of an address (RFC 6454)."""
    return url.scheme, host(url), url.port  # httpx leaves a default port out


def _fit(url: httpx.URL) -> httpx.URL:
    if url.scheme not in ("http", "https"):
        message = f"only http and https can be fetched, not {url.scheme or 'nothing'!r}"
        raise Unusable(message)
    if not url.host:
        message = "the address names no host"
        raise Unusable(message)
    if not 0 <= (url.port or 0) <= _HIGHEST_PORT:
        message = f"the address names a port that cannot be: {url.port}"
        raise Unusable(message)
    if len(str(url)) > _LONGEST:
        message = f"the address is longer than {_LONGEST} characters"
        raise Unusable(message)
    return url.copy_with(username=None, password=None)
