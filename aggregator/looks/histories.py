"""How an entry came to be, gathered for its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.history import History, Joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.evidence import Decision
    from aggregator.model import Echoed, Entry, EntryId, PostId, Reference
    from aggregator.store.unit import Unit


def history(unit: Unit, entry: EntryId) -> History | None:
    """Return all that is known of `entry`, listed or not.

    Returns:
        None if there is no entry of this id.

    Raises:
        StoreError: the store cannot be read.
    """
    found = unit.entries.get(entry)
    if found is None:
        return None
    decision = unit.decisions.of(found.post.id)
    own = unit.entries.of(each.post.id for each in found.echoes)
    joined = tuple(_joined(unit, found, each, own) for each in found.echoes)
    posts = {found.post.id, *own}
    weighed = _weighed([decision, *(each.decision for each in joined)])
    return History(
        entry=found,
        decision=decision,
        versions=tuple(unit.posts.versions(found.post.id)),
        joined=joined,
        follow_ups=unit.entries.following(entry),
        now_in=unit.entries.now_in(entry),
        leads=unit.entries.of(weighed),
        rulings=tuple(
            each for each in unit.overrides.all() if posts & {each.post, each.other}
        ),
    )


def _joined(
    unit: Unit, entry: Entry, echoed: Echoed, own: dict[PostId, Reference]
) -> Joined:
    post = echoed.post.id
    return Joined(
        echoed=echoed,
        id=own[post].id,
        lag=echoed.first_seen.replace(microsecond=0) - entry.first_seen,
        decision=unit.decisions.of(post),
        versions=tuple(unit.posts.versions(post)),
    )


def _weighed(decisions: Iterable[Decision | None]) -> set[PostId]:
    return {each.lead for kept in decisions if kept for each in kept.weighed}
