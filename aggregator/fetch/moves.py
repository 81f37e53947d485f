"""Where an outlet says that a source has moved for good, and when we believe it.

A redirect is followed at once, each time. That the old address need not be asked any
more is believed only after a while: a redirect set by mistake, or by a hotel's network,
must not lose a source for ever (RFC 9110, 15.4.2 and 15.4.9: permanent).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from itertools import takewhile
from typing import TYPE_CHECKING

from aggregator.manners import Move

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aggregator.model import Redirect

GRACE = timedelta(days=7)  # as lion-reader; NetNewsWire believes at once, and was wrong
AGREEING = 3  # answers in a row

_LASTING = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})


def moved(
    known: Move | None, redirects: Sequence[Redirect], asked: str, now: datetime
) -> Move | None:
    """Return where a source has moved, after one more answer; None: nowhere.

    Args:
        known: what was remembered.
        redirects: of this answer, in order; those after a passing one do not count.
        asked: the address that we began with.
        now: when.
    """
    lasting = list(takewhile(lambda each: each.status in _LASTING, redirects))
    if known is not None and asked == known.to and not lasting:
        return known  # we asked the new address, and it is at home there
    if not lasting:
        return None
    to = lasting[-1].url
    if known is not None and known.to == to:
        return replace(known, count=known.count + 1)
    return Move(to=to, since=now)


def address(move: Move | None, url: str, now: datetime) -> str:
    """Return the address to ask for the source that is configured with `url`."""
    return move.to if move is not None and is_believed(move, url, now) else url


def is_believed(move: Move, url: str, now: datetime) -> bool:
    """Tell whether a move is to be taken for granted.

    One from http to https of the same address is harmless, and believed at once.
    """
    if move.to == url.replace("http://", "https://", 1):
        return True
    is_secret = "@" in url.split("/")[2]  # credentials are for the old address alone
    return not is_secret and move.count >= AGREEING and now - move.since >= GRACE
