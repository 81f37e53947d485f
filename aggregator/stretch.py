"""A stretch of the timeline of which not every entry is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from aggregator.model import Entry, EntryId, Timeline

Read: TypeAlias = Callable[[EntryId | None, int], Timeline]
"""The id of an entry, or None for the top, and a number -> so many entries below it."""

Wanted: TypeAlias = Callable[[Entry], bool]

_STEP = 300  # entries that are read at once
_STEPS = 40  # and how often: a rule that hardly any entry meets must end, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was wanted, and where there may be more of it."""

    timeline: Timeline
    below: EntryId | None  # None: there is no more


def stretch(
    read: Read,
    wanted: Wanted,
    *,
    most: int,
    before: EntryId | None = None,
    step: int = _STEP,
) -> Stretch:
    """Return the next entries that are wanted, newest first.

    The timeline's `updated` is that of all entries, wanted or not: of those wanted
    alone it would go back, as soon as the newest of them is wanted no more.

    Args:
        read: reads on.
        wanted: tells which.
        most: how many at most.
        before: only those below this one; None: from the top.
        step: how many are read at once.
    """
    first = timeline = read(before, step)
    chosen = list(filter(wanted, timeline.entries))
    for _ in range(_STEPS - 1):
        if len(chosen) > most or len(timeline.entries) < step:
            break
        timeline = read(timeline.entries[-1].id, step)
        chosen += filter(wanted, timeline.entries)
    below = timeline.entries[-1].id if len(timeline.entries) == step else None
    if len(chosen) > most:
        below = chosen[most - 1].id
    return Stretch(timeline=replace(first, entries=tuple(chosen[:most])), below=below)
