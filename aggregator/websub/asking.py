"""Ask a hub, as a form; and follow it where it has moved."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aggregator.errors import FetchError
from aggregator.fetch.reasons import status_in_words
from aggregator.model import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.subscription import Subscription
    from aggregator.websub.house import Send

_SUCCESSES = range(200, 300)
# Section 5.1 of WebSub; others would make a GET of it.
_MOVED = frozenset({HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT})
_MOVES = 3


async def refusal(
    known: Subscription, form: Mapping[str, str], send: Send
) -> str | None:
    """Send a hub a form; return why it refuses, or None: it will verify it.

    Args:
        known: the subscription.
        form: what is asked.
        send: sends it to an address; wherever that leads to, it is under the guard.
    """
    whom, url = Source(id=known.source, url=known.topic, outlet=""), known.hub
    for _ in range(_MOVES + 1):
        try:
            reply = await send(whom, url, form)
            if reply.status not in _MOVED:
                refused = reply.status not in _SUCCESSES
                return status_in_words(reply.status, None) if refused else None
            url = urljoin(url, reply.headers.get("location", ""))
        except FetchError as error:
            return error.reason
        except ValueError:
            return "it sends us on to what is no address"
    return f"it sends us on more than {_MOVES} times"
