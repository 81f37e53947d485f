"""Keep why each post became what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from aggregator.evidence import Decision
from aggregator.model import New
from aggregator.store.rows import chunks, digest_of
from aggregator.store.tables import decisions, posts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.model import Echo, PostId, Revision
    from aggregator.store.rows import Values


class Decisions:
    """The decisions, within one transaction.

    Args:
        connection: the transaction's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, post: PostId) -> Decision | None:
        """Return what decided about `post`, when it was first judged or last parted.

        None if it is not held, or older than decisions are kept.
        """
        query = (
            select(decisions)
            .join(posts, posts.c.id == decisions.c.post_id)
            .where(posts.c.digest == digest_of(post))
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return Decision(
            rule=row.rule, weighed=row.weighed, configuration=row.configuration
        )


def keep_decisions(
    connection: Connection,
    verdicts: Mapping[int, New | Echo | Revision],
    now: datetime,
    eager: Mapping[PostId, int] | None = None,
) -> None:
    """Write the decisions of verdicts; a later one takes the place of an earlier.

    Args:
        connection: the transaction's.
        verdicts: by the rows of their posts; an edit without a decision changes none.
        now: when it was decided.
        eager: the rows of the leads that new posts would join in an eager feed.
    """
    rows: list[Values] = []
    for row, verdict in verdicts.items():
        if verdict.decision is None:
            continue
        joins = verdict.eager if isinstance(verdict, New) else None
        rows.append(
            {
                "post_id": row,
                "rule": verdict.decision.rule,
                "weighed": verdict.decision.weighed,
                "configuration": verdict.decision.configuration,
                "decided": now,
                "eager_id": (eager or {}).get(joins) if joins else None,
            }
        )
    for chunk in chunks(each["post_id"] for each in rows):
        connection.execute(delete(decisions).where(decisions.c.post_id.in_(chunk)))
    if rows:
        connection.execute(insert(decisions), rows)
