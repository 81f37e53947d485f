"""The words of manners: what outlets ask of us, and how their hosts are treated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """When an outlet says that it will have news: no duties, within bounds."""

    fresh_until: datetime | None = None  # HTTP: until then the answer is the same
    pause: timedelta | None = None  # the feed: how long between two looks
    skip: tuple[str, ...] = ()  # the feed, in GMT: "0" to "23", "Monday" to "Sunday"


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A source that its outlet says has moved for good."""

    to: str
    since: datetime  # when it first said so
    count: int = 1  # answers in a row that agree


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What came from a host within one minute."""

    minute: int  # since 1970
    amount: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What is remembered of a host, for all its sources.

    Its robots.txt is one for each origin: of that, only the rules are remembered.
    """

    name: str  # or its origin
    rest_until: datetime | None = None  # before, nothing there is asked
    refusals: int = 0  # of 429 and 503, in a row
    robots: str | None = None  # the rules of its robots.txt; None: never asked
    robots_until: datetime | None = None  # then they are to be asked anew
    spent: tuple[Spending, ...] = ()  # within the last hour, the oldest first
