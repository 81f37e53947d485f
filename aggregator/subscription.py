"""The words of WebSub: whom a feed names to tell of its news, and what we asked there.

W3C Recommendation of 23 January 2018. What becomes of them is told in `follow.websub`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

Mode: TypeAlias = Literal["subscribe", "unsubscribe"]
"""What a hub is asked for."""

Step: TypeAlias = Literal["wanted", "asked", "alive", "leaving"]
"""How far a subscription has come: the hub is to be asked; it has to verify that it was
us; it tells us of news; it is to be told that we want no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """What a feed advertises (section 4)."""

    urls: tuple[str, ...] = ()  # of hubs that each do; empty: it has none
    topic: str = ""  # the feed's own address, as hubs know it


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """News of one feed, as one hub tells them to one address of ours."""

    token: str  # the end of that address: who knows it has it from us, or the hub
    source: str
    hub: str
    topic: str
    secret: str  # that the hub signs with
    stage: Step
    due: datetime  # when next to do something about it
    asked_at: datetime | None = None  # what the hub has not verified yet; None: it has
    ends_at: datetime | None = None  # of the lease; None: there is none
    heard_at: datetime | None = None  # when news came last
    failures: int = 0  # to subscribe or to renew, in a row
    missed: int = 0  # looks in a row that found what the hub had not told
    reason: str | None = None  # of the last failure
