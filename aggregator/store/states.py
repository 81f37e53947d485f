"""The way between the rows of sources and what is remembered of them."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.liveblog import Life
from aggregator.manners import Hints, Move
from aggregator.model import Rhythm, SourceState, Validators

if TYPE_CHECKING:
    from aggregator.store.rows import AnyRow, Values

_APART = frozenset({"validators", "life", "rhythm", "hints", "move"})


def values_of(state: SourceState) -> Values:
    """Return the columns of a source's row."""
    own = {
        each.name: getattr(state, each.name)
        for each in fields(state)
        if each.name not in _APART
    }
    life = {
        f"life_{each.name}": getattr(state.life, each.name, None)
        for each in fields(Life)
    }
    rhythm = {
        f"rhythm_{each.name}": getattr(state.rhythm, each.name, None)
        for each in fields(Rhythm)
    }
    return own | asdict(state.validators) | life | rhythm | _manners(state)


def state_of(row: AnyRow) -> SourceState:
    """Return what a row remembers."""
    return SourceState(
        source=row.source,
        validators=Validators(
            etag=row.etag, last_modified=row.last_modified, digest=row.digest
        ),
        asked=row.asked,
        next_look=row.next_look,
        last_look=row.last_look,
        last_success=row.last_success,
        last_post=row.last_post,
        failures=row.failures,
        error=row.error,
        warnings=row.warnings,
        location=row.location,
        kind=row.kind,
        life=None if row.life_stage is None else _life(row),
        signs=row.signs,
        hints=_hints(row),
        move=None if row.moved_to is None else _move(row),
        muted=row.muted,
        why=row.why,
        pushed=row.pushed,
        rhythm=None if row.rhythm_hours is None else _rhythm(row),
    )


def _manners(state: SourceState) -> Values:
    hints, move = state.hints, state.move
    return {
        "hint_until": hints.fresh_until,
        "hint_pause": _seconds(hints.pause),
        "hint_skip": hints.skip,
        "moved_to": move and move.to,
        "moved_since": move and move.since,
        "moved_count": move and move.count,
    }


def _life(row: AnyRow) -> Life:
    return Life(stage=row.life_stage, since=row.life_since, reason=row.life_reason)


def _rhythm(row: AnyRow) -> Rhythm:
    return Rhythm(
        minutes=row.rhythm_minutes,
        hours=row.rhythm_hours,
        days=row.rhythm_days,
        turnover=row.rhythm_turnover,
    )


def _hints(row: AnyRow) -> Hints:
    pause = row.hint_pause
    return Hints(
        fresh_until=row.hint_until,
        pause=None if pause is None else timedelta(seconds=pause),
        skip=row.hint_skip,
    )


def _move(row: AnyRow) -> Move:
    return Move(to=row.moved_to, since=row.moved_since, count=row.moved_count)


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
