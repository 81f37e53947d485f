"""What is remembered of a source after a look, and when the next one is."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.errors import FetchError
from aggregator.fetch.cadence import pause_after
from aggregator.follow import life

if TYPE_CHECKING:
    from aggregator.errors import SourceError
    from aggregator.looks.look import Due, Look
    from aggregator.model import Answer, Extraction, Source, SourceState
    from aggregator.store.unit import Unit

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def afresh(unit: Unit, due: Due) -> Due:
    """Return what is remembered by now: another process may have looked meanwhile."""
    return replace(due, state=unit.sources.state(due.source.id))


def after_success(look: Look, answer: Answer) -> SourceState:
    """Return what to remember; an unchanged document leaves its findings as they are.

    The answer's validators are kept with the posts they stand for, in one transaction:
    were they kept alone, a crash would make the outlet's 304 hide posts for ever.
    """
    state = replace(
        look.due.state,
        validators=answer.validators,
        asked=address_of(look.due.source),
        last_look=look.now,
        last_success=look.now,
        failures=0,
        error=None,
        location=answer.redirects[-1].url if answer.redirects else None,
    )
    return _paced(look, _aged(look, state))


def after_reading(
    look: Look, answer: Answer, extraction: Extraction, *, fresh: bool
) -> SourceState:
    """Return what to remember of a document that was read; its posts are saved.

    Args:
        look: the look.
        answer: what brought the newest page.
        extraction: what was read of that.
        fresh: it has posts that are new.
    """
    state = replace(
        after_success(look, answer),
        last_post=look.now if fresh else look.due.state.last_post,
        warnings=extraction.warnings,
        kind=extraction.kind,
        life=look.due.state.life,
        signs=extraction.signs.life,
    )
    return _paced(look, _aged(look, state))


def after_failure(look: Look, error: SourceError) -> SourceState:
    """Return what to remember: the reason, and a longer pause each time."""
    status = error.status if isinstance(error, FetchError) else None
    state = replace(
        look.due.state,
        last_look=look.now,
        failures=look.due.state.failures + 1,
        error=error.reason,
    )
    if status in _GONE:  # what cannot be seen is not silent
        state = _aged(look, state, status)
    state = _paced(look, state)
    if not isinstance(error, FetchError) or error.wait is None:
        return state
    asked = look.now + error.wait
    return replace(state, next_look=max(state.next_look or asked, asked))


def address_of(source: Source) -> str:
    """Return what a source's validators belong to: an address, and a way to read it."""
    return f"{source.kind} {source.profile or '-'} {source.url}"


def _aged(look: Look, state: SourceState, status: int | None = None) -> SourceState:
    """Return the state with the stage that its live blog has reached by now."""
    if state.kind != "live":
        return replace(state, life=None)
    seen = life.Seen(
        signs=state.signs,
        newest=look.unit.posts.newest(state.source),
        last=state.last_post,
        fresh=state.last_post == look.now,
        status=status,
    )
    return replace(state, life=life.lived(state.life, seen, look.now))


def _paced(look: Look, state: SourceState) -> SourceState:
    """Return the state with the next look, by its failures and its stage."""
    every = look.due.source.every
    pause = pause_after(every, state.failures)
    if state.life is not None:
        pause = max(pause, life.pause(every, state.life.stage))
    return replace(state, next_look=look.now + pause)
