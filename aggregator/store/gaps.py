"""Keep the gaps: stretches of live blogs whose posts may have come and gone unseen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, insert, select, update

from aggregator.liveblog import Gap
from aggregator.store.rows import AnyRow, Values, chunks
from aggregator.store.tables import gaps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from aggregator.model import SourceId

_TOLD = 20  # gaps of one source, at most
_OPEN = (
    select(gaps)
    .where(gaps.c.source == bindparam("of"), gaps.c.noticed >= bindparam("since"))
    .where(gaps.c.filled.is_(None))
    .order_by(gaps.c.noticed.desc(), gaps.c.id.desc())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGap:
    """A gap that may yet be filled."""

    number: int  # by which it is known
    gap: Gap
    attempts: int  # that later looks have made to fill it


class Gaps:
    """The gaps, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, source: SourceId, gap: Gap) -> None:
        """Keep a gap that was noticed."""
        values = {
            "source": source,
            "after": gap.after,
            "before": gap.before,
            "noticed": gap.noticed,
            "reason": gap.reason,
            "attempts": 0,
            "filled": gap.filled,
        }
        self._connection.execute(insert(gaps).values(values))

    def open(self, source: SourceId, since: datetime) -> list[OpenGap]:
        """Return the gaps of `source` that are not filled, the last noticed first.

        Args:
            source: its id.
            since: none that were noticed before this.
        """
        rows = self._connection.execute(_OPEN, {"of": source, "since": since})
        return [
            OpenGap(number=row.id, gap=_gap(row), attempts=row.attempts) for row in rows
        ]

    def attempted(self, number: int, reason: str) -> None:
        """Write down why one more attempt did not fill a gap."""
        self._change(number, {"attempts": gaps.c.attempts + 1, "reason": reason})

    def fill(self, number: int, now: datetime) -> None:
        """Write down that the posts of a gap are held by now."""
        self._change(number, {"filled": now})

    def _change(self, number: int, values: Values) -> None:
        self._connection.execute(update(gaps).where(gaps.c.id == number).values(values))


def lately_noticed(
    connection: Connection, sources: Iterable[SourceId], since: datetime
) -> dict[SourceId, tuple[Gap, ...]]:
    """Return the gaps noticed since then, of each source the twenty that matter most.

    Those unfilled come first, then the last noticed.
    """
    weight = (gaps.c.filled.is_not(None), gaps.c.noticed.desc(), gaps.c.id.desc())
    rank = func.row_number().over(partition_by=gaps.c.source, order_by=weight)
    ranked = select(gaps, rank.label("rank")).where(gaps.c.noticed >= since)
    found: dict[SourceId, list[Gap]] = defaultdict(list)
    for chunk in chunks(sources):
        first = ranked.where(gaps.c.source.in_(chunk)).subquery()
        query = select(first).where(first.c.rank <= _TOLD).order_by(first.c.rank)
        for row in connection.execute(query):
            found[row.source].append(_gap(row))
    return {source: tuple(each) for source, each in found.items()}


def _gap(row: AnyRow) -> Gap:
    return Gap(
        after=row.after,
        before=row.before,
        noticed=row.noticed,
        reason=row.reason,
        filled=row.filled,
    )
