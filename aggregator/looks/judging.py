"""The judge, kept in step with what is stored: by this process, or by another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aggregator.dedup.judge import Judge
    from aggregator.evidence import Override
    from aggregator.looks.look import Kept
    from aggregator.store.unit import Unit


class Judging:
    """Tells the judge what is saved and what people rule; used on the lane alone.

    Args:
        judge: gives the verdicts.
    """

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._last = 0  # the number of the post that was recalled last
        self._rulings: list[Override] = []

    def catch_up(self, unit: Unit, now: datetime) -> None:
        """Show the judge what others saved: a refresh, an import, a person's ruling.

        Raises:
            StoreError: the store cannot be read.
        """
        last = unit.posts.last()
        if last > self._last:
            since = now - self.judge.window
            self.judge.recall(unit.posts.recent(since, after=self._last))
            self._last = last
        self._obey(unit, now)

    def remember(self, kept: Kept, now: datetime) -> None:
        """Tell the judge what was saved, once the transaction is through."""
        self.judge.remember(kept.verdicts, now=now)
        self.judge.withdraw(kept.withdrawn)

    def forget(self, now: datetime) -> None:
        """Let the judge drop what can be echoed no more."""
        self.judge.forget(now - self.judge.window)

    def _obey(self, unit: Unit, now: datetime) -> None:
        rulings = unit.overrides.all()
        if rulings != self._rulings:
            self.judge.obey(rulings)
            self._recall_anew(unit, [*self._rulings, *rulings], now)
            self._rulings = rulings

    def _recall_anew(
        self, unit: Unit, rulings: Sequence[Override], now: datetime
    ) -> None:
        """Take posts that may have moved from the store: it knows where they went."""
        ends = {end for each in rulings for end in (each.post, each.other)}
        ids = [each.post for each in unit.overrides.places(ends)]
        since = now - self.judge.window
        held = unit.posts.held(ids).values()
        self.judge.withdraw(ids)
        self.judge.recall(each for each in held if each.first_seen >= since)
