"""Keep what is remembered of each source between two looks."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
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

from aggregator.liveblog import Life
from aggregator.model import (
    Ledger,
    Source,
    SourceId,
    SourceState,
    Standing,
    Validators,
)
from aggregator.store.gaps import lately_noticed
from aggregator.store.rows import AnyRow, Values, chunks
from aggregator.store.tables import ledger as ledgers
from aggregator.store.tables import posts, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAYS = 7  # over which a source's pace and gaps are told


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
        asked = list(sources)
        states = self._states(each.id for each in asked)
        taken = [
            _taken(states[each.id], each, now)
            for each in asked
            if _is_due(states[each.id], each, now)
        ]
        for state in taken:
            self._keep(state)
        return taken

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
                states[row.source] = _state(row)
        return states

    def _keep(self, state: SourceState) -> None:
        values = _values(state)
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


def _is_due(state: SourceState, source: Source, now: datetime) -> bool:
    """Return whether to look; a clock that was set back must not put us to sleep."""
    set_back = state.last_look is not None and state.last_look - now > source.every
    return state.next_look is None or state.next_look <= now or set_back


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


def _values(state: SourceState) -> Values:
    values = {
        each.name: getattr(state, each.name)
        for each in fields(state)
        if each.name not in {"validators", "life"}
    }
    life = {
        f"life_{each.name}": getattr(state.life, each.name, None)
        for each in fields(Life)
    }
    return values | asdict(state.validators) | life


def _state(row: AnyRow) -> SourceState:
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
    )


def _life(row: AnyRow) -> Life:
    return Life(stage=row.life_stage, since=row.life_since, reason=row.life_reason)
