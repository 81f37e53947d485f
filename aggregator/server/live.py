"""A document that is there already: who publishes puts it here, readers are sent it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool

from aggregator.model import Rendition

Page: TypeAlias = Callable[[Mapping[str, str]], Rendition | None]
"""Query parameters, and those of the path -> document; None: 404. Called in a thread,
and may raise."""

_NEVER = float("-inf")


class Live:
    """What a page gave last: served from memory, until something has changed.

    It asks the page only if told that its document is outdated, and now and then, for
    what nobody tells: an hour has passed, or a ruling was given on the command line.
    Its document is one for all queries. Belongs to one event loop, but `put` and
    `outdated` may be called in any thread.

    Args:
        page: as any page; called with no query.
        lasting: seconds for which the document is served without asking again.
    """

    def __init__(self, page: Page, *, lasting: float = 10.0) -> None:
        self._page = page
        self._lasting = lasting
        self._document: Rendition | None = None
        self._until = _NEVER
        self._changes = 0
        self._asking = asyncio.Lock()

    @property
    def last(self) -> Rendition | None:
        """The last good document, if there is one."""
        return self._document

    def put(self, document: Rendition) -> None:
        """Serve `document` from now on: it has just been made."""
        self._changes += 1
        self._hold(document)
        self._until = monotonic() + self._lasting

    def outdated(self) -> None:
        """Ask the page again before anybody is served."""
        self._changes += 1
        self._until = _NEVER

    async def document(self) -> Rendition | None:
        """Return the document as it is now; None, if there is none.

        Raises:
            Exception: what the page raised; it is spared for a while after that, if
                there is a last good document.
        """
        if monotonic() >= self._until:
            async with self._asking:  # many ask at once for what has just changed
                if monotonic() >= self._until:
                    await self._ask()
        return self._document

    async def _ask(self) -> None:
        changes, held = self._changes, self._document
        try:
            document = await run_in_threadpool(self._page, {})
        except Exception:
            if self._document is not None:
                self._until = monotonic() + self._lasting
            raise
        if self._document is held:  # else a newer one was put here meanwhile
            self._hold(document)
        if self._changes == changes:  # else what was read may be outdated by now
            self._until = monotonic() + self._lasting

    def _hold(self, document: Rendition | None) -> None:
        """Hold a document; another than before has a later date.

        What changes within a second, or enters a feed late, moves no date by itself;
        and some readers ask by date alone, Thunderbird among them.
        """
        held = self._document
        if held is not None and document is not None:
            if held.etag == document.etag:
                return
            later = max(document.modified, held.modified + timedelta(seconds=1))
            document = replace(document, modified=later)
        self._document = document
