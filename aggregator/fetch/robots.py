"""What robots.txt allows us (RFC 9309)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, TypeAlias

from protego import Protego

from aggregator.fetch.hosts import origin_of
from aggregator.fetch.reasons import Unusable
from aggregator.fetch.singly import Singly

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aggregator.fetch.hosts import Hosts
    from aggregator.model import Source

Obedience: TypeAlias = Literal["off", "pages", "all"]
"""For which addresses robots.txt is asked; "pages": those that are no feeds."""

NOT_TOLD = "User-agent: *\nDisallow: /\n"  # section 2.3.1.4: unreachable, so keep out

_TOKEN = "aggregator"  # noqa: S105  (our name in a robots.txt: section 2.2.1)
_LASTS = timedelta(hours=24)  # section 2.4
_SOON = timedelta(hours=1)  # when to ask again what could not be told
_LONGEST = 512_000  # bytes; section 2.5 wants 500 KiB at the least
_MOST = 10_000  # rules; of those that were seen, the longest have hundreds
_HEADINGS = frozenset({"user-agent", "useragent", "user agent"})
_LONGEST_DELAY = 60.0  # seconds between two requests; what asks for more means "no"
_SUCCESSES = range(200, 300)
_UNAVAILABLE = range(400, 500)
_FEEDISH = ("rss", "atom", "feed", "rdf", ".xml", ".json")


class Robots:
    """Asks each origin for its rules once a day; belongs to one event loop.

    Args:
        hosts: where the rules are kept.
        ask: asks an address as politely as any other; returns status and body.
    """

    def __init__(
        self, hosts: Hosts, ask: Callable[[str], Awaitable[tuple[int, bytes]]]
    ) -> None:
        self._hosts = hosts
        self._ask = ask
        self._singly = Singly()

    async def permit(self, url: str) -> None:
        """Return if we may ask for `url`.

        Raises:
            Unusable: we may not.
            RestingError: that cannot be told now.
        """
        origin = origin_of(url)
        rules = await self._rules(origin)
        if allows(rules, url):
            return
        reason = f"{origin}/robots.txt does not allow us this address"
        if rules == NOT_TOLD:
            reason = f"{origin}/robots.txt cannot be had, so nothing may be asked there"
        raise Unusable(reason)

    def delay(self, url: str) -> float:
        """Return the seconds that an origin wants between two requests, if known."""
        rules = self._hosts.host(origin_of(url)).robots
        return delay(rules) if rules else 0.0

    async def _rules(self, origin: str) -> str:
        async with self._singly.turn(origin):
            known = self._hosts.host(origin)
            now = self._hosts.clock()
            if known.robots is not None and now < (known.robots_until or now):
                return known.robots
            told = await self._told(origin)
            rules, lasts = told or known.robots or NOT_TOLD, _LASTS if told else _SOON
            self._hosts.ruled(origin, rules, self._hosts.clock() + lasts)
            return rules

    async def _told(self, origin: str) -> str | None:
        """Return the rules; None if it could not be asked for them."""
        try:
            status, body = await self._ask(f"{origin}/robots.txt")
        except Unusable:
            return None
        return rules_of(status, body)


def rules_of(status: int, body: bytes) -> str | None:
    """Return the rules that an answer stands for; None: unreachable.

    Section 2.3.1: where there is no such file, all is allowed. One who wants to be
    asked less (429) has not said that all is.
    """
    if status in _SUCCESSES:
        return _ours(body[:_LONGEST].decode("utf-8-sig", "replace"))
    if status in _UNAVAILABLE and status != HTTPStatus.TOO_MANY_REQUESTS:
        return "\n"
    return None


def allows(rules: str, url: str) -> bool:
    """Tell whether `rules` let us ask for `url`."""
    return _read(rules).can_fetch(url, _TOKEN)


def delay(rules: str) -> float:
    """Return the Crawl-delay, in seconds; no part of the RFC, but of many files."""
    return min(_read(rules).crawl_delay(_TOKEN) or 0.0, _LONGEST_DELAY)


def concerns(source: Source, obedience: Obedience) -> bool:
    """Tell whether `source` is only looked at where robots.txt allows it.

    A feed is there to be read by programs, whatever a file for crawlers says. Of what
    was never seen, the address tells which it is.
    """
    if obedience != "pages" or source.kind == "live":
        return obedience != "off"
    return source.kind == "auto" and not any(
        each in source.url.lower() for each in _FEEDISH
    )


def _ours(text: str) -> str:
    """Return the groups of rules that are for us, or for all.

    Whoever names a thousand others before ten thousand rules would have protego keep
    each rule for each of them: minutes, and nobody else is served meanwhile.
    """
    kept: list[str] = []
    names: set[str] = set()
    is_heading = False
    for line in text.splitlines():
        field, _, value = (
            each.strip() for each in line.partition("#")[0].partition(":")
        )
        if field.lower() in _HEADINGS:
            names = names if is_heading else set()
            names |= {_TOKEN, "*"} & {value.partition("/")[0].lower()}
            is_heading = True
        elif field and names:
            kept += (f"User-agent: {each}" for each in sorted(names) if is_heading)
            kept.append(f"{field}: {value}")
        is_heading = is_heading and (field.lower() in _HEADINGS or not field)
    return "\n".join(kept[:_MOST]) + "\n"


@lru_cache(maxsize=128)
def _read(rules: str) -> Protego:
    return Protego.parse(rules)
