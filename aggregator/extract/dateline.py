"""When and where a page was written, as far as it tells: what places a bare clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from aggregator.extract import zones
from aggregator.extract.drafts import states_zone

if TYPE_CHECKING:
    from datetime import date

    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """What a page and its outlet tell of the page's own times, looked up once.

    The zone only where something turns on it: it is sought in scripts.
    """

    page: Page
    outlet: Outlet

    @cached_property
    def told(self) -> str | None:
        """The zone that profile, page or domain tell; None: it has to be guessed."""
        return zones.told(self.page, self.outlet)

    @cached_property
    def stated(self) -> list[datetime]:
        """The times that the page states for itself."""
        whole = all(map(states_zone, self.page.stated()))
        return self.page.dates(None if whole else self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """When and where the posts of a row were written, as far as their page tells."""

    imprint: Imprint
    shown: tuple[datetime, ...] = ()  # dates above the posts; none of the future

    @property
    def told(self) -> str | None:
        """The zone that profile, page or domain tell; None: it has to be guessed."""
        return self.imprint.told

    @property
    def zone(self) -> str:
        """The zone of a clock that states none, as `times.parse` reads it."""
        return self.told or "UTC"

    @property
    def stated(self) -> list[datetime]:
        """The times that the page states for itself."""
        return self.imprint.stated

    @property
    def is_dated(self) -> bool:
        """Whether the page tells of any day at all."""
        return bool(self.stated or self.shown)

    @property
    def opened(self) -> datetime | None:
        """The oldest time that the page states or, if it states any, shows."""
        return min((*self.stated, *self.shown), default=None)

    @property
    def changed(self) -> datetime:
        """The newest time that the page states, else shows, else the fetch's."""
        return max(self.stated or self.shown, default=self.fetched)

    @property
    def fetched(self) -> datetime:
        """When the page was fetched."""
        return self.imprint.page.fetched

    def end_of(self, day: date) -> datetime | None:
        """Return when a day ended, or the fetch on that day; None if it is to come."""
        if day > zones.local(self.fetched, self.zone).date():
            return None
        end = zones.moment(datetime.combine(day, time(23, 59)), self.zone)
        return min(end, self.fetched) if end else None
