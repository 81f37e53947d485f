"""What is done on the lane: one look after the other is read, judged and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.errors import PutOffError
from aggregator.looks import gaps, rounds
from aggregator.looks.found import followed
from aggregator.looks.judging import Judging
from aggregator.looks.keep import give_up, keep, put_off
from aggregator.looks.look import Due, Look
from aggregator.looks.state import afresh

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from aggregator.dedup.judge import Judge
    from aggregator.errors import SourceError
    from aggregator.looks.look import Brought, Missing
    from aggregator.manners import Host
    from aggregator.model import Extraction, Report, Source, SourceId
    from aggregator.store.unit import Store, Unit


class Books:
    """The store and the judge, always of one mind; no two calls at once.

    All may raise `StoreError`: nothing was changed.

    Args:
        store: where posts and the standing of sources are kept.
        judge: gives the verdicts.
    """

    def __init__(self, store: Store, judge: Judge) -> None:
        self._store = store
        self._judging = Judging(judge)
        self._configured: dict[SourceId, str] = {}
        self._room = rounds.MOST  # for looks that are late, in one round
        self._round: datetime | None = None  # when the last one was

    def begin(self, configured: Iterable[Source], now: datetime) -> list[Host]:
        """Give the judge the recent posts; return what is remembered of hosts.

        Args:
            configured: all sources that are, be they asked from here or not: no live
                blog of theirs is found once more.
            now: when that is.
        """
        self._configured |= {each.id: each.url for each in configured}
        with self._store.reading() as unit:
            self._judging.catch_up(unit, now)
            return unit.hosts.all()

    def take_due(
        self, sources: Iterable[Source], busy: int, now: datetime
    ) -> list[Due]:
        """Return those of `sources` whose time has come; forget what is old."""
        self._judging.forget(now)
        gap = now - (self._round or now)
        self._room, self._round = rounds.room(self._room, gap, busy), now
        with self._store.begin() as unit:
            return rounds.taken(unit, self._followed(unit, sources), now, self._room)

    def take(self, sources: Iterable[Source], now: datetime) -> list[Due]:
        """Return all of `sources`, due or not."""
        self._judging.forget(now)
        with self._store.reading() as unit:
            every = self._followed(unit, sources)
            return [Due(each, unit.sources.state(each.id)) for each in every]

    def missing(
        self, due: Due, extraction: Extraction, now: datetime
    ) -> Missing | None:
        """Return what lies between a page and what is held of its live blog."""
        with self._store.reading() as unit:
            return gaps.missing(self._on(unit, due, now), extraction)

    def reached(
        self, due: Due, page: Extraction, missing: Missing, now: datetime
    ) -> bool:
        """Tell whether an older page goes back far enough."""
        with self._store.reading() as unit:
            return gaps.reached(self._on(unit, due, now), page, missing)

    def keep(
        self, due: Due, brought: Brought, hosts: Iterable[Host], now: datetime
    ) -> Report:
        """Judge and save: one look, one transaction; then remember."""
        with self._store.begin() as unit:
            unit.hosts.save(hosts)
            if brought.extraction is not None:
                self._judging.catch_up(unit, now)
            kept = keep(self._on(unit, afresh(unit, due), now), brought)
        self._judging.remember(kept, now)
        return kept.report

    def give_up(
        self, due: Due, error: SourceError, hosts: Iterable[Host], now: datetime
    ) -> Report:
        """Write down why nothing came, and when to look again."""
        with self._store.begin() as unit:
            unit.hosts.save(hosts)
            look = self._on(unit, afresh(unit, due), now)
            if isinstance(error, PutOffError):
                return put_off(look, error)
            return give_up(look, error)

    def _followed(self, unit: Unit, sources: Iterable[Source]) -> list[Source]:
        asked = list(sources)
        self._configured |= {each.id: each.url for each in asked}
        return followed(unit, asked)

    def _on(self, unit: Unit, due: Due, now: datetime) -> Look:
        return Look(
            unit=unit,
            judge=self._judging.judge,
            due=due,
            now=now,
            configured=self._configured,
        )
