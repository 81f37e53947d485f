"""A whole document as it is served: its bytes, and the tag that follows from them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from aggregator.model import Rendition

if TYPE_CHECKING:
    from datetime import datetime

_TAG_DIGITS = 32  # 128 bits: two documents never share a tag by accident


def rendition(body: bytes, *, media_type: str, modified: datetime) -> Rendition:
    """Return `body` as a document whose strong ETag follows from its bytes alone.

    So the tag stays when nothing changed, over restarts and on every machine
    (RFC 9110, section 8.8.3; docs/timeline-format.md, rule 15).
    """
    tag = sha256(body).hexdigest()[:_TAG_DIGITS]
    return Rendition(
        media_type=media_type, body=body, etag=f'"{tag}"', modified=modified
    )
