"""Whether two looks overlap, and what is written down where they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.errors import FetchError
from aggregator.follow import overlap
from aggregator.liveblog import Gap
from aggregator.looks.identity import recognised
from aggregator.looks.look import Brought, Look, Missing

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.errors import SourceError
    from aggregator.model import Extraction

_PATIENCE = timedelta(days=1)  # in which a gap may still be filled
_FIRST_RETRY = timedelta(minutes=1)


def missing(look: Look, extraction: Extraction) -> Missing | None:
    """Return what lies between a page and what is held; None if they join.

    At the first look that is all that was before.

    A gap that an earlier look has noticed is tried again while it is young, each time
    after twice the pause.

    Args:
        look: the look.
        extraction: the newest page.
    """
    source = look.due.source.id
    newest = look.unit.posts.newest(source)
    if newest is None:
        times = [each.published for each in extraction.posts if each.published]
        return _noticed(look, after=None, before=min(times, default=None))
    posts = recognised(look.unit, extraction.posts)
    held = look.unit.posts.held(each.id for each in posts)
    bounds = overlap.gap_between(posts, held=held, newest=newest)
    if bounds is not None:
        return _noticed(look, after=bounds.after, before=bounds.before)
    return open_one(look)


def _noticed(look: Look, *, after: datetime | None, before: datetime | None) -> Missing:
    return Missing(gap=Gap(after=after, before=before, noticed=look.now, reason=""))


def open_one(look: Look) -> Missing | None:
    """Return a gap that was noticed before, and whose turn it is to be tried again."""
    young = look.unit.gaps.open(look.due.source.id, look.now - _PATIENCE)
    due = (
        each
        for each in young
        if look.now - each.gap.noticed >= _FIRST_RETRY * (1 << each.attempts)
    )
    return next((Missing(gap=each.gap, number=each.number) for each in due), None)


def reached(look: Look, page: Extraction, lacking: Missing) -> bool:
    """Tell whether a page joins what was held before the gap."""
    if lacking.gap.after is None:
        return False
    posts = recognised(look.unit, page.posts)
    held = look.unit.posts.held(each.id for each in posts)
    return overlap.reaches(posts, held=held, after=lacking.gap.after)


def why_open(lacking: Missing, *, read: int, more: bool) -> str | None:
    """Return why older pages that could all be had do not fill a gap; None if they do.

    What was before the first look was promised to nobody: there it is enough to have
    gone back as far as we do.

    Args:
        lacking: the gap.
        read: how many older pages were fetched.
        more: there are others before them.
    """
    if lacking.gap.after is None:
        return None
    if more:
        return f"more than {read} older pages"
    return "its older pages end before" if read else "it has no older page"


def why_unread(lacking: Missing, error: SourceError) -> str | None:
    """Return why an older page that could not be had leaves a gap; None if it does not.

    Before the first look only what may come right is tried again: the last page of a
    pager often leads to one that is empty, or not there.
    """
    if lacking.gap.after is None and _is_lasting(error):
        return None
    return f"an older page could not be had: {error.reason}"


def _is_lasting(error: SourceError) -> bool:
    if not isinstance(error, FetchError):
        return True
    status = error.status or HTTPStatus.SERVICE_UNAVAILABLE
    refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused and status != HTTPStatus.TOO_MANY_REQUESTS


def note(look: Look, brought: Brought) -> Gap | None:
    """Write down a gap that stays, one that is filled, or one more attempt.

    Returns:
        A gap that this look has noticed and that stays.
    """
    lacking, lost = brought.missing, brought.lost
    if lacking is None:
        return None
    if lacking.number is not None:
        _tried_again(look, lacking.number, lost)
        return None
    if lost is None:
        return None
    gap = replace(lacking.gap, reason=lost)
    look.unit.gaps.note(look.due.source.id, gap)
    return gap


def _tried_again(look: Look, number: int, lost: str | None) -> None:
    if lost is None:
        look.unit.gaps.fill(number, look.now)
    else:
        look.unit.gaps.attempted(number, lost)
