"""When that which is published last became another, restarts and all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.outputs import Told
from aggregator.publish.issues import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aggregator.model import EntryId
    from aggregator.publish.issues import Edition
    from aggregator.store.unit import Store


def last_changed(store: Store, told: Mapping[str, Told]) -> dict[str, datetime]:
    """Return when each of `told`, by name, last changed; it is kept from now on.

    What follows from many posts may become older as one of them goes: its own time
    must not. Nothing is written where nothing has changed.

    Raises:
        StoreError: the store cannot be read or written.
    """
    with store.reading() as unit:
        changed = unit.editions.changed(told)
    anew = {name: each for name, each in told.items() if name not in changed}
    if anew:
        with store.begin() as unit:
            changed |= unit.editions.keep(anew)
    return changed


def dated(
    store: Store,
    told: Edition,
    feed: EntryId,
    *beside: object,
    now: datetime,
    singly: bool = False,
) -> Edition:
    """Return what a feed tells with the moment at which it last became another.

    Args:
        store: where that moment is kept.
        told: its `modified` counts if the feed was never told before.
        feed: the feed's id.
        beside: what else is in its documents.
        now: when it is.
        singly: whether two changes within a second shall have two moments.

    Raises:
        StoreError: the store cannot be read or written.
    """
    digest = digest_of(*((each.id, each.updated) for each in told.issues), *beside)
    kept = {feed: Told(digest=digest, at=told.modified, now=now, singly=singly)}
    changed = last_changed(store, kept)[feed]
    return replace(told, updated=changed, modified=changed)
