"""The write story: what happens when sources are due.

    due | fetch | extract | (older pages) | judge | save

Only `fetch` and `extract` are waited for: the one asks the network, the other a worker
process. All the rest is plain functions, run to their end on one lane: no two
refreshes ever judge or save at once, and so there is no lock. What they do is told in
`looks`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeAlias, TypeVar

from aggregator.errors import SourceError, StoreError
from aggregator.looks import manners
from aggregator.looks import older as older_pages
from aggregator.looks.books import Books
from aggregator.looks.look import Brought, Due
from aggregator.looks.state import validators_for
from aggregator.looks.turns import Turns
from aggregator.model import (
    Answer,
    Document,
    Extraction,
    Report,
    Source,
    Validators,
)

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from aggregator.dedup.judge import Judge
    from aggregator.manners import Host
    from aggregator.store.unit import Store

P = ParamSpec("P")
T = TypeVar("T")

Fetch: TypeAlias = Callable[[Source, Validators, datetime], Awaitable[Answer]]
Read: TypeAlias = Callable[[Document, Source], Awaitable[Extraction]]


class Hosts(Protocol):
    """The book of hosts, as `aggregator.fetch.hosts` keeps it."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Tells the time."""
        ...

    def restore(self, hosts: Iterable[Host], /) -> None:
        """Take up what was known before a restart."""

    def changed(self) -> Sequence[Host]:
        """Return those that have changed since this was last asked: to be kept."""
        ...


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
        self._books = Books(store, judge)
        self._lane = lane
        self._older_pages = older_pages
        self._hosts: Hosts | None = None
        self._asked: set[str] = set()

    async def begin(
        self,
        now: datetime,
        configured: Iterable[Source] = (),
        hosts: Hosts | None = None,
    ) -> None:
        """Take up what the store holds: the recent posts, and what is known of hosts.

        Args:
            now: when that is.
            configured: all sources that are, be they asked from here or not: no live
                blog of theirs is found once more.
            hosts: the book of those that are asked, kept with what looks bring. Its
                clock tells when a look came home; without it, a look takes no time.

        Raises:
            StoreError: the store cannot be read.
        """
        known = await self._in_lane(self._books.begin, configured, now)
        if hosts is not None:
            hosts.restore(known)
        self._hosts = hosts

    async def take_due(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        """Return those of `sources` whose time has come; their next look is put off.

        A source that is still being asked is not due.

        After a start or a pause they come little by little: see `looks.rounds`.

        Raises:
            StoreError: what is due cannot be told.
        """
        busy = len(self._asked)
        due = await self._in_lane(self._books.take_due, sources, busy, now)
        return [each for each in due if each.source.id not in self._asked]

    async def take(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        """Return all of `sources`, due or not.

        Raises:
            StoreError: what is remembered of them cannot be told.
        """
        return await self._in_lane(self._books.take, sources, now)

    async def refresh(
        self, due: Due, now: datetime, turns: Turns | None = None
    ) -> Report:
        """Look at one source once; what went wrong with it is told in the report.

        Args:
            due: the source.
            now: when that is.
            turns: of the round, if others are looked at beside it.
        """
        turns = turns or Turns([due.source])
        self._asked.add(due.source.id)
        try:
            return await self._look(due, now, turns)
        except StoreError as error:  # nothing was kept: the next look finds it again
            return await self._unkept(due, str(error), now)
        finally:
            turns.through(due.source)
            self._asked.discard(due.source.id)

    async def _unkept(self, due: Due, reason: str, now: datetime) -> Report:
        """Write down that saving failed, if that much can be saved."""
        try:
            return await self._failed(due, SourceError(due.source.id, reason), now)
        except StoreError:
            return Report(source=due.source.id, error=reason)

    async def refresh_all(self, due: Iterable[Due], now: datetime) -> list[Report]:
        """Look at several sources, side by side; a bug in one does not stop the others.

        Raises:
            BaseExceptionGroup: the bugs, when all are done.
        """
        round_ = list(due)
        turns = Turns(each.source for each in round_)
        outcomes = await asyncio.gather(
            *(self.refresh(each, now, turns) for each in round_),
            return_exceptions=True,
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
        return await self._absorb(due, document, now)

    async def push(
        self, document: Document, source: Source, now: datetime, *, until: datetime
    ) -> Report:
        """Take in what a hub brought: the feed, or what is new of it; this is no look.

        Args:
            document: which the hub has signed.
            source: one that was looked at before.
            now: when it came.
            until: when looks are spared no more.

        Raises:
            ExtractError: it is no feed, or not to be read.
            StoreError: the posts could not be kept.
        """
        due, *_ = await self.take([replace(source, kind="feed")], now)
        came_from = due.state.location or manners.asked(due, now).url
        known = replace(document, url=came_from)  # so links lead where they ever did
        return await self._absorb(due, known, now, pushed=until)

    async def _absorb(
        self,
        due: Due,
        document: Document,
        now: datetime,
        *,
        pushed: datetime | None = None,
    ) -> Report:
        extraction = await self._read(document, due.source)
        answer = Answer(status=200, document=document, validators=Validators())
        brought = Brought(answer=answer, extraction=extraction, pushed=pushed)
        return await self._save(due, brought, now)

    async def _look(self, due: Due, now: datetime, turns: Turns) -> Report:
        try:
            asked = manners.asked(due, now)
            answer = await self._fetch(asked, validators_for(due), now)
            brought = await self._brought(due, answer, self._by_now(now))
        except SourceError as error:
            return await self._failed(due, error, self._by_now(now))
        await turns.come(due.source)
        return await self._save(due, brought, self._by_now(now))

    def _by_now(self, then: datetime) -> datetime:
        """Return the time: a look may have waited long for its host to be free."""
        return then if self._hosts is None else max(self._hosts.clock(), then)

    def _changed(self) -> Sequence[Host]:
        return () if self._hosts is None else self._hosts.changed()

    async def _brought(self, due: Due, answer: Answer, now: datetime) -> Brought:
        """Read what came, and as many older pages as join it to what is held."""
        if answer.document is None:
            return Brought(answer=answer)
        extraction = await self._read(answer.document, due.source)
        missing = await self._in_lane(self._books.missing, due, extraction, now)
        if missing is None:
            return Brought(answer=answer, extraction=extraction)
        older, lost = await older_pages.walk(
            due.source.url,
            extraction,
            missing,
            most=self._older_pages,
            page=lambda url: self._page(due, url, now),
            reached=lambda page: self._in_lane(
                self._books.reached, due, page, missing, now
            ),
        )
        return Brought(
            answer=answer,
            extraction=extraction,
            older=tuple(older),
            missing=missing,
            lost=lost,
        )

    async def _page(self, due: Due, url: str, now: datetime) -> Extraction:
        asked = replace(manners.asked(due, now), url=url)
        answer = await self._fetch(asked, Validators(), now)
        if answer.document is None:
            reason = f"status {answer.status} without a document"
            raise SourceError(due.source.id, reason)
        return await self._read(answer.document, due.source)

    async def _save(self, due: Due, brought: Brought, now: datetime) -> Report:
        hosts = self._changed()
        return await self._in_lane(self._books.keep, due, brought, hosts, now)

    async def _failed(self, due: Due, error: SourceError, now: datetime) -> Report:
        """Write the failure down, and when to look again."""
        hosts = self._changed()
        return await self._in_lane(self._books.give_up, due, error, hosts, now)

    async def _in_lane(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._lane, lambda: function(*args, **kwargs))
