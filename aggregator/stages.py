"""The real stages with small signatures: one door for checks from outside."""

from __future__ import annotations

import asyncio
import atexit
import functools
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator import __version__
from aggregator.errors import FetchError
from aggregator.extract import feed
from aggregator.fetch.client import Fetcher, Limits, user_agent
from aggregator.fetch.guard import PUBLIC_ONLY, Guard
from aggregator.fetch.overheard import Overheard
from aggregator.fetch.transport import Network
from aggregator.model import Document, Source, Validators
from aggregator.text import markup, times
from aggregator.workers import Workers

# One look, by a judge who waits for it: nobody is asked twice.
_LIMITS = Limits(timeout=timedelta(seconds=8), spacing=timedelta(0))
_US = user_agent(__version__, "")
_ADDRESS = "http://a.test/"  # of documents that come from no address
_PAGE = "https://stage.example/"  # where what has no address of its own stands
_NOW = datetime(2026, 1, 1, tzinfo=UTC)  # only for what is counted from it


def fetch(url: str) -> bytes:
    """Return what a look at an address of the public internet brings.

    Raises:
        FetchError: nothing.
    """
    return asyncio.run(_fetched(url, PUBLIC_ONLY))


def fetch_here(url: str) -> bytes:
    """Return what a look at any address brings, of this machine as well.

    Raises:
        FetchError: nothing.
    """
    return asyncio.run(_fetched(url, Guard(allow_private=True)))


def conform(url: str) -> Any:  # noqa: ANN401 - feedparser's own, which has no types
    """Return what feedparser tells of the feed at any address, of this machine as well.

    Of what cannot be had, it tells nothing but the status.
    """
    return asyncio.run(_told(url))


def parse(data: bytes, content_type: str) -> int:
    """Return how many posts a worker reads out of a document.

    Raises:
        ExtractError: none, or it was refused, or it ended its worker.
    """
    source = Source(id="stage", url=_ADDRESS, outlet="Stage")
    if len(data) > _LIMITS.max_body:
        raise FetchError(source.id, f"it is larger than {_LIMITS.max_body:,} bytes")
    document = Document(
        source=source.id,
        url=_ADDRESS,
        body=data,
        media_type=content_type,
        fetched=_NOW,
    )
    return len(asyncio.run(_workers().read(document, source)).posts)


def date(written: str) -> str | None:
    """Return the moment that is written, in UTC as RFC 3339; None for what is none."""
    when = times.stated(written)
    return times.rfc3339(when) if when else None


@functools.cache
def _workers() -> Workers:
    workers = Workers(count=1, time_limit=timedelta(seconds=4))
    atexit.register(workers.close)
    return workers


def sanitise(html: str) -> str:
    """Return markup of a page as it is extracted, and then as it is published."""
    return markup.sanitise(markup.sanitise(html, base=_PAGE), base="")


async def _told(url: str) -> Any:  # noqa: ANN401 - as `conform`
    patience = _LIMITS.timeout.total_seconds()
    network = Overheard(Network(Guard(allow_private=True), patience=patience))
    fetcher = Fetcher(_LIMITS, user_agent=_US, transport=network)
    source = Source(id="stage", url=url, outlet="Stage")
    document = Document(source=source.id, url=url, body=b"", fetched=_NOW)
    try:
        answer = await fetcher.fetch(source, Validators(), _NOW)
        said = {"status": answer.status, "href": url}
        document = answer.document or document
    except FetchError as error:
        said = {"status": error.status, "bozo": True, "bozo_exception": error}
    finally:
        await fetcher.aclose()
    return feed.told(document, network.headers, said)


async def _fetched(url: str, guard: Guard) -> bytes:
    fetcher = Fetcher(_LIMITS, user_agent=_US, guard=guard)
    source = Source(id="stage", url=url, outlet="Stage")
    try:
        answer = await fetcher.fetch(source, Validators(), _NOW)
    finally:
        await fetcher.aclose()
    if answer.document is None:
        raise FetchError(source.id, "it says that nothing has changed", answer.status)
    return answer.document.body
