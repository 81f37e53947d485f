"""All that readers are given, joined: feeds, pages, listening, a hub, and who may."""

from __future__ import annotations

from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator import hub
from aggregator.catalogue import Catalogue
from aggregator.publish.site import Site
from aggregator.publishing import Parts, Publishing
from aggregator.server import EVENTS, Access
from aggregator.timeline import Reading

if TYPE_CHECKING:
    from collections.abc import (
        AsyncIterator,
        Callable,
        Collection,
        Mapping,
        Sequence,
    )
    from datetime import datetime

    from aggregator.fetch.courier import Courier
    from aggregator.house import House
    from aggregator.model import Source
    from aggregator.publishing import Tell
    from aggregator.server import Desk
    from aggregator.settings import Settings

STYLE, SCRIPT = "/style.css", "/script.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What readers are given."""

    story: Reading
    publishing: Publishing
    access: Access
    herald: hub.Hub | hub.Announcer | None
    links: Mapping[str, str]  # path -> `Link`, of feeds whose changes a hub tells

    @property
    def desk(self) -> Desk | None:
        """Where other servers subscribe, if our own hub takes them."""
        return self.herald.desk if isinstance(self.herald, hub.Hub) else None

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Publish all there is, and whatever changes, until the end.

        Raises:
            StoreError: who subscribes to our hub cannot be told.
        """
        async with self.herald or nullcontext(), self.publishing.kept():
            yield


def catalogue_of(
    house: House, base: str, *, clock: Callable[[], datetime]
) -> Catalogue:
    """Return the feeds of this house, as readers know it by the address `base`."""
    settings = house.settings
    return Catalogue(
        house.store,
        settings.feed,
        base=base,
        sources=house.sources,
        clock=clock,
        hub=hub.advertised(settings.server.hub, base),
    )


def story_of(
    house: House, catalogue: Catalogue, *, clock: Callable[[], datetime]
) -> Reading:
    """Return the pages of this house, beside its feeds."""
    return Reading(
        house.store,
        catalogue.main.info,
        span=house.settings.feed[0].extent,
        sources=house.sources,
        clock=clock,
        site=_site(catalogue, house.sources),
    )


def offering_of(
    house: House,
    base: str,
    *,
    clock: Callable[[], datetime],
    report: Tell,
    tell: Tell,
    courier: Courier | None = None,
) -> Offering:
    """Return all that readers are given; nothing is begun yet.

    Args:
        house: what there is.
        base: the address by which readers know it.
        clock: tells the time.
        report: told, for the operator, of what goes wrong here,
        tell: and with those whom a hub tells.
        courier: carries what a hub tells; None: nobody is told.
    """
    settings = house.settings
    catalogue = catalogue_of(house, base, clock=clock)
    story = story_of(house, catalogue, clock=clock)
    herald = None

    async def refresh(topic: str) -> None:
        await publishing.refresh(topic)

    if courier is not None:
        parts = hub.Parts(
            url=catalogue.hub,
            topics=catalogue.topics,
            store=house.store,
            lane=house.lane,
            courier=courier,
            clock=clock,
            tell=tell,
            refresh=refresh,
        )
        herald = hub.made(settings.server.hub, parts)
    parts_of_publishing = Parts(
        story=story,
        catalogue=catalogue,
        clock=clock,
        tell=report,
        files={each.name: each.file for each in settings.feed if each.file},
        herald=herald,
    )
    publishing = Publishing(parts_of_publishing)
    access = _access(settings, publishing.pages())
    return Offering(
        story=story,
        publishing=publishing,
        access=access,
        herald=herald,
        links=_links(catalogue),
    )


def _links(catalogue: Catalogue) -> dict[str, str]:
    topics = catalogue.topics if catalogue.hub else ()
    return {
        each.removeprefix(catalogue.base): hub.link(catalogue.hub, each)
        for each in topics
    }


def _site(catalogue: Catalogue, sources: Sequence[Source]) -> Site:
    served = {*catalogue.pages(), EVENTS, STYLE, SCRIPT}
    return Site(
        feeds=catalogue.offers,
        served=frozenset(each.removeprefix("/") for each in served),
        sources={each.id: each.outlet for each in sources},
        topics=tuple(dict.fromkeys(topic for each in sources for topic in each.topics)),
        languages=tuple(
            dict.fromkeys(each.language for each in sources if each.language)
        ),
    )


def _access(settings: Settings, paths: Collection[str]) -> Access:
    """Return who may read what: feeds have tokens, all else has users."""
    tokens: dict[str, tuple[str, ...]] = {}
    public = {STYLE, SCRIPT}
    for feed in settings.feed:
        its = [path for path in paths if _is_of(feed.name, path)]
        if feed.tokens:
            tokens |= dict.fromkeys(its, feed.tokens)
        else:
            public.update(its)
    return Access(tokens=tokens, users=settings.server.users, public=frozenset(public))


def _is_of(name: str, path: str) -> bool:
    return path.startswith((f"/{name}.", f"/{name}/"))
