"""What a person rules over the judge: posts are merged, split, or kept apart for ever.

Where every post belongs is worked out anew from where the judge had put it and from all
rulings, in the order in which they were made: so the last word counts, and what is
undone is as if it had never been said.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from aggregator.errors import StoreError
from aggregator.evidence import Override

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.evidence import Ruling
    from aggregator.model import PostId
    from aggregator.store.overrides import Place
    from aggregator.store.unit import Unit


def decide(
    unit: Unit, ruling: Ruling, post: PostId, other: PostId, now: datetime
) -> Override:
    """Rule over posts, and put them where they belong from now on.

    A merge makes all posts of the later entry echoes of the earlier one's lead. A split
    takes a post, and what had joined it, out of the entry that it is in. What was ruled
    already is not ruled again.

    Args:
        unit: one that writes.
        ruling: what is decided.
        post: one that is held.
        other: another one; of a split it is not asked, the lead is meant.
        now: when it was decided.

    Raises:
        StoreError: it cannot be ruled, in plain words; nothing was changed.
    """
    places = {each.post: each for each in unit.overrides.places([post, other])}
    if ruling == "split":
        other = _left(places, post)
    _refuse_strangers(places, post, other)
    rulings = unit.overrides.all()
    if found := _ruled_already(rulings, ruling, {post, other}):
        return found
    if ruling == "merge":
        _refuse_what_is_kept_apart(places, rulings, post, other)
    override = Override(ruling=ruling, post=post, other=other, made=now)
    kept = unit.overrides.add(override)
    _settle(unit, kept, now)
    return kept


def undo(unit: Unit, number: int, now: datetime) -> Override:
    """Take a ruling back; return it. Posts go where they were but for it.

    Raises:
        StoreError: there is no ruling of this number.
    """
    taken_back = unit.overrides.remove(number)
    _settle(unit, taken_back, now)
    return taken_back


def belonging(
    places: Sequence[Place], rulings: Iterable[Override]
) -> dict[PostId, PostId]:
    """Return the lead of each post: itself, where it leads.

    The lead of an entry is the one that came first of those that the judge let lead.

    Args:
        places: where the judge had put posts.
        rulings: in the order in which they were made.
    """
    ages = {each.post: each.age for each in places}
    homes = {each.post: each.home for each in places}
    entries = dict(homes)  # by post; what stands in it is only a name
    names = (f"apart {number}" for number in count())
    for each in rulings:
        if not {each.post, each.other} <= ages.keys():
            continue
        here, there = entries[each.post], entries[each.other]
        if each.ruling == "merge":
            joining = {post for post, entry in entries.items() if entry == there}
            entries |= dict.fromkeys(joining, here)
        elif here == there:
            later = max(each.post, each.other, key=ages.__getitem__)
            leaving = {p for p, e in entries.items() if e == here and homes[p] == later}
            entries |= dict.fromkeys({later, *leaving}, next(names))
    leads: dict[str, PostId] = {}
    for post in sorted(ages, key=lambda each: (homes[each] != each, ages[each])):
        leads.setdefault(entries[post], post)
    return {post: leads[entry] for post, entry in entries.items()}


def _settle(unit: Unit, ruling: Override, now: datetime) -> None:
    """Move what belongs elsewhere, of all that people ever ruled over."""
    rulings = unit.overrides.every()
    ends = {end for each in (*rulings, ruling) for end in (each.post, each.other)}
    places = unit.overrides.places(ends)
    leads = belonging(places, rulings)
    moves = {p.post: leads[p.post] for p in places if leads[p.post] != p.lead}
    if moves:
        unit.overrides.move(moves, now)


def _left(places: Mapping[PostId, Place], post: PostId) -> PostId:
    """Return the lead of the entry that `post` is to leave."""
    place = places.get(post)
    if place is None:
        message = f"no post is held under {post}"
        raise StoreError(message)
    if place.lead == post:
        message = f"{post} leads its entry: split off the posts that joined it"
        raise StoreError(message)
    return place.lead


def _refuse_strangers(
    places: Mapping[PostId, Place], post: PostId, other: PostId
) -> None:
    for each in (post, other):
        if each not in places:
            message = f"no post is held under {each}"
            raise StoreError(message)
    if post == other:
        message = f"a ruling is about two posts; {post} is one"
        raise StoreError(message)


def _ruled_already(
    rulings: Iterable[Override], ruling: Ruling, pair: set[PostId]
) -> Override | None:
    same = (e for e in rulings if e.ruling == ruling and {e.post, e.other} == pair)
    return next(same, None)


def _refuse_what_is_kept_apart(
    places: Mapping[PostId, Place],
    rulings: Iterable[Override],
    post: PostId,
    other: PostId,
) -> None:
    """Refuse to merge entries with posts that a person keeps apart.

    Of the two posts themselves the last word counts.
    """
    sides = {places[post].lead, places[other].lead}
    for each in rulings:
        ends = {each.post, each.other}
        if each.ruling == "merge" or ends == {post, other}:
            continue
        if {places[end].lead for end in ends if end in places} == sides:
            message = (
                f"ruling {each.number} keeps {each.post} and {each.other} apart, "
                "which this would join: undo it first"
            )
            raise StoreError(message)
