"""What sources did of late: how many posts an hour, and how far behind the first."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from aggregator.model import Activity
from aggregator.store.rows import chunks
from aggregator.store.tables import posts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from aggregator.model import SourceId
    from aggregator.store.rows import AnyRow

_HOUR = timedelta(hours=1)
_HOURS = 24


def activity(
    connection: Connection, ids: Iterable[SourceId], since: datetime
) -> dict[SourceId, Activity]:
    """Return what each source did in the 24 hours that begin with `since`.

    A lag is told between two moments of ours, for outlets' claims of time differ in
    what they mean. What an outlet says twice in two sources of its own counts for none.
    """
    asked = dict.fromkeys(ids)
    until = since + _HOURS * _HOUR
    within = posts.c.first_seen.between(since, until)
    hours: dict[SourceId, Counter[int]] = defaultdict(Counter)
    query = select(posts.c.source, posts.c.first_seen).where(within)
    for chunk in chunks(asked):
        for source, seen in connection.execute(query.where(posts.c.source.in_(chunk))):
            hours[source][(seen - since) // _HOUR] += 1
    echoes = _echoes(connection, within)
    lags = defaultdict(list)
    firsts = defaultdict(set)
    for row in echoes:
        lags[row.source].append((row.first_seen - row.lead_seen).total_seconds())
        firsts[row.lead_source].add(row.lead_id)
    return {
        each: Activity(
            hours=tuple(hours[each][hour] for hour in range(_HOURS)),
            lag=median(lags[each]) if each in lags else None,
            first=len(firsts.get(each, ())),
            echoes=len(lags.get(each, ())),
        )
        for each in asked
    }


def _echoes(connection: Connection, within: ColumnElement[bool]) -> Iterable[AnyRow]:
    lead = posts.alias("lead")
    return connection.execute(
        select(
            posts.c.source,
            posts.c.first_seen,
            posts.c.lead_id,
            lead.c.source.label("lead_source"),
            lead.c.first_seen.label("lead_seen"),
        )
        .join(lead, lead.c.id == posts.c.lead_id)
        .where(within, lead.c.outlet != posts.c.outlet)
    )
