"""Cookies, for those sources that the operator wants to have them: none as a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from aggregator.fetch.address import Origin, origin

if TYPE_CHECKING:
    from aggregator.model import SourceId

_JARS = 1024  # kept at once; the one that was used longest ago goes
_COOKIES = 50  # in one jar: what browsers are sure to keep (RFC 6265, section 6.1)
_BYTES = 4096  # in one jar: what is sent with each request


class Cookies:
    """Keeps what each origin gave to each source, and gives it back to no other.

    Kept in memory alone: after a start, every source is a stranger again. A jar that
    runs over is emptied: to send some cookies of a set is worse than to send none.
    """

    def __init__(self) -> None:
        self._jars: dict[tuple[SourceId, Origin], httpx.Cookies] = {}

    def give_back(self, source: SourceId, request: httpx.Request) -> None:
        """Put the cookies into a request that its origin has given to this source."""
        keeper = (source, origin(request.url))
        if jar := self._jars.pop(keeper, None):
            self._jars[keeper] = jar
            jar.set_cookie_header(request)

    def take(self, source: SourceId, response: httpx.Response) -> None:
        """Keep the cookies of an answer; its request has to be known to it."""
        keeper = (source, origin(response.request.url))
        jar = self._jars.pop(keeper, None) or httpx.Cookies()
        jar.extract_cookies(response)
        if _runs_over(jar):
            jar.clear()
        if jar:
            self._jars[keeper] = jar
        if len(self._jars) > _JARS:
            del self._jars[next(iter(self._jars))]


def _runs_over(jar: httpx.Cookies) -> bool:
    cookies = list(jar.jar)
    length = sum(len(each.name) + len(each.value or "") for each in cookies)
    return len(cookies) > _COOKIES or length > _BYTES
