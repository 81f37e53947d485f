"""One conditional GET, bounded in time, size and number of redirects."""

from __future__ import annotations

import time
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from aggregator.errors import FetchError, PutOffError
from aggregator.fetch import address
from aggregator.fetch.body import read_body
from aggregator.fetch.budget import AMPLE, Budget, RestingError, spread
from aggregator.fetch.clock import Clock
from aggregator.fetch.codings import ACCEPTED
from aggregator.fetch.cookies import Cookies
from aggregator.fetch.deadline import Deadline
from aggregator.fetch.freshness import request_headers
from aggregator.fetch.guard import PUBLIC_ONLY, Guard
from aggregator.fetch.hosts import Hosts
from aggregator.fetch.politeness import Politeness
from aggregator.fetch.reasons import FOREIGN, Unusable, in_words
from aggregator.fetch.reply import Reply, answer
from aggregator.fetch.robots import Obedience, Robots, concerns
from aggregator.fetch.transport import Network
from aggregator.fetch.visits import Visits
from aggregator.model import Answer, Redirect, Source, Validators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Feeds and pages alike: which of them an address has is the outlet's to say.
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, text/html, "
    "application/xhtml+xml, application/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_PLAIN = " !#$&'*+,-./:=?@[]_~"  # what of a contact may stand in a header as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is asked of outlets, and taken from them, at the most."""

    timeout: timedelta = timedelta(seconds=20)  # for one look, redirects included
    max_body: int = 8_000_000  # bytes, after decompression
    concurrency: int = 20  # requests in flight, over all hosts
    per_host: int = 2  # requests in flight at one host
    spacing: timedelta = timedelta(seconds=1)  # between two starts at one host
    redirects: int = 5  # followed in one look
    budget: Budget = AMPLE  # of each host
    robots: Obedience = "off"  # what robots.txt is asked for


@dataclass(slots=True)
class _Look:
    """How far one look has come: for its answer, or for its error."""

    source: Source
    headers: Mapping[str, str] | None  # that make it conditional; None: all is new
    obeys: bool = False  # robots.txt
    redirects: list[Redirect] = field(default_factory=list)
    status: int | None = None  # of the last address; None: it has not answered yet


