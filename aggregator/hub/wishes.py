"""What a subscriber asks our hub for, read from its form (WebSub, section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from aggregator.errors import AggregatorError
from aggregator.fetch.courier import host_named

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from aggregator.subscription import Mode

LEASE = timedelta(days=10)
"""What is granted to who asks for none; section 5.1 recommends it."""

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=30)
"""What is granted to who asks for more: readers that are no more end by themselves."""

_LONGEST_CALLBACK = 2_000  # characters of a callback: it is stored
_SECRET = 200  # bytes; section 5.1: less than that


class RefusalError(AggregatorError):
    """What is asked for cannot be had; the text is told to who asks.

    Args:
        words: why, in one sentence.
        status: of the answer.
    """

    def __init__(self, words: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(words, status)
        self.words = words
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for; whoever can answer at its callback has asked."""

    mode: Mode
    topic: str
    callback: str
    host: str  # of the callback
    secret: str  # empty: what it is told shall not be signed
    lease: timedelta  # that is granted


def wish(form: Mapping[str, str], topics: Container[str]) -> Wish:
    """Return what a form asks for; what else it holds is not heeded.

    Args:
        form: fields that are not empty.
        topics: what can be subscribed to.

    Raises:
        RefusalError: it cannot be had.
    """
    mode, topic = form.get("hub.mode", ""), form.get("hub.topic", "")
    if mode not in ("subscribe", "unsubscribe"):
        words = "hub.mode is neither subscribe nor unsubscribe."
        raise RefusalError(words)
    if topic not in topics:
        words = "hub.topic is no feed of ours: take the address that it calls `self`."
        raise RefusalError(words, HTTPStatus.NOT_FOUND)
    callback = form.get("hub.callback", "")
    return Wish(
        mode=cast("Mode", mode),
        topic=topic,
        callback=callback,
        host=_host(callback),
        secret=_secret(form.get("hub.secret", "")),
        lease=_lease(form.get("hub.lease_seconds", "")),
    )


def _host(callback: str) -> str:
    if len(callback) > _LONGEST_CALLBACK:
        words = f"hub.callback is longer than {_LONGEST_CALLBACK:,} characters."
        raise RefusalError(words)
    try:
        host = host_named(callback)
    except ValueError as error:
        words = f"hub.callback is no address that we send to: {error}."
        raise RefusalError(words) from error
    if "#" in callback:  # an empty one too: it would swallow what we ask
        words = "hub.callback has a fragment, which is never sent."
        raise RefusalError(words)
    return host


def _secret(secret: str) -> str:
    if len(secret.encode()) >= _SECRET:
        words = f"hub.secret has not less than {_SECRET} bytes."
        raise RefusalError(words)
    if "\0" in secret:  # which databases do not take
        words = "hub.secret has a character that is none."
        raise RefusalError(words)
    return secret


def _lease(seconds: str) -> timedelta:
    if not seconds:
        return LEASE
    if not (seconds.isascii() and seconds.isdecimal()):
        words = "hub.lease_seconds is no number of seconds."
        raise RefusalError(words)
    # Nine digits are 31 years; a timedelta does not take as many as could be sent.
    asked = timedelta(seconds=int(seconds[:9]))
    return min(max(asked, SHORTEST), LONGEST)
