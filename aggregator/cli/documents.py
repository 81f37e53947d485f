"""Documents that are at hand: saved pages and feeds, and live blogs pasted as text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import ExtractError

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.model import Document, Source

_MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


def saved(place: str, source: Source, now: datetime) -> Document:
    """Return the document in a file, or on standard input where `place` is `-`.

    Raises:
        ExtractError: it cannot be read; the reason is the system's.
    """
    from aggregator.model import Document

    path = Path(place)
    try:
        body = sys.stdin.buffer.read() if place == "-" else path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExtractError(place, reason) from error
    return Document(
        source=source.id,
        url=source.url,
        body=body,
        media_type=_MEDIA_TYPES.get(path.suffix.lower(), ""),
        fetched=now,
        at_hand=True,
    )
