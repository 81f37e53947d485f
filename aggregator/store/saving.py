"""Write the verdicts of one look."""

from __future__ import annotations

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

from aggregator.errors import StoreError
from aggregator.model import Echo, New, PostId, Revision, Same, Verdict
from aggregator.store.deciding import keep_decisions
from aggregator.store.minting import Lead, Moment, mint
from aggregator.store.noticing import notice
from aggregator.store.revising import revise
from aggregator.store.rows import Values, chunks, digest_of, values_of
from aggregator.store.tables import carriers, entries, posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime


def save(connection: Connection, verdicts: Sequence[Verdict], moment: Moment) -> None:
    """Write `verdicts`, which stand in the order of their document, top first.

    Entries are made from the bottom up, so that the top gets the highest number. Parted
    posts lead before new ones do; rows of new posts are there before those that echo
    them. A post that was withdrawn and is seen again stands again.

    Raises:
        StoreError: a new post is held already, or a revised one or a lead is not.
    """
    upwards = verdicts[::-1]
    edits = [each for each in upwards if isinstance(each, Revision)]
    first = [each for each in upwards if isinstance(each, New | Echo)]
    news = [each for each in first if isinstance(each, New)]
    notice(connection, (each.post for each in upwards if isinstance(each, Same)))
    revise(connection, edits, moment)
    _save_news(connection, news, moment.now)
    echoes = [each for each in first if isinstance(each, Echo)]
    _save_echoes(connection, echoes, moment.now, {each.post.id for each in news})
    _mint(connection, first, moment)
    _tie(connection, {e.post.id: e.follows for e in news if e.follows is not None})


def _save_news(connection: Connection, news: Sequence[New], now: datetime) -> None:
    # One by one in this order, if in one call: what makes the numbers grow upwards.
    if news:
        connection.execute(insert(posts), [_row(each, now) for each in news])


def _save_echoes(
    connection: Connection, echoes: Sequence[Echo], now: datetime, news: set[PostId]
) -> None:
    if not echoes:
        return
    said = {each.post.id: each.lead for each in echoes}
    leads = {each.post.id: _first_of(each.lead, said) for each in echoes}
    rows = _lead_rows(connection, leads.values())
    connection.execute(
        insert(posts),
        [
            _row(each, now)
            | {
                "lead_id": rows[leads[each.post.id]],
                "likeness": each.likeness,
                "reasons": each.reasons,
            }
            for each in echoes
        ],
    )
    led = ((each, leads[each.post.id]) for each in echoes)
    carried = [_carrier(each, rows[lead], at_once=lead in news) for each, lead in led]
    connection.execute(insert(carriers), carried)


def _carrier(echo: Echo, lead: int, *, at_once: bool) -> Values:
    return {
        "lead_id": lead,
        "outlet": echo.post.outlet,
        "url": echo.post.url,
        "voice": echo.voice.name or echo.post.outlet,
        "at_once": at_once,
    }


def _mint(
    connection: Connection, verdicts: Sequence[New | Echo], moment: Moment
) -> None:
    """Give each post its entry, upwards, and keep why it is listed or not."""
    rows = _rows(connection, (each.post.id for each in verdicts))
    mint(connection, [_lead(rows[e.post.id], e, moment) for e in verdicts], moment)
    eager = {e.eager for e in verdicts if isinstance(e, New) and e.eager}
    leads = _lead_rows(connection, eager)
    by_row = {rows[each.post.id]: each for each in verdicts}
    keep_decisions(connection, by_row, moment.now, leads)


def _lead(row: int, verdict: New | Echo, moment: Moment) -> Lead:
    leads = isinstance(verdict, New)
    return Lead(
        row=row,
        post=verdict.post,
        first_seen=moment.now,
        likeness=verdict.likeness if leads else 0.0,
        reasons=verdict.reasons if leads else (),
        shown=leads,
    )


def _row(verdict: New | Echo, now: datetime) -> Values:
    return {
        **values_of(verdict.post),
        "digest": digest_of(verdict.post.id),
        "first_seen": now,
        "lead_id": None,
        "likeness": 0.0,
        "reasons": (),
        "stems": verdict.stems or None,
        "publisher": verdict.voice.publisher or None,
        "wire": verdict.voice.wire,
    }


def _first_of(lead: PostId, said: Mapping[PostId, PostId]) -> PostId:
    """Return the lead of `lead`, if it is itself an echo of the same look."""
    met: set[PostId] = set()
    while lead in said and lead not in met:
        met.add(lead)
        lead = said[lead]
    return lead


def _lead_rows(connection: Connection, leads: Iterable[PostId]) -> dict[PostId, int]:
    """Return the rows of `leads`; an echo among them stands for its own lead."""
    return _rows(connection, leads, func.coalesce(posts.c.lead_id, posts.c.id))


def _rows(
    connection: Connection,
    ids: Iterable[PostId],
    row: ColumnElement[int] = posts.c.id,
) -> dict[PostId, int]:
    digests = {each: digest_of(each) for each in ids}
    query = select(posts.c.digest, row)
    found = {
        digest: row
        for chunk in chunks(digests.values())
        for digest, row in connection.execute(query.where(posts.c.digest.in_(chunk)))
    }
    if missing := [each for each in digests if digests[each] not in found]:
        message = f"no lead is held under {', '.join(missing)}"
        raise StoreError(message)
    return {each: found[digest] for each, digest in digests.items()}


def _tie(connection: Connection, follows: Mapping[PostId, PostId]) -> None:
    """Tie new entries to those that they follow, which may be of the same look."""
    if not follows:
        return
    rows = _lead_rows(connection, {*follows, *follows.values()})
    followed = entries.alias("followed")
    its_entry = select(followed.c.id).where(followed.c.post_id == bindparam("lead"))
    its_url = select(posts.c.url).where(posts.c.id == bindparam("lead"))
    connection.execute(
        update(entries)
        .where(entries.c.post_id == bindparam("row"))
        .values(
            follows_id=its_entry.scalar_subquery(),
            follows_url=its_url.scalar_subquery(),
        ),
        [{"row": rows[post], "lead": rows[lead]} for post, lead in follows.items()],
    )
