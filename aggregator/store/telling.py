"""Tell the rows of entries as readers shall see them: who joined, what each follows."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Connection, Select, func, select

from aggregator.evidence import Voice
from aggregator.model import Carrier, Echoed, Entry, Reference, Reissued
from aggregator.store.minting import whole
from aggregator.store.rows import AnyRow, chunks, post_of
from aggregator.store.tables import carriers, entries, posts, revisions
from aggregator.text.words import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Revisions: TypeAlias = Mapping[int, Sequence[AnyRow]]

SIGNIFICANT = ("correction", "retraction")
"""What an edit does that readers of the earlier words must be told."""

_OF_ENTRY = ("uid", "published", "updated", "first_seen", "surfaced", "follows_url")


@dataclass(frozen=True, slots=True)
class Company:
    """What else is known of some leads, by their rows."""

    revisions: Revisions  # significant ones, and the last of each
    echoes: Mapping[int, Sequence[Echoed]] = field(default_factory=dict)
    carriers: Mapping[int, Sequence[Carrier]] = field(default_factory=dict)


@functools.cache  # to write it takes as long as to ask it
def with_followed() -> Select[Any]:
    """Select entries, newest first, with their posts and what they follow."""
    followed, lead = entries.alias("followed"), posts.alias("followed_lead")
    return (
        select(
            posts,
            *(entries.c[each].label(f"entry_{each}") for each in _OF_ENTRY),
            followed.c.uid.label("followed_uid"),
            *(
                lead.c[each].label(f"followed_{each}")
                for each in ("title", "text", "outlet")
            ),
        )
        .join(posts, posts.c.id == entries.c.post_id)
        .outerjoin(followed, followed.c.id == entries.c.follows_id)
        .outerjoin(lead, lead.c.id == followed.c.post_id)
        .order_by(entries.c.surfaced.desc(), entries.c.id.desc())
    )


def told(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Entry, ...]:
    """Return the entries in rows of `with_followed`, in a few statements for all."""
    leads = [row.id for row in rows]
    company = Company(
        _revisions(connection, leads),
        _echoes(connection, leads),
        _carriers(connection, leads),
    )
    return tuple(_entry(row, company) for row in rows)


def told_alone(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Entry, ...]:
    """Return the same, as if no post had joined any; who came with one is told."""
    leads = [row.id for row in rows]
    company = Company(
        _revisions(connection, leads), carriers=_carriers(connection, leads)
    )
    return tuple(_entry(row, company) for row in rows)


def references() -> Select[Any]:
    """Select what `reference` needs of an entry that is linked to."""
    words = (posts.c[each] for each in ("title", "text", "outlet", "url"))
    return select(entries.c.uid, *words).join(posts, posts.c.id == entries.c.post_id)


def reference(row: AnyRow) -> Reference:
    """Return the link to the entry in a row of `references`."""
    return Reference(
        id=row.uid,
        url=row.url,
        title=row.title or first_sentence(row.text),
        outlet=row.outlet,
    )


def _echoes(connection: Connection, leads: Iterable[int]) -> dict[int, list[Echoed]]:
    echoes = defaultdict(list)
    query = select(posts).order_by(posts.c.first_seen, posts.c.id)
    for chunk in chunks(leads):
        for row in connection.execute(query.where(posts.c.lead_id.in_(chunk))):
            echoes[row.lead_id].append(_echoed(row))
    return echoes


def _carriers(connection: Connection, leads: Iterable[int]) -> dict[int, list[Carrier]]:
    joined = defaultdict(list)
    query = select(carriers).order_by(carriers.c.id)
    for chunk in chunks(leads):
        for row in connection.execute(query.where(carriers.c.lead_id.in_(chunk))):
            carrier = Carrier(
                outlet=row.outlet, url=row.url, voice=row.voice, at_once=row.at_once
            )
            joined[row.lead_id].append(carrier)
    return joined


def _revisions(connection: Connection, leads: Iterable[int]) -> Revisions:
    """Return what is told of edits: the significant ones and the last, in order."""
    post, number = revisions.c.post_id, revisions.c.number
    other = revisions.alias("other")
    last = select(func.max(other.c.number)).where(other.c.post_id == post)
    query: Select[Any] = (
        select(post, number, revisions.c.change, revisions.c.replaced_at)
        .where((number == last.scalar_subquery()) | revisions.c.change.in_(SIGNIFICANT))
        .order_by(number)
    )
    found = defaultdict(list)
    for chunk in chunks(leads):
        for row in connection.execute(query.where(post.in_(chunk))):
            found[row.post_id].append(row)
    return found


def _reissued(edits: Sequence[AnyRow]) -> Reissued | None:
    significant = [each for each in edits if each.change in SIGNIFICANT]
    if not significant:
        return None
    *before, last = significant
    return Reissued(
        number=last.number,
        at=whole(last.replaced_at),
        change=last.change,
        before=before[-1].number if before else 0,
    )


def _entry(row: AnyRow, company: Company) -> Entry:
    edits = company.revisions.get(row.id, ())
    echoes = tuple(company.echoes.get(row.id, ()))
    voice = voice_of(row)
    return Entry(
        id=row.entry_uid,
        post=post_of(row),
        published=row.entry_published,
        updated=row.entry_updated,
        first_seen=row.entry_first_seen,
        surfaced=row.entry_surfaced,
        follows=None if row.followed_uid is None else _followed(row),
        echoes=echoes,
        carriers=tuple(company.carriers.get(row.id, ())),
        revisions=edits[-1].number if edits else 0,
        change=edits[-1].change if edits else None,
        reissued=_reissued(edits),
        withdrawn=row.withdrawn,
        voice=voice,
        independent=len({voice.name, *(each.voice.name for each in echoes)}),
    )


def _followed(row: AnyRow) -> Reference:
    return Reference(
        id=row.followed_uid,
        url=row.entry_follows_url,
        title=row.followed_title or first_sentence(row.followed_text),
        outlet=row.followed_outlet,
    )


def _echoed(row: AnyRow) -> Echoed:
    return Echoed(
        post=post_of(row),
        first_seen=row.first_seen,
        likeness=row.likeness,
        reasons=row.reasons,
        voice=voice_of(row),
    )


def voice_of(row: AnyRow) -> Voice:
    """Return who speaks; of rows older than voices, the outlet is all that is known."""
    return Voice(publisher=row.publisher or row.outlet, wire=row.wire)
