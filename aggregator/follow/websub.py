"""What becomes of a subscription: asked for, verified, renewed, given up.

W3C Recommendation WebSub; the sections named are its. Nothing here is worth a lost
post: whatever a hub does, its source is looked at all the same.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from aggregator.subscription import Hub, Mode, Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LEASE = timedelta(days=10)
"""What a hub is asked for; it may grant less, or more."""

PATIENCE = timedelta(minutes=15)
"""In which a hub has to verify what it was asked."""

_UNTOLD = timedelta(days=1)  # taken for the lease of a hub that tells none
_LONGEST = timedelta(days=365)
_SOONEST = timedelta(minutes=1)  # after which a lease is renewed, however short
_RENEWED = 0.8  # of a lease, before it is renewed, and up to a tenth more
_FIRST_RETRY = timedelta(minutes=5)
_LAST_RETRY = timedelta(days=1)
_DENIED = timedelta(days=1)  # before a hub that says no is asked again
_DENIED_LONGEST = timedelta(days=30)
_FAREWELLS = 3  # attempts to unsubscribe
_SUSPICIOUS = 5  # looks in a row that found what the hub kept from us
_TRUST = timedelta(hours=6)  # in a hub after news: then it has to bring some again

# Section 7.1: with SHA-1, who has the secret alone can sign, its collisions or not.
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_STEPS = 1 << 32  # of a CRC


def begun(
    source: str, hub: Hub, *, token: str, secret: str, now: datetime
) -> Subscription:
    """Return a subscription to what a feed advertises, still to be asked for.

    Args:
        source: whose feed it is.
        hub: that has an address; of several, the first is asked.
        token: that cannot be guessed.
        secret: likewise; less than 200 bytes (section 5.1).
        now: when to ask.
    """
    return Subscription(
        token=token,
        source=source,
        hub=hub.urls[0],
        topic=hub.topic,
        secret=secret,
        stage="wanted",
        due=now,
    )


def is_for(known: Subscription, hub: Hub) -> bool:
    """Tell whether a subscription is to what a feed advertises now."""
    wanted = known.stage != "leaving"
    return wanted and known.topic == hub.topic and known.hub in hub.urls


def wish(known: Subscription) -> Mode | None:
    """Return what to ask the hub for, now that a subscription is due.

    None: nothing; it has not verified in time what it was asked before.
    """
    if known.asked_at is not None:
        return None
    return "unsubscribe" if known.stage == "leaving" else "subscribe"


def acted(known: Subscription, now: datetime) -> Subscription | None:
    """Return what becomes of a subscription that is due; None: it is over.

    What is asked for is pending before the hub hears of it: many verify meanwhile.
    """
    if known.asked_at is not None:
        return failed(known, "its hub did not verify what we asked for", now)
    goes_on = known.stage == "leaving" or _is_alive(known, now)
    stage = known.stage if goes_on else "asked"
    return replace(known, stage=stage, asked_at=now, due=now + PATIENCE)


def request(known: Subscription, mode: Mode, callback: str) -> Mapping[str, str]:
    """Return the form that a hub is sent (section 5.1).

    Args:
        known: the subscription.
        mode: what is asked for.
        callback: where the hub reaches us.
    """
    form = {"hub.callback": callback, "hub.mode": mode, "hub.topic": known.topic}
    if mode == "unsubscribe":
        return form
    lease = str(int(LEASE.total_seconds()))
    return {**form, "hub.secret": known.secret, "hub.lease_seconds": lease}


def failed(known: Subscription, reason: str, now: datetime) -> Subscription | None:
    """Return a subscription after its hub has refused, or has not answered.

    One that was verified meanwhile is as it was.
    """
    if known.asked_at is None:
        return known
    failures = known.failures + 1
    if known.stage == "leaving" and failures >= _FAREWELLS:
        return None
    goes_on = known.stage == "leaving" or _is_alive(known, now)
    pause = min(_FIRST_RETRY * (1 << min(failures - 1, 16)), _LAST_RETRY)
    return replace(
        known,
        stage=known.stage if goes_on else "wanted",
        due=now + pause * (1 + _drawn(known, now)),
        asked_at=None,
        failures=failures,
        reason=reason,
    )


def confirms(known: Subscription, asked: Mapping[str, str]) -> bool:
    """Tell whether what a hub verifies is what we asked it for (section 5.3.1)."""
    mode = "unsubscribe" if known.stage == "leaving" else "subscribe"
    pending = known.asked_at is not None
    return pending and asked.get("hub.mode") == mode and _is_its(known, asked)


def confirmed(known: Subscription, lease: str, now: datetime) -> Subscription | None:
    """Return a subscription that its hub has verified; None: it is over, as wanted.

    Args:
        known: the subscription.
        lease: its length, as the hub tells it: in seconds.
        now: since when.
    """
    if known.stage == "leaving":
        return None
    lasts = _lease(lease)
    return replace(
        known,
        stage="alive",
        due=now + max(lasts * (_RENEWED + _drawn(known, now)), _SOONEST),
        asked_at=None,
        ends_at=now + lasts,
        failures=0,
        missed=0,
        reason=None,
    )


def is_denied(known: Subscription, asked: Mapping[str, str]) -> bool:
    """Tell whether a hub says that it will not tell us of news, or no more."""
    return asked.get("hub.mode") == "denied" and _is_its(known, asked)


def denied(known: Subscription, why: str, now: datetime) -> Subscription | None:
    """Return a subscription that its hub denies: it is asked again after days.

    Args:
        known: the subscription.
        why: as the hub tells it; may be empty.
        now: when it did.
    """
    if known.stage == "leaving":
        return None
    pause = min(_DENIED * (1 << min(known.failures, 8)), _DENIED_LONGEST)
    return replace(
        known,
        stage="wanted",
        due=now + pause * (1 + _drawn(known, now)),
        asked_at=None,
        ends_at=None,
        failures=known.failures + 1,
        reason=f"its hub says no: {why}" if why else "its hub says no",
    )


def left(known: Subscription, now: datetime) -> Subscription | None:
    """Return a subscription that is not wanted any more; None: nobody need be told."""
    if known.stage == "leaving":
        return known
    if known.ends_at is None or known.ends_at <= now:
        return None
    return replace(known, stage="leaving", due=now, asked_at=None, failures=0)


def is_signed(known: Subscription, signature: str, body: bytes) -> bool:
    """Tell whether the hub has signed what came (section 7.1), in constant time.

    Args:
        known: whose secret it is.
        signature: the header X-Hub-Signature, "method=hex".
        body: as it came.
    """
    method, _, told = signature.strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    ours = hmac.new(known.secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(ours.encode(), told.strip().lower().encode())


def heard(known: Subscription, now: datetime) -> Subscription:
    """Return a subscription that has brought news."""
    return replace(known, heard_at=now, missed=0)


def trusted_until(known: Subscription, now: datetime) -> datetime:
    """Return until when news spare looks; no longer than the lease lasts."""
    if known.stage != "alive" or known.ends_at is None:
        return now
    return min(known.ends_at, now + _TRUST)


def takes(known: Subscription) -> bool:
    """Tell whether news may come: its hub has verified it once, and it is wanted."""
    return known.stage != "leaving" and known.ends_at is not None


def missed(known: Subscription, now: datetime) -> Subscription:
    """Return a subscription after a look that found what its hub had not told.

    The hub may be about to tell; but not time after time. Then it is asked anew.
    """
    if known.stage != "alive":
        return known
    times = known.missed + 1
    if times < _SUSPICIOUS:
        return replace(known, missed=times)
    return replace(
        known,
        stage="wanted",
        due=now + _LAST_RETRY * (1 + _drawn(known, now)),
        asked_at=None,
        missed=0,
        reason=f"{times} looks in a row found what its hub had not told",
    )


def told(known: Subscription, now: datetime) -> str:
    """Return how a subscription stands, in one line for the operator."""
    words = {
        "wanted": f"will be asked {_when(known.due, now)}",
        "asked": "has been asked, and has to verify it",
        "alive": f"tells of news; {_until(known, now)}",
        "leaving": "is being told that we want no more",
    }
    parts = [f"hub {known.hub} {words[known.stage]}"]
    if known.heard_at is not None:
        parts.append(f"news came last {_when(known.heard_at, now)}")
    if known.missed:
        parts.append(f"{known.missed} looks since found what it had not told")
    if known.reason is not None:
        parts.append(known.reason)
    return "; ".join(parts)


def _is_alive(known: Subscription, now: datetime) -> bool:
    return known.stage == "alive" and known.ends_at is not None and known.ends_at > now


def _is_its(known: Subscription, asked: Mapping[str, str]) -> bool:
    return asked.get("hub.topic") == known.topic


def _lease(seconds: str) -> timedelta:
    if not (seconds.isascii() and seconds.isdecimal()):
        return _UNTOLD
    return timedelta(seconds=min(int(seconds[:12]), _LONGEST.total_seconds()))


def _drawn(known: Subscription, now: datetime) -> float:
    """Return up to a tenth, another each time: leases of one day end on many."""
    drawn = crc32(f"{known.token} {now.isoformat()}".encode())
    return drawn / _STEPS / 10


def _until(known: Subscription, now: datetime) -> str:
    ends = known.ends_at or now
    return f"its lease ends {_when(ends, now)}"


def _when(time: datetime, now: datetime) -> str:
    minutes = round(abs(time - now).total_seconds() / 60)
    return f"{minutes} min ago" if time < now else f"in {minutes} min"
