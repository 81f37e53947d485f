"""The write story: what happens when sources are due.

    due | fetch | extract | (older pages) | judge | save

Only `fetch` and `extract` are waited for: the one asks the network, the other a worker
process. All the rest is plain functions, run to their end on one lane: no two
refreshes ever judge or save at once, and so there is no lock. What they do is told in
`looks`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ParamSpec, TypeAlias, TypeVar

from aggregator.errors import SourceError, StoreError
from aggregator.looks import gaps
from aggregator.looks.found import followed
from aggregator.looks.keep import give_up, keep
from aggregator.looks.look import Brought, Due, Kept, Look, Missing
from aggregator.looks.state import address_of, afresh
from aggregator.model import (
    Answer,
    Document,
    Extraction,
    Report,
    Source,
    SourceId,
    Validators,
)

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from aggregator.dedup.judge import Judge
    from aggregator.store.unit import Store, Unit

P = ParamSpec("P")
T = TypeVar("T")

# How long a look of another process may take from its `now` to its commit.
_OVERLAP = timedelta(minutes=2)

Fetch: TypeAlias = Callable[[Source, Validators, datetime], Awaitable[Answer]]
Read: TypeAlias = Callable[[Document, Source], Awaitable[Extraction]]


class Ingest:
    """Walk every due source through the stages, once each.

    Args:
        fetch: asks one outlet for one document; raises `FetchError`.
        read: reads one document into posts; raises `ExtractError`.
        judge: gives the verdicts; used on the lane alone.
        store: where posts and the standing of sources are kept; used on the lane alone.
        lane: an executor of exactly one worker.
        older_pages: how many pages of one live blog are fetched at most, to join a
            look to the one before.
    """

    def __init__(
        self,
        *,
        fetch: Fetch,
        read: Read,
        judge: Judge,
        store: Store,
        lane: Executor,
        older_pages: int = 10,
    ) -> None:
        self._fetch = fetch
        self._read = read
        self._judge = judge
        self._store = store
        self._lane = lane
        self._window = judge.window
        self._older_pages = older_pages
        self._configured: dict[SourceId, str] = {}
        self._asked: set[str] = set()
        self._caught_up: datetime | None = None

    async def begin(self, now: datetime, configured: Iterable[Source] = ()) -> None:
        """Give the judge the recent posts, as the store holds them.

        Args:
            now: when that is.
            configured: all sources that are, be they asked from here or not: no live
                blog of theirs is found once more.

        Raises:
            StoreError: the store cannot be read.
        """
        self._configured |= {each.id: each.url for each in configured}
        await self._in_lane(self._recall, now)

    async def take_due(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        """Return those of `sources` whose time has come; their next look is put off.

        A source that is still being asked is not due.

        Raises:
            StoreError: what is due cannot be told.
        """
        due = await self._in_lane(self._take_due, sources, now)
        return [each for each in due if each.source.id not in self._asked]

    async def take(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        """Return all of `sources`, due or not.

        Raises:
            StoreError: what is remembered of them cannot be told.
        """
        return await self._in_lane(self._take, sources, now)

    async def refresh(self, due: Due, now: datetime) -> Report:
        """Look at one source once; what went wrong with it is told in the report."""
        self._asked.add(due.source.id)
        try:
            return await self._look(due, now)
        except StoreError as error:  # nothing was kept: the next look finds it again
            return await self._failed(due, str(error), now)
        finally:
            self._asked.discard(due.source.id)

    async def _failed(self, due: Due, reason: str, now: datetime) -> Report:
        """Write down that saving failed, if that much can be saved."""
        try:
            error = SourceError(due.source.id, reason)
            return await self._in_lane(self._give_up, due, error, now)
        except StoreError:
            return Report(source=due.source.id, error=reason)

    async def refresh_all(self, due: Iterable[Due], now: datetime) -> list[Report]:
        """Look at several sources, side by side; a bug in one does not stop the others.

        Raises:
            BaseExceptionGroup: the bugs, when all are done.
        """
        outcomes = await asyncio.gather(
            *(self.refresh(each, now) for each in due), return_exceptions=True
        )
        if bugs := [each for each in outcomes if isinstance(each, BaseException)]:
            message = "bugs, while refreshing"
            raise BaseExceptionGroup(message, bugs)
        return [each for each in outcomes if isinstance(each, Report)]

    async def absorb(self, document: Document, source: Source, now: datetime) -> Report:
        """Take in a document that is already here, as one look at `source`.

        Raises:
            ExtractError: no posts could be read from it.
            StoreError: they could not be kept.
        """
        due, *_ = await self.take([source], now)
        extraction = await self._read(document, source)
        answer = Answer(status=200, document=document, validators=Validators())
        brought = Brought(answer=answer, extraction=extraction)
        return await self._in_lane(self._save, due, brought, now)

    async def _look(self, due: Due, now: datetime) -> Report:
        try:
            answer = await self._fetch(due.source, _validators(due), now)
            brought = await self._brought(due, answer, now)
        except SourceError as error:
            return await self._in_lane(self._give_up, due, error, now)
        return await self._in_lane(self._save, due, brought, now)

    async def _brought(self, due: Due, answer: Answer, now: datetime) -> Brought:
        """Read what came, and as many older pages as join it to what is held."""
        if answer.document is None:
            return Brought(answer=answer)
        extraction = await self._read(answer.document, due.source)
        missing = await self._in_lane(self._missing, due, extraction, now)
        if missing is None:
            return Brought(answer=answer, extraction=extraction)
        older, lost = await self._walk(due, extraction, missing, now)
        return Brought(
            answer=answer,
            extraction=extraction,
            older=tuple(older),
            missing=missing,
            lost=lost,
        )

    async def _walk(
        self, due: Due, newest: Extraction, missing: Missing, now: datetime
    ) -> tuple[list[Extraction], str | None]:
        """Fetch older pages until they join what is held.

        Returns:
            The pages, and why they do not join; None if they do.
        """
        pages: list[Extraction] = []
        asked = {due.source.url}
        url = newest.signs.older
        if await self._in_lane(self._reached, due, newest, missing, now):
            return pages, None  # the newest page itself goes back so far by now
        while url and url not in asked and len(pages) < self._older_pages:
            asked.add(url)
            try:
                page = await self._page(due.source, url, now)
            except SourceError as error:
                return pages, gaps.why_unread(missing, error)
            pages.append(page)
            if await self._in_lane(self._reached, due, page, missing, now):
                return pages, None
            url = page.signs.older
        more = url is not None and url not in asked
        return pages, gaps.why_open(missing, read=len(pages), more=more)

    async def _page(self, source: Source, url: str, now: datetime) -> Extraction:
        answer = await self._fetch(replace(source, url=url), Validators(), now)
        if answer.document is None:
            raise SourceError(source.id, f"status {answer.status} without a document")
        return await self._read(answer.document, source)

    def _missing(
        self, due: Due, extraction: Extraction, now: datetime
    ) -> Missing | None:
        with self._store.reading() as unit:
            return gaps.missing(self._on(unit, due, now), extraction)

    def _reached(
        self, due: Due, page: Extraction, missing: Missing, now: datetime
    ) -> bool:
        with self._store.reading() as unit:
            return gaps.reached(self._on(unit, due, now), page, missing)

    def _recall(self, now: datetime) -> None:
        with self._store.reading() as unit:
            self._catch_up(unit, now)

    def _catch_up(self, unit: Unit, now: datetime) -> None:
        """Show the judge what another process has saved: a refresh, an import."""
        since = self._caught_up or now - self._window
        self._judge.recall(unit.posts.recent(since))
        self._caught_up = now - _OVERLAP

    def _take_due(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        """Return those of `sources` whose time has come; forget what is old."""
        self._judge.forget(now - self._window)
        with self._store.begin() as unit:
            by_id = {each.id: each for each in self._followed(unit, sources)}
            states = unit.sources.take_due(by_id.values(), now)
        return [Due(by_id[each.source], each) for each in states]

    def _take(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        self._judge.forget(now - self._window)
        with self._store.reading() as unit:
            every = self._followed(unit, sources)
            return [Due(each, unit.sources.state(each.id)) for each in every]

    def _followed(self, unit: Unit, sources: Iterable[Source]) -> list[Source]:
        asked = list(sources)
        self._configured |= {each.id: each.url for each in asked}
        return followed(unit, asked)

    def _save(self, due: Due, brought: Brought, now: datetime) -> Report:
        """Judge and save: one look, one transaction; then remember."""
        with self._store.begin() as unit:
            self._catch_up(unit, now)
            kept = keep(self._on(unit, afresh(unit, due), now), brought)
        return self._remembered(kept, now)

    def _remembered(self, kept: Kept, now: datetime) -> Report:
        self._judge.remember(kept.verdicts, now=now)
        self._judge.withdraw(kept.withdrawn)
        return kept.report

    def _give_up(self, due: Due, error: SourceError, now: datetime) -> Report:
        """Write the failure down, and when to look again."""
        with self._store.begin() as unit:
            return give_up(self._on(unit, afresh(unit, due), now), error)

    def _on(self, unit: Unit, due: Due, now: datetime) -> Look:
        return Look(
            unit=unit,
            judge=self._judge,
            due=due,
            now=now,
            configured=self._configured,
        )

    async def _in_lane(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._lane, lambda: function(*args, **kwargs))


def _validators(due: Due) -> Validators:
    """Return what makes the request conditional, unless it stands for another."""
    mine = due.state.asked == address_of(due.source)
    return due.state.validators if mine else Validators()
