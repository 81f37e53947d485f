"""Who may read what: a token in the address of a feed, a name and password for pages.

Both are compared whole and in constant time, and guesses are few: whoever is wrong too
often waits, and so do all that share its network.
"""

from __future__ import annotations

from base64 import b64decode
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from time import monotonic
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from aggregator.server.answers import Endpoint

TOKEN = "token"  # noqa: S105  # the name of a parameter, no secret

_CHALLENGE = 'Basic realm="live-blog aggregator", charset="UTF-8"'
_MOST_WRONG = 10  # tries of one network,
_SPELL = 60.0  # and the seconds in which they are counted
_NETWORKS = 4096  # that are remembered to have been wrong
_PREFIXES = {4: 32, 6: 64}  # what one customer of a provider has, by IP version


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may read what; as it stands, everybody may read everything."""

    tokens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path, as of the pages -> what opens it: any of these, or any user's password."""

    users: Mapping[str, str] = field(default_factory=dict)
    """Name -> password; if there are any, they are asked for at all other paths,"""

    public: frozenset[str] = frozenset()
    """but for these."""

    def private(self, path: str) -> bool:
        """Return whether something is needed to read what is at `path`."""
        if self.tokens.get(path):
            return True
        return bool(self.users) and path not in self.public


class Guard:
    """Lets through who may read.

    Args:
        access: who may read what.
        clock: seconds that never go back.
    """

    def __init__(
        self, access: Access, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._access = access
        self._tries = _Tries(clock)

    def guarded(self, path: str, endpoint: Endpoint) -> Endpoint:
        """Return what answers at `path`: `endpoint`, to those who may read it."""
        if not self._access.private(path):
            return endpoint
        tokens = _digests(self._access.tokens.get(path, ()))
        users = _digests(f"{name}:{word}" for name, word in self._access.users.items())

        async def guarded(request: Request) -> Response:
            self._require(request, tokens, users)
            return await endpoint(request)

        return guarded

    def _require(
        self, request: Request, tokens: Iterable[bytes], users: Iterable[bytes]
    ) -> None:
        """Refuse who may not read.

        Raises:
            HTTPException: what it is told.
        """
        token, pair = request.query_params.get(TOKEN), _credentials(request)
        if token is None and pair is None:
            words = "To read this, one must say who one is."
            raise _unauthorized(words)
        network = _network(request)
        if self._tries.exhausted(network):
            words = "Too many wrong tries have come from here. Please try again later."
            headers = {"Retry-After": f"{_SPELL:.0f}"}
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, words, headers)
        # A feed's token may also come as the password of anybody: some readers can only
        # ask for these.
        password = (pair or "").partition(":")[2]
        opened = [_among(token or "", tokens), _among(password, tokens)]
        if not any([*opened, _among(pair or "", users)]):
            self._tries.wrong(network, _digest(f"{token}\0{pair}"))
            words = "This opens nothing here."
            raise _unauthorized(words)


class _Tries:
    """What each network tried of late that was wrong.

    What is tried again is no guess: readers go on with a token that was replaced, and
    must not lock out all others of their network.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[float, frozenset[bytes]]] = OrderedDict()

    def exhausted(self, network: str) -> bool:
        return len(self._tried(network)[1]) >= _MOST_WRONG

    def wrong(self, network: str, tried: bytes) -> None:
        began, before = self._tried(network)
        self._wrong[network] = (began, before | {tried})
        self._wrong.move_to_end(network)
        if len(self._wrong) > _NETWORKS:
            self._wrong.popitem(last=False)

    def _tried(self, network: str) -> tuple[float, frozenset[bytes]]:
        now = self._clock()
        began, tried = self._wrong.get(network, (now, frozenset()))
        return (began, tried) if now < began + _SPELL else (now, frozenset())


def _digests(secrets: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(map(_digest, secrets))


def _digest(secret: str) -> bytes:
    """Return what is compared: as long for each, and found out by nobody's clock."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _among(told: str, secrets: Iterable[bytes]) -> bool:
    """Return whether it is one of them; always compared with all."""
    digest = _digest(told)
    return any([compare_digest(digest, each) for each in secrets])  # noqa: C419  (all)


def _credentials(request: Request) -> str | None:
    """Return name and password, joined by a colon (RFC 7617, section 2)."""
    scheme, _, coded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return b64decode(coded.strip(), validate=True).decode("utf-8", "replace")
    except ValueError:
        return ""


def _network(request: Request) -> str:
    if request.client is None:
        return ""
    try:
        told = ip_address(request.client.host)
    except ValueError:  # no address: a socket of this machine, say
        return request.client.host
    # Proxies that listen on both say `::ffff:192.0.2.1`: all of IPv4 were one network.
    address = getattr(told, "ipv4_mapped", None) or told
    prefix = _PREFIXES[address.version]
    return str(ip_network(f"{address}/{prefix}", strict=False))


def _unauthorized(words: str) -> HTTPException:
    headers = {"WWW-Authenticate": _CHALLENGE}
    return HTTPException(HTTPStatus.UNAUTHORIZED, words, headers)
