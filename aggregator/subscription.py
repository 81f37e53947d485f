"""The words of WebSub: whom a feed names to tell of its news, and who asked to be told.

W3C Recommendation of 23 January 2018. What becomes of what we asked of others is told
in `follow.websub`; of what others asked of us, in `hub.terms`.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Who is told of each change of one of our feeds, by our own hub.

    There is one for each topic and callback.
    """

    topic: str  # the feed's own address, as it says itself
    callback: str  # where it is told
    secret: str  # that what it is told is signed with; empty: it is not signed
    created: datetime  # when it first confirmed that it wants this
    expires: datetime  # the end of the lease
    told: str = ""  # ETag of the last document that it took, or that it need not have
    failures: int = 0  # to tell it, in a row
    due: datetime | None = None  # not to be told before, after a failure
