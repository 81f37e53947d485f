"""What outlets ask of us, from one look to the next."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.errors import FetchError
from aggregator.fetch import hints as hinted
from aggregator.fetch import moves

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.errors import SourceError
    from aggregator.looks.look import Due
    from aggregator.manners import Hints, Move
    from aggregator.model import Answer, Source, SourceState

_REFUSED = range(400, 500)
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


def asked(due: Due, now: datetime) -> Source:
    """Return the source as it is to be asked: where it is now, as what it turned out.

    What was seen to be a feed is not held to the rules for pages (robots.txt), and the
    other way about.
    """
    source, kind = due.source, due.source.kind
    if kind == "auto" and due.state.kind is not None:
        kind = "feed" if due.state.kind == "feed" else "live"
    url = moves.address(due.state.move, source.url, now)
    return replace(source, url=url, kind=kind)


def hints(state: SourceState, answer: Answer) -> Hints:
    """Return when the outlet will have news, as far as it says after `answer`."""
    return hinted.renewed(state.hints, answer.hints, read=answer.document is not None)


def move(due: Due, answer: Answer, now: datetime) -> Move | None:
    """Return where the source has moved for good, as far as is known by `answer`."""
    begun = asked(due, now).url
    return moves.moved(due.state.move, answer.redirects, begun, now)


def unmoved(due: Due, error: SourceError, now: datetime) -> Move | None:
    """Return the move after a failure: where it leads to nothing, it was none."""
    known = due.state.move
    if known is None or asked(due, now).url != known.to:
        return known
    status = error.status if isinstance(error, FetchError) else None
    return None if status in _REFUSED and status not in _LATER else known


def muted(due: Due, error: SourceError, now: datetime) -> datetime | None:
    """Return since when the source is gone for good (status 410): it is asked no more.

    Unless the address that says so is not the configured one: that is asked first.
    """
    if not isinstance(error, FetchError) or error.status != HTTPStatus.GONE:
        return due.state.muted
    return now if asked(due, now).url == due.source.url else due.state.muted
