"""How soon to look again at a source that fails."""

from __future__ import annotations

from datetime import timedelta

_LONGEST = timedelta(hours=1)
_DOUBLINGS = 32  # of a microsecond make more than an hour, of an hour no overflow


def pause_after(every: timedelta, failures: int) -> timedelta:
    """Return how long to leave a source alone after `failures` in a row.

    Its own pace, doubled for each failure, but no more than an hour; a source whose
    own pace is slower than that keeps it. There is no other retry: the next look is
    the retry (docs/decisions/0001-one-lane.md).
    """
    if every >= _LONGEST:
        return every
    return min(every * (1 << min(failures, _DOUBLINGS)), _LONGEST)
