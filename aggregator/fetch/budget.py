"""What a host may be asked: when it wants rest, and how much it has given.

Pure: what is remembered of a host comes in, and goes out changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias
from zlib import crc32

from aggregator.manners import Spending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.manners import Host

Scope: TypeAlias = Literal["host", "feed"]
"""Whom a 429 or a 503 is about: all that the host serves, or the address asked."""

_HOUR = 60  # minutes
_SHORTEST_REST = timedelta(seconds=30)  # where a refusal does not say how long
_LONGEST_REST = timedelta(hours=1)  # likewise, however often it refuses
_DOUBLINGS = 7
_SPREAD = 10  # a tenth of a rest, over which those who waited come back
_WIDEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one host may be asked for at the most."""

    hourly: int = 1_000_000_000  # bytes in any sixty minutes
    scope: Scope = "host"


AMPLE = Budget()


class RestingError(Exception):
    """A host must not be asked now.

    Args:
        reason: why, fit for the operator.
        until: when it may be.
    """

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason, until)
        self.reason = reason
        self.until = until


def check(host: Host, budget: Budget, now: datetime) -> None:
    """Return if `host` may be asked.

    Raises:
        RestingError: it may not.
    """
    if host.rest_until is not None and now < host.rest_until:
        reason = f"{host.name} asked for rest (status 429 or 503)"
        raise RestingError(reason, host.rest_until)
    until = _affordable(host, budget, now)
    if until is not None:
        reason = f"{host.name} has given {budget.hourly:,} bytes within the hour"
        raise RestingError(reason, until)


def refused(host: Host, wait: timedelta | None, now: datetime) -> Host:
    """Return the host after a 429 or 503.

    Args:
        host: as it was.
        wait: for how long it asks to be left alone; None: it does not say.
        now: when.
    """
    doubled = _SHORTEST_REST * (1 << min(host.refusals, _DOUBLINGS))
    pause = min(doubled, _LONGEST_REST) if wait is None else wait
    until = max(now + pause, host.rest_until or now)
    return replace(host, rest_until=until, refusals=host.refusals + 1)


def answered(host: Host) -> Host:
    """Return the host after an answer that is no refusal."""
    return replace(host, refusals=0) if host.refusals else host


def paid(host: Host, amount: int, now: datetime) -> Host:
    """Return the host after it has given `amount` bytes; what is old is forgotten."""
    if not amount:
        return host
    minute = _minute(now)
    within = lately(host, now)
    before = sum(each.amount for each in within if each.minute == minute)
    kept = [each for each in within if each.minute != minute]
    spent = (*kept, Spending(minute=minute, amount=before + amount))
    return replace(host, spent=spent)


def lately(host: Host, now: datetime) -> Sequence[Spending]:
    """Return what the host has given within the last hour."""
    minute = _minute(now)
    # Of a clock that was set back, what lies ahead does not count.
    return [each for each in host.spent if minute - _HOUR <= each.minute <= minute]


def spread(pause: timedelta, name: str) -> timedelta:
    """Return what to wait beyond `pause`, so that not all come back at once.

    At most a tenth, and a minute; the same for the same name.
    """
    return min(pause / _SPREAD, _WIDEST) * (crc32(name.encode()) / 2**32)


def _affordable(host: Host, budget: Budget, now: datetime) -> datetime | None:
    """Return when the last hour's bytes are below the budget; None: they are now."""
    within = lately(host, now)
    left = sum(each.amount for each in within)
    until = None
    for each in within:
        if left < budget.hourly:
            break
        left -= each.amount
        until = datetime.fromtimestamp((each.minute + _HOUR + 1) * 60, UTC)
    return until


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60
