"""Whether two looks overlap, and what is written down where they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.follow import overlap
from aggregator.liveblog import Gap
from aggregator.looks.identity import recognised
from aggregator.looks.look import Brought, Look, Missing

if TYPE_CHECKING:
    from aggregator.model import Extraction

_PATIENCE = timedelta(days=1)  # in which a gap may still be filled
_FIRST_RETRY = timedelta(minutes=1)


def missing(look: Look, extraction: Extraction) -> Missing | None:
    """Return what lies between a page and what is held; None if they join.

    A gap that an earlier look has noticed is tried again while it is young, each time
    after twice the pause.

    Args:
        look: the look.
        extraction: the newest page.
    """
    source = look.due.source.id
    newest = look.unit.posts.newest(source)
    if newest is None:
        return Missing()
    posts = recognised(look.unit, extraction.posts)
    held = look.unit.posts.held(each.id for each in posts)
    bounds = overlap.gap_between(posts, held=held, newest=newest)
    if bounds is not None:
        return Missing(
            gap=Gap(
                after=bounds.after, before=bounds.before, noticed=look.now, reason=""
            )
        )
    return open_one(look)


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
    """Tell whether an older page joins what was held before the gap."""
    if lacking.gap is None:
        return False
    posts = recognised(look.unit, page.posts)
    held = look.unit.posts.held(each.id for each in posts)
    return overlap.reaches(posts, held=held, after=lacking.gap.after)


def note(look: Look, brought: Brought) -> Gap | None:
    """Write down a gap that stays, one that is filled, or one more attempt.

    Returns:
        A gap that this look has noticed and that stays.
    """
    lacking, lost = brought.missing, brought.lost
    if lacking is None or lacking.gap is None:
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
