"""One conditional GET, bounded in time, size and number of redirects."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
from h2.exceptions import H2Error

from aggregator.errors import FetchError
from aggregator.fetch import address
from aggregator.fetch.body import ACCEPTED, read_body
from aggregator.fetch.deadline import Deadline
from aggregator.fetch.freshness import request_headers
from aggregator.fetch.politeness import Politeness
from aggregator.fetch.reasons import Unusable, in_words
from aggregator.fetch.reply import Reply, answer
from aggregator.model import Answer, Redirect, Source, Validators

if TYPE_CHECKING:
    from collections.abc import Mapping

# Feeds and pages alike: which of them an address has is the outlet's to say.
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, text/html, "
    "application/xhtml+xml, application/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_PLAIN = " !#$&'*+,-./:=?@[]_~"  # what of a contact may stand in a header as it is
_KEPT_OPEN = 4.0  # seconds; widespread servers hang up on an idle connection after 5

# What httpx and the wire were seen to raise, beyond `httpx.HTTPError`.
_FOREIGN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    H2Error,  # which httpx lets through while a body is being read
    ValueError,  # UnicodeError among them
    OverflowError,
    OSError,  # TimeoutError and what `ssl` and `socket` raise among them
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is asked of outlets, and taken from them, at the most."""

    timeout: timedelta = timedelta(seconds=20)  # for one look, redirects included
    max_body: int = 8_000_000  # bytes, after decompression
    concurrency: int = 20  # requests in flight, over all hosts
    per_host: int = 2  # requests in flight at one host
    spacing: timedelta = timedelta(seconds=1)  # between two starts at one host
    redirects: int = 5  # followed in one look


@dataclass(slots=True)
class _Look:
    """How far one look has come: for its answer, or for its error."""

    headers: Mapping[str, str]  # that make it conditional
    redirects: list[Redirect] = field(default_factory=list)
    status: int | None = None  # of the last address; None: it has not answered yet


class Fetcher:
    """Asks outlets for documents; keeps the connections, and who was asked when.

    Cheap to make: nothing is opened before the first look. Belongs to one event loop.

    Args:
        limits: how much is asked and taken at the most.
        user_agent: who we say we are; see `user_agent`.
        transport: what stands in for the network; None: the network.
    """

    def __init__(
        self,
        limits: Limits = Limits(),  # frozen: nobody can change it
        *,
        user_agent: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._limits = limits
        self._user_agent = user_agent
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._politeness = Politeness(
            concurrency=limits.concurrency,
            per_host=limits.per_host,
            spacing=limits.spacing,
        )

    async def fetch(
        self, source: Source, validators: Validators, now: datetime
    ) -> Answer:
        """Look at `source` once; no document comes if it is the one known already.

        The validators are shown to every address on the way, whatever its host: most
        often they are of the last one, and the others do not heed them (RFC 9110,
        section 13.2.1: preconditions count only where the answer would be 2xx).

        Raises:
            FetchError: the network or the outlet said no; the reason is one line.
        """
        look = _Look(request_headers(validators))
        try:
            reply = await self._follow(source.url, look)
            return answer(
                reply,
                source=source,
                known=validators,
                redirects=tuple(look.redirects),
                now=now,
            )
        except (Unusable, *_FOREIGN) as error:
            reason = in_words(error, look.redirects)
            wait = error.wait if isinstance(error, Unusable) else None
            raise FetchError(source.id, reason, look.status, wait) from error

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _follow(self, start: str, look: _Look) -> Reply:
        first, credentials = address.parse(start)
        url, seen = first, {first}
        deadline = Deadline(self._limits.timeout)
        while True:
            look.status = None
            known = credentials if address.same_origin(url, first) else None
            async with self._politeness.turn(address.host(url)), deadline.running():
                reply = await self._ask(url, known, look)
            if not reply.redirects:
                return reply
            url = address.onward(url, reply.headers.get("location"))
            look.redirects.append(Redirect(status=reply.status, url=str(url)))
            self._refuse_to_run(url, seen)
            seen.add(url)

    def _refuse_to_run(self, url: httpx.URL, seen: set[httpx.URL]) -> None:
        if url in seen:
            reason = "its redirects run in a circle"
            raise Unusable(reason)
        if len(seen) > self._limits.redirects:
            reason = f"it redirects us more than {self._limits.redirects} times"
            raise Unusable(reason)

    async def _ask(
        self, url: httpx.URL, known: address.Credentials | None, look: _Look
    ) -> Reply:
        """Ask one address; leave the body unread where nobody wants it.

        That of a 304 is read, though it has none: so the connection can be used again.
        """
        client = self._opened()
        async with client.stream(
            "GET", url, headers=look.headers, auth=known
        ) as response:
            look.status = status = response.status_code
            wanted = response.is_success or status == HTTPStatus.NOT_MODIFIED
            body = await read_body(response, self._limits.max_body) if wanted else b""
        return Reply(url=str(url), status=status, headers=response.headers, body=body)

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                transport=self._transport or _network(self._limits),
                headers={
                    "User-Agent": self._user_agent,
                    "Accept": _ACCEPT,
                    "Accept-Encoding": ACCEPTED,
                },
                # A jar that takes nothing: cookies are neither kept nor sent.
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                # For connecting alone; `Deadline` bounds the whole.
                timeout=httpx.Timeout(
                    None, connect=self._limits.timeout.total_seconds() / 2
                ),
                trust_env=False,
            )
        return self._client


def user_agent(version: str, contact: str) -> str:
    """Return who we are, honestly, with where to complain; fit for a header.

    Args:
        version: ours.
        contact: an address of the operator, for the web or for mail; may be empty.
    """
    reach = f"+{quote(contact, safe=_PLAIN)}; " if contact else ""
    return f"aggregator/{quote(version)} ({reach}live-blog feed aggregator)"


def _network(limits: Limits) -> httpx.AsyncHTTPTransport:
    """Return the real network, with one TLS context: to make one costs 40 ms."""
    return httpx.AsyncHTTPTransport(
        http2=True,
        limits=httpx.Limits(
            max_connections=limits.concurrency,
            max_keepalive_connections=limits.concurrency,
            keepalive_expiry=_KEPT_OPEN,
        ),
        trust_env=False,
    )
