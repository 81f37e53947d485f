"""Which of the sources that wait are looked at in one round."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.looks.look import Due
from aggregator.looks.state import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from aggregator.model import Source
    from aggregator.store.sources import Waiting
    from aggregator.store.unit import Unit

_LATE = timedelta(seconds=10)  # from which a look is one that was missed
_LONG = timedelta(days=7)  # longer than any pause between two looks
MOST = 20  # late looks that begin in one round, as long as that is no strain
_STRAIN = timedelta(seconds=1.2)  # between two rounds: they come once a second


def taken(
    unit: Unit, sources: Sequence[Source], now: datetime, room: int = MOST
) -> list[Due]:
    """Put off the next look of each source that is looked at now; return these.

    Of a source that is gone for good nothing is asked, until its address is changed.

    Args:
        unit: one that writes.
        sources: all that are followed.
        now: when that is.
        room: for how many that are late.
    """
    muted = unit.sources.muted()
    asked = [each for each in sources if muted.get(each.id, "") != address_of(each)]
    chosen = let_in(unit.sources.waiting(asked, now), now, room)
    by_id = {each.id: each for each in chosen}
    states = unit.sources.take_due(chosen, now)
    return [Due(by_id[each.source], each) for each in states]


def room(before: int, gap: timedelta, busy: int) -> int:
    """Return how many late looks may begin in this round.

    One more than before as long as rounds come on time, half as many if they do not,
    for then we have too much to do as it is: so those that are on time stay so.

    Args:
        before: of the round before.
        gap: since then; what is longer than a strain of ours is a pause of the clock.
        busy: how many looks are under way.
    """
    strained = _STRAIN < gap < _LATE
    more = before // 2 if strained else before + 1
    return max(min(more, MOST - busy), 1)


def let_in(waiting: Iterable[Waiting], now: datetime, room: int = MOST) -> list[Source]:
    """Return whom to look at now: all whose time has just come, and some of the late.

    After a start, or when a laptop wakes up, all sources are late at once: a thousand
    are spread over most of a minute, at a round a second, and over more where there is
    less `room`. Those of the highest priority come first, for they shall lead; then
    those that are looked at most often.
    """
    row = list(waiting)
    late = sorted((each for each in row if _is_late(each, now)), key=_rank)
    out = {each.source.id for each in late[room:]}
    return [each.source for each in row if each.source.id not in out]


def _is_late(waiting: Waiting, now: datetime) -> bool:
    return waiting.next_look is None or now - waiting.next_look > _LATE


def _rank(waiting: Waiting) -> tuple[int, timedelta]:
    next_, last = waiting.next_look, waiting.last_look
    pause = next_ - last if next_ is not None and last is not None else _LONG
    return -waiting.source.priority, pause
