"""What is remembered of a source after a look, and when the next one is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.errors import FetchError
from aggregator.fetch.cadence import pause_after
from aggregator.fetch.hints import earliest
from aggregator.follow import cadence, life
from aggregator.looks import manners
from aggregator.model import Validators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from aggregator.errors import PutOffError, SourceError
    from aggregator.looks.look import Due, Look
    from aggregator.model import Answer, Extraction, Rhythm, Source, SourceState
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
        hints=manners.hints(look.due.state, answer),
        move=manners.move(look.due, answer, look.now),
        muted=None,
        rhythm=_heard(look, 0),
    )
    return _paced(look, _aged(look, state))


def after_reading(
    look: Look, answer: Answer, extraction: Extraction, *, fresh: int
) -> SourceState:
    """Return what to remember of a document that was read; its posts are saved.

    Args:
        look: the look.
        answer: what brought the newest page.
        extraction: what was read of that.
        fresh: how many of its posts are new.
    """
    state = replace(
        after_success(look, answer),
        last_post=look.now if fresh else look.due.state.last_post,
        warnings=extraction.warnings,
        kind=extraction.kind,
        life=look.due.state.life,
        signs=extraction.signs.life,
        rhythm=_read(look, extraction, fresh),
        pushed=None if fresh else look.due.state.pushed,
    )
    return _paced(look, _aged(look, state))


def after_push(look: Look, until: datetime, *, fresh: int) -> SourceState:
    """Return what to remember of news that a hub brought: it was no look.

    So the next one is when it was to be, and asks for what has changed since the last.

    Args:
        look: as if it were one.
        until: when looks are spared no more, unless the hub brings other news.
        fresh: how many posts are new.
    """
    return replace(
        look.due.state,
        last_success=look.now,
        last_post=look.now if fresh else look.due.state.last_post,
        rhythm=_heard(look, fresh),
        pushed=until,
    )


def after_failure(look: Look, error: SourceError) -> SourceState:
    """Return what to remember: the reason, and a longer pause each time."""
    status = error.status if isinstance(error, FetchError) else None
    state = replace(
        look.due.state,
        last_look=look.now,
        failures=look.due.state.failures + 1,
        error=error.reason,
        move=manners.unmoved(look.due, error, look.now),
        muted=manners.muted(look.due, error, look.now),
        asked=address_of(look.due.source),
        validators=validators_for(look.due),
    )
    if status in _GONE:  # what cannot be seen is not silent
        state = _aged(look, state, status)
    wait = error.wait if isinstance(error, FetchError) else None
    return _paced(look, state, wait)


def after_put_off(look: Look, error: PutOffError) -> SourceState:
    """Return what to remember of a look that has not been: only when it shall be."""
    wait = error.wait or timedelta()
    pause = cadence.spread(look.due.source, wait, look.now)
    return replace(look.due.state, next_look=look.now + pause, why=error.reason)


def address_of(source: Source) -> str:
    """Return what a source's validators belong to: an address, and a way to read it."""
    return f"{source.kind} {source.profile or '-'} {source.url}"


def validators_for(due: Due) -> Validators:
    """Return what makes the request conditional, unless it stands for another."""
    mine = due.state.asked == address_of(due.source)
    return due.state.validators if mine else Validators()


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


def _heard(look: Look, fresh: int) -> Rhythm | None:
    """Return the rhythm, with so many new posts since the last look; None: as yet."""
    before, last = look.due.state.rhythm, look.due.state.last_success
    if before is None or last is None:
        return None
    return cadence.heard(before, fresh, look.now - last)


def _read(look: Look, extraction: Extraction, fresh: int) -> Rhythm | None:
    """Return the rhythm after a document was read; a mere list has none."""
    if extraction.kind == "list":
        return None
    times = [each.published for each in extraction.posts]
    rhythm = _heard(look, fresh) or cadence.begun(
        look.due.source.every, times, look.now
    )
    return replace(rhythm, turnover=cadence.turnover(times))


def _paced(
    look: Look, state: SourceState, wait: timedelta | None = None
) -> SourceState:
    """Return the state with the next look, the latest that anything asks for."""
    next_look, why = max(_reasons(look, state, wait))
    return replace(state, next_look=next_look, why=why)


def _reasons(
    look: Look, state: SourceState, wait: timedelta | None
) -> Iterator[tuple[datetime, str]]:
    """Yield when to look again, and why not sooner."""
    source, stage = look.due.source, state.life.stage if state.life else None
    pace = cadence.pace(source, state.rhythm, stage)

    def after(pause: timedelta) -> datetime:
        return look.now + cadence.spread(source, pause, look.now)

    yield after(pace), "this is its pace"
    if state.pushed is not None and state.pushed > look.now:
        yield after(cadence.spared(source, pace)), "its hub tells us of news"
    if state.failures:
        yield after(pause_after(pace, state.failures)), "the last look failed"
    if stage is not None and (pause := life.pause(pace, stage)) > pace:
        yield after(pause), f"its live blog is {stage}"
    if wait is not None:
        yield after(wait), "the outlet asks to be left alone so long (Retry-After)"
    if hint := earliest(state.hints, look.now, most=source.hints):
        yield hint
