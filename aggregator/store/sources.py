"""Keep what is remembered of each source between two looks."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    func,
    insert,
    select,
    update,
)

from aggregator.model import (
    Activity,
    Ledger,
    Source,
    SourceId,
    SourceState,
    Standing,
)
from aggregator.store.activity import activity
from aggregator.store.gaps import lately_noticed
from aggregator.store.rows import chunks
from aggregator.store.states import state_of, values_of
from aggregator.store.tables import ledger as ledgers
from aggregator.store.tables import posts, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAYS = 7  # over which a source's pace and gaps are told
_NEVER = (None, None)

# What each look says, be there news or not: made once, for SQLAlchemy takes longer to
# make a statement than SQLite to run it.
_FIGURES = tuple(each.name for each in fields(Ledger))
_STATES = select(sources).where(
    sources.c.source.in_(bindparam("sources", expanding=True))
)
_CHANGED = update(sources).where(sources.c.source == bindparam("of"))
_ADDED = (
    update(ledgers)
    .where(ledgers.c.source == bindparam("of"), ledgers.c.day == bindparam("on"))
    .values({each: ledgers.c[each] + bindparam(f"more_{each}") for each in _FIGURES})
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source whose time has come."""

    source: Source
    next_look: datetime | None  # when it was to be; None: it was never looked at
    last_look: datetime | None


class Sources:
    """The sources, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take_due(self, sources: Iterable[Source], now: datetime) -> list[SourceState]:
        """Return the states of those of `sources` whose time has come.

        The next look of each is put off by its own pace, here and now: neither a crash
        nor two ticks that overlap can make us ask an outlet twice.
        """
        due = [each.source for each in self.waiting(sources, now)]
        states = self._states(each.id for each in due)
        taken = [_taken(states[each.id], each, now) for each in due]
        for state in taken:
            self._keep(state)
        return taken

    def waiting(self, asked: Iterable[Source], now: datetime) -> list[Waiting]:
        """Return those of `asked` whose time has come, in their order."""
        query = select(sources.c.source, sources.c.next_look, sources.c.last_look)
        times = {
            row.source: (row.next_look, row.last_look)
            for row in self._connection.execute(query)
        }
        waiting = (Waiting(each, *times.get(each.id, _NEVER)) for each in asked)
        return [each for each in waiting if _is_due(each, now)]

    def muted(self) -> dict[SourceId, str | None]:
        """Return the sources that are gone for good, and which address was asked."""
        query = select(sources.c.source, sources.c.asked)
        rows = self._connection.execute(query.where(sources.c.muted.is_not(None)))
        return {row.source: row.asked for row in rows}

    def state(self, source: SourceId) -> SourceState:
        """Return what is remembered of `source`, be it nothing."""
        return self._states([source])[source]

    def save(self, state: SourceState, ledger: Ledger, *, now: datetime) -> None:
        """Keep `state`, and add the figures of one look to the source's day."""
        self._keep(state)
        today = now.astimezone(UTC).date()
        figures = {each: getattr(ledger, each) for each in _FIGURES}
        more = {f"more_{name}": figure for name, figure in figures.items()}
        key = {"of": state.source, "on": today}
        if not self._connection.execute(_ADDED, key | more).rowcount:
            fresh = {"source": state.source, "day": today, **figures}
            self._connection.execute(insert(ledgers), fresh)

    def standings(self, sources: Iterable[Source], now: datetime) -> list[Standing]:
        """Return how each of `sources` is doing, in their order."""
        asked = list(sources)
        states = self._states(each.id for each in asked)
        sums = self._ledgers()
        held = self._posts()
        week = now - timedelta(days=_DAYS)
        gaps = lately_noticed(self._connection, states, week)
        lately = self._posts(posts.c.first_seen >= week)
        days = self._days(now)
        return [
            Standing(
                source=each,
                state=states[each.id],
                ledger=sums.get(each.id, Ledger()),
                posts=held.get(each.id, 0),
                posts_per_day=lately.get(each.id, 0) / days.get(each.id, _DAYS),
                gaps=gaps.get(each.id, ()),
            )
            for each in asked
        ]

    def ledger(self, source: SourceId) -> Ledger:
        """Return where all posts of `source` went, since the beginning."""
        return self._ledgers(ledgers.c.source == source).get(source, Ledger())

    def activity(
        self, ids: Iterable[SourceId], since: datetime
    ) -> dict[SourceId, Activity]:
        """Return what each source did in the 24 hours that begin with `since`."""
        return activity(self._connection, ids, since)

    def _states(self, ids: Iterable[SourceId]) -> dict[SourceId, SourceState]:
        states = {each: SourceState(source=each) for each in ids}
        for chunk in chunks(list(states)):
            for row in self._connection.execute(_STATES, {"sources": chunk}):
                states[row.source] = state_of(row)
        return states

    def _keep(self, state: SourceState) -> None:
        """Change the row of a source, or make it: there is one writer at a time."""
        values = values_of(state)
        changed = self._connection.execute(_CHANGED, {"of": state.source, **values})
        if not changed.rowcount:
            self._connection.execute(insert(sources), values)

    def _ledgers(self, *where: ColumnElement[bool]) -> dict[SourceId, Ledger]:
        sums = (func.sum(ledgers.c[each]) for each in _FIGURES)
        query = select(ledgers.c.source, *sums).where(*where)
        return {
            source: Ledger(**dict(zip(_FIGURES, total, strict=True)))
            for source, *total in self._connection.execute(
                query.group_by(ledgers.c.source)
            )
        }

    def _days(self, now: datetime) -> dict[SourceId, int]:
        """Return for how many days sources have been followed, seven at most."""
        query = select(ledgers.c.source, func.min(ledgers.c.day).label("first"))
        return {
            row.source: min(_DAYS, max(1, (now.date() - row.first).days + 1))
            for row in self._connection.execute(query.group_by(ledgers.c.source))
        }

    def _posts(self, *where: ColumnElement[bool]) -> dict[SourceId, int]:
        number = func.count().label("number")
        query = select(posts.c.source, number).where(*where)
        rows = self._connection.execute(query.group_by(posts.c.source))
        return {row.source: row.number for row in rows}


def _is_due(waiting: Waiting, now: datetime) -> bool:
    """Return whether to look; a clock that was set back must not put us to sleep."""
    last, next_ = waiting.last_look, waiting.next_look
    set_back = last is not None and last - now > waiting.source.every
    return next_ is None or next_ <= now or set_back


def _taken(state: SourceState, source: Source, now: datetime) -> SourceState:
    last = state.last_look
    return replace(
        state,
        next_look=now + source.every,
        last_look=None if last is None else min(last, now),
    )
