"""Keep what is remembered of each source between two looks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    func,
    insert,
    select,
    update,
)

from aggregator.model import (
    Ledger,
    Source,
    SourceId,
    SourceState,
    Standing,
)
from aggregator.store.gaps import lately_noticed
from aggregator.store.rows import Values, chunks
from aggregator.store.states import state_of, values_of
from aggregator.store.tables import ledger as ledgers
from aggregator.store.tables import posts, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAYS = 7  # over which a source's pace and gaps are told
_NEVER = (None, None)


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
        day = {"source": state.source, "day": now.astimezone(UTC).date()}
        figures = asdict(ledger)
        more = {name: ledgers.c[name] + figure for name, figure in figures.items()}
        _upsert(self._connection, ledgers, day, more, day | figures)

    def standings(self, sources: Iterable[Source], now: datetime) -> list[Standing]:
        """Return how each of `sources` is doing, in their order."""
        asked = list(sources)
        states = self._states(each.id for each in asked)
        sums = self._ledgers()
        held = self._posts()
        week = now - timedelta(days=_DAYS)
        gaps = lately_noticed(self._connection, states, week)
        lately = self._posts(posts.c.first_seen >= week)
        return [
            Standing(
                source=each,
                state=states[each.id],
                ledger=sums.get(each.id, Ledger()),
                posts=held.get(each.id, 0),
                posts_per_day=lately.get(each.id, 0) / _DAYS,
                gaps=gaps.get(each.id, ()),
            )
            for each in asked
        ]

    def ledger(self, source: SourceId) -> Ledger:
        """Return where all posts of `source` went, since the beginning."""
        return self._ledgers(ledgers.c.source == source).get(source, Ledger())

    def _states(self, ids: Iterable[SourceId]) -> dict[SourceId, SourceState]:
        states = {each: SourceState(source=each) for each in ids}
        for chunk in chunks(list(states)):
            query = select(sources).where(sources.c.source.in_(chunk))
            for row in self._connection.execute(query):
                states[row.source] = state_of(row)
        return states

    def _keep(self, state: SourceState) -> None:
        values = values_of(state)
        name = {"source": state.source}
        _upsert(self._connection, sources, name, values, values)

    def _ledgers(self, *where: ColumnElement[bool]) -> dict[SourceId, Ledger]:
        figures = [each.name for each in fields(Ledger)]
        sums = (func.sum(ledgers.c[each]) for each in figures)
        query = select(ledgers.c.source, *sums).where(*where)
        return {
            source: Ledger(**dict(zip(figures, total, strict=True)))
            for source, *total in self._connection.execute(
                query.group_by(ledgers.c.source)
            )
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


def _upsert(
    connection: Connection, table: Table, key: Values, change: Values, fresh: Values
) -> None:
    """Change the row of `key`, or make it; there is only one writer at a time."""
    where = (table.c[name] == value for name, value in key.items())
    if not connection.execute(update(table).where(*where).values(change)).rowcount:
        connection.execute(insert(table).values(fresh))