class Fetcher:
    """Asks outlets for documents; keeps the connections, and who was asked when.

    Cheap to make: nothing is opened before the first look. Belongs to one event loop.

    Args:
        limits: how much is asked and taken at the most.
        user_agent: who we say we are; see `user_agent`.
        guard: where we may connect to.
        transport: what stands in for the network; None: the network.
        ticking: tells the seconds; only their difference counts.
    """

    def __init__(
        self,
        limits: Limits = Limits(),  # frozen: nobody can change it
        *,
        user_agent: str,
        guard: Guard = PUBLIC_ONLY,
        transport: httpx.AsyncBaseTransport | None = None,
        ticking: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._headers = {
            "User-Agent": user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
        }
        # For connecting, half the time will do; `Deadline` bounds the whole.
        patience = limits.timeout.total_seconds() / 2
        self._transport = transport or Network(guard, patience=patience)
        self._cookies = Cookies()
        politeness = Politeness(
            concurrency=limits.concurrency,
            per_host=limits.per_host,
            spacing=limits.spacing,
            clock=ticking,
        )
        self._clock = Clock(ticking)
        self.hosts = Hosts(limits.budget, clock=self._clock)
        self._visits = Visits(self.hosts, politeness)
        self._robots = Robots(self.hosts, self._ask_rules)

    async def fetch(
        self, source: Source, validators: Validators, now: datetime
    ) -> Answer:
        """Look at `source` once; no document comes if it is the one known already.

        The validators are shown to every address on the way, whatever its host: most
        often they are of the last one, and the others do not heed them (RFC 9110,
        section 13.2.1: preconditions count only where the answer would be 2xx).

        Raises:
            PutOffError: the host wants rest, so it was not asked.
            FetchError: the network or the outlet said no; the reason is one line.
        """
        self._clock.tell(now)
        known = None if validators == Validators() else request_headers(validators)
        look = _Look(source, known, obeys=concerns(source, self._limits.robots))
        try:
            reply = await self._follow(source.url, look)
            return answer(
                reply,
                source=source,
                known=validators,
                redirects=tuple(look.redirects),
                now=now,
            )
        except (RestingError, Unusable, *FOREIGN) as error:
            raise self._told(error, look) from error

    async def post(self, source: Source, url: str, form: Mapping[str, str]) -> Reply:
        """Send a form for `source`, such as to a hub; no redirect is followed.

        Raises:
            FetchError: the network said no; the reply may be a refusal all the same.
        """
        look = _Look(source, {})
        try:
            where, known = address.parse(url)
            request = self._request("POST", where, known, look, form)
            send = partial(self._send, request, look, Deadline(self._limits.timeout))
            return await self._visits.visit(
                where, {}, send, asker=source.id, whose="POST"
            )
        except (RestingError, Unusable, *FOREIGN) as error:
            raise self._told(error, look) from error

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _follow(self, start: str, look: _Look) -> Reply:
        first, credentials = address.parse(start)
        url, seen = first, {first}
        deadline = Deadline(self._limits.timeout)
        while True:
            look.status = None
            known = credentials if address.same_origin(url, first) else None
            request = self._request("GET", url, known, look)
            if look.obeys:
                await self._robots.permit(str(url))
            reply = await self._visits.visit(
                url,
                look.headers,
                partial(self._send, request, look, deadline),
                asker=look.source.id,
                whose=look.source.id if known or look.source.cookies else "",
                delay=self._robots.delay(str(url)),
            )
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

    async def _ask_rules(self, url: str) -> tuple[int, bytes]:
        look = _Look(Source(id="robots", url=url, outlet=""), {})
        try:
            reply = await self._follow(url, look)
        except FOREIGN as error:
            raise Unusable(in_words(error, look.redirects)) from error
        return reply.status, reply.body

    async def _send(
        self,
        request: httpx.Request,
        look: _Look,
        deadline: Deadline,
        conditions: Mapping[str, str],
    ) -> Reply:
        request.headers.update(conditions)
        async with deadline.running():
            return await self._ask(request, look)

    async def _ask(self, request: httpx.Request, look: _Look) -> Reply:
        """Ask one address; leave the body unread where nobody wants it.

        That of a 304 is read, though it has none: so the connection can be used again.
        """
        # Not by httpx's client, which costs as much again, and would do what is not
        # wanted: keep cookies, follow redirects, decompress without bounds.
        response = await self._transport.handle_async_request(request)
        try:
            look.status = status = response.status_code
            self._take_cookies(look.source, request, response)
            wanted = response.is_success or status == HTTPStatus.NOT_MODIFIED
            body = await read_body(response, self._limits.max_body) if wanted else b""
        finally:
            await response.aclose()
        return Reply(
            url=str(request.url), status=status, headers=response.headers, body=body
        )

    def _request(
        self,
        method: str,
        url: httpx.URL,
        known: address.Credentials | None,
        look: _Look,
        form: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        headers = dict(self._headers)
        if known:
            told = b64encode(":".join(known).encode()).decode("ascii")
            headers["Authorization"] = f"Basic {told}"
        request = httpx.Request(method, url, headers=headers, data=form)
        if look.source.cookies:
            self._cookies.give_back(look.source.id, request)
        return request

    def _take_cookies(
        self, source: Source, request: httpx.Request, response: httpx.Response
    ) -> None:
        if source.cookies:
            response.request = request
            self._cookies.take(source.id, response)

    def _told(self, error: Exception, look: _Look) -> FetchError:
        name = look.source.id
        if isinstance(error, RestingError):
            wait = error.until - self._clock()
            return PutOffError(name, error.reason, wait + spread(wait, name))
        reason = in_words(error, look.redirects)
        told = error.wait if isinstance(error, Unusable) else None
        return FetchError(name, reason, look.status, told)


def user_agent(version: str, contact: str) -> str:
    """Return who we are, honestly, with where to complain; fit for a header.

    Args:
        version: ours.
        contact: an address of the operator, for the web or for mail; may be empty.
    """
    reach = f"+{quote(contact, safe=_PLAIN)}; " if contact else ""
    return f"aggregator/{quote(version)} ({reach}live-blog feed aggregator)"
