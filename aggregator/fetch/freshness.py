"""What a request and its answer say about what we know already (RFC 9110, 8.8 and 13).

Validators come from strangers and go back to them, so they are bounded and safe in a
header both when they are taken and when they are sent; otherwise they are kept byte
for byte, however odd. One that is unfit is as good as none: the digest of the body
still spares us the reading.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from aggregator.model import Validators

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAFE = re.compile(r"[\x20-\x7e]{1,1000}")
_SECONDS = re.compile(r"[0-9]{1,100}")
_LONGEST_WAIT = timedelta(hours=24)  # what is longer is junk, or hostile


def request_headers(validators: Validators) -> dict[str, str]:
    """Return the headers that make a request conditional; none, if nothing is known."""
    headers = {
        "If-None-Match": _safe(validators.etag),
        "If-Modified-Since": _safe(validators.last_modified),
    }
    return {name: value for name, value in headers.items() if value is not None}


def validators_of(headers: Mapping[str, str], digest: str) -> Validators:
    """Return the validators of a new answer: what it does not state is dropped."""
    return Validators(
        etag=_safe(headers.get("etag")),
        last_modified=_safe(headers.get("last-modified")),
        digest=digest,
    )


def believed(told: Validators, known: Validators) -> Validators:
    """Return the validators of a new answer without those that are proven wrong.

    What stays the same while the body has changed confirms nothing: its 304 would
    hide posts. A weak ETag may stay the same (RFC 9110, section 8.8.1).
    """
    if known.digest in {None, told.digest}:
        return told
    lies = told.etag == known.etag and not (told.etag or "W/").startswith("W/")
    still = told.last_modified == known.last_modified and told.etag is None
    return replace(
        told,
        etag=None if lies else told.etag,
        last_modified=None if lies or still else told.last_modified,
    )


def refreshed(known: Validators, headers: Mapping[str, str]) -> Validators:
    """Return `known` as a 304 leaves it: only what it states anew is changed.

    RFC 9111, section 4.3.4.
    """
    return replace(
        known,
        etag=_safe(headers.get("etag")) or known.etag,
        last_modified=_safe(headers.get("last-modified")) or known.last_modified,
    )


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long we are asked to wait, at most a day; None if not told in earnest.

    RFC 9110, section 10.2.3: seconds, or a date.
    """
    told = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(told):
        seconds = min(int(told), int(_LONGEST_WAIT.total_seconds()))
        return timedelta(seconds=seconds)
    until = _date(told)
    if until is None or until <= now:
        return None
    return min(until - now, _LONGEST_WAIT)


def _date(told: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _safe(value: str | None) -> str | None:
    return value if value and _SAFE.fullmatch(value) else None
