"""What the last address replied, made into the answer of the look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.fetch.freshness import (
    believed,
    refreshed,
    request_headers,
    retry_after,
    validators_of,
)
from aggregator.fetch.hints import fresh_until, stated
from aggregator.fetch.hubs import advertised
from aggregator.fetch.reasons import Unusable, printable, status_in_words
from aggregator.model import Answer, Document, Redirect, Source, Validators

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_SUCCESSES = range(200, 300)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one address said."""

    url: str
    status: int
    headers: Mapping[str, str]  # whose keys are found in any case
    body: bytes  # decompressed; empty where it is of no use

    @property
    def redirects(self) -> bool:
        """Whether it sends us elsewhere (RFC 9110, section 15.4)."""
        return self.status in _REDIRECTS


def answer(
    reply: Reply,
    *,
    source: Source,
    known: Validators,
    redirects: tuple[Redirect, ...],
    now: datetime,
) -> Answer:
    """Return what the look at `source` brought home, after `redirects`.

    A body that is the one known already is no news, whatever the status says.

    Raises:
        Unusable: it is no success, or an empty one.
    """
    validators = _validators(reply, known, now)
    is_news = validators.digest != known.digest
    return Answer(
        status=reply.status,
        document=_document(reply, source, now) if is_news else None,
        validators=validators,
        redirects=redirects,
        hints=replace(stated(reply.body), fresh_until=fresh_until(reply.headers, now)),
        hub=advertised(reply.headers, reply.body, reply.url) if is_news else None,
    )


def _validators(reply: Reply, known: Validators, now: datetime) -> Validators:
    if reply.status == HTTPStatus.NOT_MODIFIED:
        return _confirmed(reply, known)
    if reply.status not in _SUCCESSES:
        wait = retry_after(reply.headers, now)
        raise Unusable(status_in_words(reply.status, wait), wait)
    if reply.status == HTTPStatus.PARTIAL_CONTENT:
        reason = "it gives us a part, though we asked for the whole (status 206)"
        raise Unusable(reason)
    if not reply.body:
        reason = f"the answer is empty (status {reply.status}): check the address"
        raise Unusable(reason)
    told = validators_of(reply.headers, sha256(reply.body).hexdigest())
    return believed(told, known)


def _confirmed(reply: Reply, known: Validators) -> Validators:
    if not request_headers(known):
        reason = "it says that nothing has changed, though we know nothing yet"
        raise Unusable(reason)
    return refreshed(known, reply.headers)


def _document(reply: Reply, source: Source, now: datetime) -> Document:
    return Document(
        source=source.id,
        url=reply.url,
        body=reply.body,
        media_type=printable(reply.headers.get("content-type", "")),
        fetched=now,
    )
