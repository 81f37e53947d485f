"""The write story: what happens when sources are due.

    due | fetch | extract | judge | save

Only `fetch` and `extract` are waited for: the one asks the network, the other a worker
process. All the rest is plain functions, run to their end on one lane: no two
refreshes ever judge or save at once, and so there is no lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ParamSpec, TypeAlias, TypeVar

from aggregator.dedup.identity import is_another, with_own_key
from aggregator.errors import FetchError, SourceError, StoreError
from aggregator.fetch.cadence import pause_after
from aggregator.model import (
    Answer,
    Document,
    Echo,
    Extraction,
    Ledger,
    New,
    Post,
    Report,
    Revision,
    Same,
    Source,
    SourceState,
    Validators,
    Verdict,
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


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose time has come, and what is remembered of it."""

    source: Source
    state: SourceState


class Ingest:
    """Walk every due source through the stages, once each.

    Args:
        fetch: asks one outlet for one document; raises `FetchError`.
        read: reads one document into posts; raises `ExtractError`.
        judge: gives the verdicts; used on the lane alone.
        store: where posts and the standing of sources are kept; used on the lane alone.
        lane: an executor of exactly one worker.
        window: how far back a post can be resembled.
    """

    def __init__(
        self,
        *,
        fetch: Fetch,
        read: Read,
        judge: Judge,
        store: Store,
        lane: Executor,
        window: timedelta,
    ) -> None:
        self._fetch = fetch
        self._read = read
        self._judge = judge
        self._store = store
        self._lane = lane
        self._window = window
        self._asked: set[str] = set()
        self._caught_up: datetime | None = None

    async def begin(self, now: datetime) -> None:
        """Give the judge the recent posts, as the store holds them.

        Raises:
            StoreError: the store cannot be read.
        """
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
        (due,) = await self.take([source], now)
        answer = Answer(status=200, document=document, validators=Validators())
        return await self._digest(due, answer, now)

    async def _look(self, due: Due, now: datetime) -> Report:
        try:
            answer = await self._fetch(due.source, _validators(due), now)
            return await self._digest(due, answer, now)
        except SourceError as error:
            return await self._in_lane(self._give_up, due, error, now)

    async def _digest(self, due: Due, answer: Answer, now: datetime) -> Report:
        extraction = None
        if answer.document is not None:
            extraction = await self._read(answer.document, due.source)
        return await self._in_lane(self._save, due, answer, extraction, now)

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
        by_id = {each.id: each for each in sources}
        with self._store.begin() as unit:
            states = unit.sources.take_due(by_id.values(), now)
        return [Due(by_id[each.source], each) for each in states]

    def _take(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        self._judge.forget(now - self._window)
        with self._store.reading() as unit:
            return [Due(each, unit.sources.state(each.id)) for each in sources]

    def _save(
        self, due: Due, answer: Answer, extraction: Extraction | None, now: datetime
    ) -> Report:
        """Judge and save: one look, one transaction; then remember."""
        verdicts: Sequence[Verdict] = ()
        with self._store.begin() as unit:
            if extraction is not None:
                verdicts = self._judged(unit, extraction, now)
                _keep(unit, due.state, verdicts, now)
            ledger = _ledger(verdicts, extraction)
            state = _after_success(due, answer, extraction, ledger, now)
            unit.sources.save(state, ledger, now=now)
        self._judge.remember(verdicts, now=now)
        return Report(
            source=due.source.id,
            status=answer.status,
            ledger=ledger,
            warnings=extraction.warnings if extraction is not None else (),
        )

    def _judged(
        self, unit: Unit, extraction: Extraction, now: datetime
    ) -> list[Verdict]:
        self._catch_up(unit, now)
        posts = _recognised(unit, extraction.posts)
        held = unit.posts.held(each.id for each in posts)
        leads = unit.posts.held(each.lead for each in held.values() if each.lead)
        return self._judge.consider(posts, leads | held, now=now)

    def _give_up(self, due: Due, error: SourceError, now: datetime) -> Report:
        """Write the failure down, and when to look again."""
        ledger = Ledger(looks=1, failures=1)
        with self._store.begin() as unit:
            unit.sources.save(_after_failure(due, error, now), ledger, now=now)
        return Report(source=due.source.id, ledger=ledger, error=error.reason)

    async def _in_lane(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._lane, lambda: function(*args, **kwargs))


def _recognised(unit: Unit, posts: Sequence[Post]) -> Sequence[Post]:
    """Return `posts` under the keys by which they are held, whatever their ids say.

    See `dedup.identity`: an id that is used again must not overwrite a post, and
    another id must not publish it a second time.
    """
    held = unit.posts.held(each.id for each in posts)
    told = [
        with_own_key(each)
        if each.id in held and is_another(held[each.id].post, each)
        else each
        for each in posts
    ]
    keys = unit.posts.keys(each for each in told if each.id not in held)
    # A stale copy must not speak for a post that is there itself, edited.
    there = {each.key for each in told}
    renamed = {each: key for each, key in keys.items() if key not in there}
    known = (replace(each, key=renamed.get(each.id, each.key)) for each in told)
    return list({each.id: each for each in known}.values())


def _validators(due: Due) -> Validators:
    """Return what makes the request conditional, unless it stands for another."""
    mine = due.state.asked == _address(due.source)
    return due.state.validators if mine else Validators()


def _address(source: Source) -> str:
    """Return what a source's validators belong to: an address, and a way to read it."""
    return f"{source.kind} {source.profile or '-'} {source.url}"


def _keep(
    unit: Unit, before: SourceState, verdicts: Sequence[Verdict], now: datetime
) -> None:
    """Save verdicts; what a source had before our first look is its backlog."""
    if before.last_success is None:
        unit.posts.save_backlog(verdicts, now=now)
    else:
        unit.posts.save(verdicts, now=now)


def _ledger(verdicts: Sequence[Verdict], extraction: Extraction | None) -> Ledger:
    def count(verdict: type[Verdict]) -> int:
        return sum(isinstance(each, verdict) for each in verdicts)

    return Ledger(
        looks=1,
        extracted=len(verdicts),
        new=count(New),
        echoes=count(Echo),
        revisions=count(Revision),
        same=count(Same),
        unreadable=extraction.unreadable if extraction is not None else 0,
    )


def _after_success(
    due: Due,
    answer: Answer,
    extraction: Extraction | None,
    ledger: Ledger,
    now: datetime,
) -> SourceState:
    """Return what to remember; an unchanged document leaves its findings as they are.

    The answer's validators are kept with the posts they stand for, in one transaction:
    were they kept alone, a crash would make the outlet's 304 hide posts for ever.
    """
    state = replace(
        due.state,
        validators=answer.validators,
        asked=_address(due.source),
        next_look=now + pause_after(due.source.every, 0),
        last_look=now,
        last_success=now,
        failures=0,
        error=None,
        location=answer.redirects[-1].url if answer.redirects else None,
    )
    if extraction is None:
        return state
    fresh = ledger.new + ledger.echoes > 0
    return replace(
        state,
        last_post=now if fresh else state.last_post,
        warnings=extraction.warnings,
        kind=extraction.kind,
    )


def _after_failure(due: Due, error: SourceError, now: datetime) -> SourceState:
    """Return what to remember: the reason, and a longer pause each time."""
    failures = due.state.failures + 1
    pause = pause_after(due.source.every, failures)
    if isinstance(error, FetchError) and error.wait is not None:
        pause = max(pause, error.wait)
    return replace(
        due.state,
        next_look=now + pause,
        last_look=now,
        failures=failures,
        error=error.reason,
    )
