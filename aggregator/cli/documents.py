"""Documents that a person names: saved, pasted as text, or to be fetched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import ExtractError

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.model import Document, Source

_MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


def is_address(place: str) -> bool:
    """Tell whether a place is an address, and no file."""
    return place.startswith(("http://", "https://"))


def given(place: str, source: Source, now: datetime) -> Document:
    """Return the document at an address, else what `saved` does.

    Raises:
        SourceError: it cannot be fetched or read.
    """
    if not is_address(place):
        return saved(place, source, now)

    import asyncio

    document = asyncio.run(_fetch(source, now))
    if document is None:
        raise ExtractError(source.id, "the outlet says that nothing has changed")
    return document


async def _fetch(source: Source, now: datetime) -> Document | None:
    from aggregator import __version__
    from aggregator.fetch.client import Fetcher, user_agent
    from aggregator.fetch.guard import named
    from aggregator.model import Validators

    fetcher = Fetcher(user_agent=user_agent(__version__, ""), guard=named(source.url))
    try:
        return (await fetcher.fetch(source, Validators(), now)).document
    finally:
        await fetcher.aclose()


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
