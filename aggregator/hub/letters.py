"""What our hub sends: the address that verifies, and the headers of news."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.hub.wishes import Wish
    from aggregator.model import Rendition
    from aggregator.subscription import Subscriber


def question(wish: Wish, challenge: str) -> str:
    """Return what is asked of who is said to want something (section 5.3).

    Args:
        wish: what it is said to want.
        challenge: that cannot be guessed; who wants it gives it back.
    """
    asked = {
        "hub.mode": wish.mode,
        "hub.topic": wish.topic,
        "hub.challenge": challenge,
        "hub.lease_seconds": str(int(wish.lease.total_seconds())),
    }
    return _with_query(wish.callback, asked)


def denial(known: Subscriber | Wish, reason: str) -> str:
    """Return what tells a server that it is no subscriber, or no more (section 5.2)."""
    told = {"hub.mode": "denied", "hub.topic": known.topic, "hub.reason": reason}
    return _with_query(known.callback, told)


def headers(known: Subscriber, document: Rendition, *, hub: str) -> dict[str, str]:
    """Return what stands above a feed that is sent (sections 7 and 7.1).

    Args:
        known: to whom.
        document: the feed, as it is where it is fetched.
        hub: our address.
    """
    told = {
        "Content-Type": document.media_type,
        "Link": link(hub, known.topic),
    }
    if known.secret:
        key = known.secret.encode()
        digest = hmac.new(key, document.body, "sha256").hexdigest()
        told["X-Hub-Signature"] = f"sha256={digest}"
    return told


def link(hub: str, topic: str) -> str:
    """Return the header `Link` of a feed that a hub tells of (sections 4 and 7).

    Where it is fetched, too: by this alone JSON can name a hub to who knows WebSub.
    """
    return f'<{hub}>; rel="hub", <{topic}>; rel="self"'


def _with_query(url: str, told: Mapping[str, str]) -> str:
    """Return a callback with more in its query, all that it has kept (section 5.3)."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(told)}"
