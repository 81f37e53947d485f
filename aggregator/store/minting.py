"""Give each post an entry of its own: id, times and place, once, for ever.

The entry of an echo is there and is not listed: so a feed that joins nothing has an id
for it, and it is the very same if the post comes to lead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Connection, bindparam, insert, select, update

from aggregator.store.columns import clean
from aggregator.store.rows import AnyRow, Values, chunks
from aggregator.store.tables import entries

if TYPE_CHECKING:
    from aggregator.model import EntryId, Post

# Never to be changed: with another one, a rebuilt database would give other ids.
_NAMESPACE = UUID("d6fb3b7d-f9a9-4da5-8a20-0c5ffc0c8a6c")

_TICK = timedelta(seconds=1)
_STALE = timedelta(days=180)

Place: TypeAlias = Callable[[datetime, datetime], datetime]
"""Where an entry surfaces in the timeline, from its time and the moment it appears."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When posts came, and where the entries that they are given surface."""

    now: datetime
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A post that leads an entry, or could."""

    row: int  # in the table of posts
    post: Post
    first_seen: datetime
    likeness: float = 0.0  # to what it follows
    reasons: tuple[str, ...] = ()  # why it is no echo
    shown: bool = True  # its entry is listed; of an echo it is not


def when_it_appears(_published: datetime, appears: datetime) -> datetime:
    """Surface now, however old the outlet's time is.

    A feed's window by count would otherwise drop a late post before anybody saw it.
    """
    return appears


def at_its_own_time(published: datetime, _appears: datetime) -> datetime:
    """Surface among the posts of its time: a first look must not flood the top."""
    return published


def whole(moment: datetime) -> datetime:
    """Return `moment` in whole seconds, which is all that feeds shall say."""
    return moment.replace(microsecond=0)


def later_of(now: datetime, *, before: datetime) -> datetime:
    """Return the new `updated` of an edited entry: it moves, and never back."""
    return max(whole(now), before + _TICK)


def random_id() -> EntryId:
    """Return an id that nothing else has."""
    return uuid4().urn


def mint(connection: Connection, leads: Sequence[Lead], moment: Moment) -> None:
    """Make an entry for each of `leads`, the last of them nearest to the top.

    Echoes have theirs too: see the top of this file.

    The id is derived from source and key at this moment only, so that a database that
    was lost and is filled again gives readers the ids they know. It is kept, never
    computed anew (docs/timeline-format.md, rule 1). If an entry has it already,
    chance decides.
    """
    if not leads:
        return
    wishes = [_derived_id(each.post) for each in leads]
    taken = _taken(connection, wishes)
    rows = []
    for lead, wish in zip(leads, wishes, strict=True):
        uid = random_id() if wish in taken else wish
        taken.add(uid)
        rows.append({"uid": uid, **_times(lead, moment), **_ties(lead)})
    connection.execute(insert(entries), rows)


def list_again(connection: Connection, leads: Iterable[int], moment: Moment) -> None:
    """List the entries of posts that lead from now on; ids and times published stay.

    One that was never listed surfaces like a new one; another is back in its place.
    """
    asked = ("id", "shown", "published", "updated", "surfaced")
    query = select(*(entries.c[each] for each in asked))
    listed = [
        {"row": row.id, **_again(row, moment)}
        for chunk in chunks(leads)
        for row in connection.execute(query.where(entries.c.post_id.in_(chunk)))
    ]
    if listed:
        again = update(entries).where(entries.c.id == bindparam("row"))
        connection.execute(again.values(shown=True), listed)


def _again(row: AnyRow, moment: Moment) -> Values:
    place = moment.place(row.published, whole(moment.now))
    return {
        "surfaced": row.surfaced if row.shown else place,
        "updated": later_of(moment.now, before=row.updated),
    }


def _derived_id(post: Post) -> EntryId:
    return uuid5(_NAMESPACE, clean(f"{post.source}\n{post.key}")).urn


def _taken(connection: Connection, ids: Sequence[EntryId]) -> set[EntryId]:
    return {
        uid
        for chunk in chunks(ids)
        for uid in connection.scalars(
            select(entries.c.uid).where(entries.c.uid.in_(chunk))
        )
    }


def _times(lead: Lead, moment: Moment) -> Values:
    """Clamp what the outlet claims to what can be (rules 4 and 19).

    Readers take no entry for new that is dated in the future or half a year back;
    some outlets date each post of a long story to its beginning.
    """
    seen, appears = whole(lead.first_seen), whole(moment.now)
    published = min(whole(lead.post.published or seen), seen)
    surfaced = moment.place(published, appears)
    if surfaced - published > _STALE:  # no time of something that is said only now
        published = seen
    claimed = whole(lead.post.updated or published)
    return {
        "published": published,
        "updated": max(published, min(claimed, appears)),
        "first_seen": seen,
        "surfaced": surfaced,
    }


def _ties(lead: Lead) -> Values:
    return {
        "post_id": lead.row,
        "follows_id": None,
        "follows_url": None,
        "likeness": lead.likeness,
        "reasons": lead.reasons,
        "shown": lead.shown,
    }
