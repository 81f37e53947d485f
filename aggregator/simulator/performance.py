"""The day as it is played: seconds of the script become real, posts become pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator.simulator.markup import Item, Page
from aggregator.simulator.script import (
    Outlet,
    Shown,
    changed_at,
    day,
    posts_at,
)

_FEEDS = frozenset({"rss", "atom", "jsonfeed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """One performance of the day: when it begins, and how fast it goes."""

    start: datetime  # aware
    speed: float  # seconds of the day in one real second

    def second(self, now: datetime) -> float:
        """Return which second of the day it is."""
        return (now - self.start).total_seconds() * self.speed

    def moment(self, second: float) -> datetime:
        """Return when that second of the day is played: UTC, in whole seconds.

        Rounded down, so that nothing that is shown is ever from the future.
        """
        moment = self.start + timedelta(seconds=second / self.speed)
        return moment.astimezone(UTC).replace(microsecond=0)

    def page(self, outlet: Outlet, base: str, now: datetime) -> Page:
        """Return what `outlet` prints at `now`, were it well, below address `base`."""
        second = self.second(now)
        url = address(outlet, base)
        shown = posts_at(outlet.id, second)
        return Page(
            outlet=outlet,
            url=url,
            modified=self.moment(changed_at(outlet.id, second)),
            items=tuple(self._item(each, _links(outlet, base)) for each in shown),
        )

    def pages(self, base: str, now: datetime) -> tuple[Page, ...]:
        """Return the pages of all outlets at `now`."""
        return tuple(self.page(each, base, now) for each in day().outlets)

    def _item(self, shown: Shown, links: str) -> Item:
        return Item(
            key=shown.key,
            url=links + shown.key,
            title=shown.version.title,
            paragraphs=shown.version.paragraphs,
            published=self.moment(shown.appeared),
            updated=None if shown.edited is None else self.moment(shown.edited),
            pinned=shown.pinned,
        )


def is_feed(outlet: Outlet) -> bool:
    """Tell whether the outlet has a feed, and its posts pages of their own."""
    return outlet.markup in _FEEDS


def address(outlet: Outlet, base: str) -> str:
    """Return where the outlet has its posts."""
    return f"{base.rstrip('/')}/{outlet.id}/{outlet.path}"


def _links(outlet: Outlet, base: str) -> str:
    if is_feed(outlet):
        return f"{base.rstrip('/')}/{outlet.id}/articles/"
    return f"{address(outlet, base)}#"
