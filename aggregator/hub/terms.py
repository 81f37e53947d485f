"""What becomes of a subscription to a feed of ours: renewed, told, given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.subscription import Subscriber

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.hub.wishes import Wish

_FIRST_RETRY = timedelta(seconds=2)
_GROWTH = 4  # of the pause, with each failure
_LAST_RETRY = timedelta(hours=6)
_MOST_FAILURES = 12  # in a row; they take 27 hours


def confirmed(
    known: Subscriber | None, wish: Wish, *, etag: str, now: datetime
) -> Subscriber:
    """Return the subscription of who has confirmed that it wants it.

    One that there is already is renewed, and has another secret from now on; what it
    could not be told yet it is told now, as somebody is there.

    Args:
        known: the one there is, of the same topic and callback.
        wish: what was asked for.
        etag: of the feed as it was when this was asked for: what changes since is told.
        now: when it was confirmed.
    """
    is_known = known is not None and known.expires > now
    return Subscriber(
        topic=wish.topic,
        callback=wish.callback,
        secret=wish.secret,
        created=known.created if known is not None and is_known else now,
        expires=now + wish.lease,
        told=known.told if known is not None and is_known else etag,
    )


def is_due(known: Subscriber, etag: str, now: datetime) -> bool:
    """Tell whether a subscriber is to be sent the feed, which has this ETag now."""
    rests = known.due is not None and known.due > now
    return known.told != etag and not rests and known.expires > now


def took(known: Subscriber, etag: str) -> Subscriber:
    """Return a subscription of who took the feed with this ETag."""
    return replace(known, told=etag, failures=0, due=None)


def failed(known: Subscriber, now: datetime) -> Subscriber | None:
    """Return a subscription of who did not take the feed; None: there has to be an end.

    The pauses are 2, 8, 32 s and so on, up to 6 hours: who is restarted misses next
    to nothing, and who is away over night misses nothing either, as each time the feed
    is sent as it is then.
    """
    failures = known.failures + 1
    if failures >= _MOST_FAILURES:
        return None
    pause = min(_FIRST_RETRY * _GROWTH**known.failures, _LAST_RETRY)
    return replace(known, failures=failures, due=now + pause)
