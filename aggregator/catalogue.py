"""Every feed and list that can be had here, by its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, urlencode

from aggregator.editions import dated
from aggregator.feeds import Form, OutputFeed
from aggregator.looks.found import followed
from aggregator.model import FeedInfo, Rendition
from aggregator.outputs import Offer, Selection, Span
from aggregator.publish.atom import atom_of
from aggregator.publish.corrections import corrections
from aggregator.publish.healthfeed import health
from aggregator.publish.issues import derived_id, edition
from aggregator.publish.jsonfeed import jsonfeed_of
from aggregator.publish.opml import feeds_opml, sources_opml
from aggregator.publish.rss import rss_of
from aggregator.publish.wording import legal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from aggregator.model import EntryId, Source, Standing
    from aggregator.publish.issues import Edition
    from aggregator.settings.output import Feed
    from aggregator.store.unit import Store

Page: TypeAlias = Callable[[Mapping[str, str]], Rendition | None]
"""What was asked for -> document; None: there is none. It may raise a StoreError."""

FORMS: tuple[Form, ...] = ("atom", "json", "rss")

_WRITTEN: Mapping[Form, Callable[[Edition, FeedInfo], Rendition]] = {
    "atom": atom_of,
    "json": jsonfeed_of,
    "rss": rss_of,
}

_FOUND = 100  # entries of a search
_LONGEST = 200  # characters that are searched for
_SOURCES = 64  # whose feeds are held
_WINDOW = timedelta(days=7)  # of the feed of one source
_DAY = timedelta(days=1)  # which each feed shall hold (rule 14)
_DIGITS = 10


class Catalogue:
    """All feeds over the store; may be asked in any thread.

    Args:
        store: read, but for the ids that it mints at the first start, and for when
            feeds have changed.
        feeds: as configured; the first one is the main one.
        base: the public address, without a slash at its end.
        sources: what is followed.
        clock: tells the time.
        hub: the address of who tells of changes in feeds that are open to all; empty:
            nobody.
    """

    def __init__(
        self,
        store: Store,
        feeds: Sequence[Feed],
        *,
        base: str,
        sources: Sequence[Source],
        clock: Callable[[], datetime],
        hub: str = "",
    ) -> None:
        self._store = store
        self.base = base
        self._sources = sources
        self._clock = clock
        self._of_sources: dict[str, OutputFeed] = {}
        ids = _minted(store, feeds)
        self._id = ids["feed"]  # what the ids of all feeds without a name hang on
        self.feeds = {
            each.name: OutputFeed(
                store,
                self._info(each, ids[each.name]),
                span=each.extent,
                clock=clock,
                hub="" if each.tokens else hub,
                lasting=True,
            )
            for each in feeds
        }
        self.hub = hub
        self.topics = _topics(
            self.feeds[each.name] for each in feeds if not each.tokens
        )
        self.main = self.feeds[feeds[0].name]
        self._own = {name: ids[name] for name in ("corrections", "health")}
        self.offers = tuple(self._offer(each) for each in feeds)

    def pages(self) -> dict[str, Page]:
        """Return all but the configured feeds, by path."""
        archives = {
            f"/{name}/archive/{{number}}.{form}": partial(_archived, feed, form)
            for name, feed in self.feeds.items()
            for form in ("atom", "json")
        }
        of_sources = {
            f"/source/{{source:path}}.{form}": partial(self.of_source, form)
            for form in FORMS
        }
        own = {"search": self.search, "corrections": self.corrections}
        own["health"] = self.health
        return {
            **archives,
            **of_sources,
            **{
                f"/{name}.{form}": partial(page, form)
                for name, page in own.items()
                for form in FORMS
            },
            "/sources.opml": self.list_sources,
            "/feeds.opml": self.list_feeds,
        }

    def mark(self) -> object:
        """Return what changes whenever a feed or a page may look otherwise.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._store.reading() as unit:
            windows = [(each.since(), each.until()) for each in self.feeds.values()]
            return unit.entries.stamp(), windows

    def of_source(self, form: Form, query: Mapping[str, str]) -> Rendition | None:
        """Return the feed of one source, or of a live blog that was found.

        That of a live blog which is followed no more stays: who reads it shall see no
        error.

        Returns:
            None if there never was such a source.

        Raises:
            StoreError: the store cannot be read.
        """
        name = query["source"]
        source = next((each for each in self._sources if each.id == name), None)
        if source is None:
            with self._store.reading() as unit:
                source = unit.live_blogs.found(self._sources, name)
        if source is None:
            return None
        feed = self._of_sources.get(name) or self._feed_of(source)
        return feed.document(form)

    def search(self, form: Form, query: Mapping[str, str]) -> Rendition:
        """Return what has the words `q` in it, as a feed.

        Raises:
            StoreError: the store cannot be read.
        """
        words = legal(query.get("q", "")[:_LONGEST])
        with self._store.reading() as unit:
            timeline = unit.entries.search(words, limit=_FOUND, withdrawn="left out")
        info = replace(
            self.main.info,
            id=derived_id(f"search:{self._id}:{words}"),
            title=f"Search: {words}",
            url=f"{self.base}/search.{form}?{urlencode({'q': words})}",
        )
        return _WRITTEN[form](edition(timeline, info), info)

    def corrections(self, form: Form, _: Mapping[str, str]) -> Rendition:
        """Return what outlets corrected, retracted or took back, as a feed.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._store.reading() as unit:
            made = unit.entries.corrections(limit=_FOUND)
        info = self._named("corrections", "corrections and retractions", form)
        return self._dated(corrections(made, info), info, form)

    def health(self, form: Form, _: Mapping[str, str]) -> Rendition:
        """Return what is wrong with sources, as a feed.

        Raises:
            StoreError: the store cannot be read.
        """
        now = self._clock()
        info = self._named("health", "how the sources are doing", form)
        told = health(self._standings(now), info, now=now, full=self._full(now))
        return self._dated(told, info, form)

    def list_sources(self, _: Mapping[str, str]) -> Rendition:
        """Return all sources, as OPML.

        Raises:
            StoreError: the store cannot be read.
        """
        now = self._clock()
        return sources_opml(self._standings(now), self.main.info, modified=now)

    def list_feeds(self, _: Mapping[str, str]) -> Rendition:
        """Return the feeds that are open to all, as OPML."""
        return feeds_opml(self.offers, self.main.info, modified=self._clock())

    def _dated(self, told: Edition, info: FeedInfo, form: Form) -> Rendition:
        now = self._clock()
        its = (info.title, info.page)
        when = dated(self._store, told, info.id, *its, now=now, singly=True)
        return _WRITTEN[form](when, info)

    def _full(self, now: datetime) -> list[Offer]:
        """Return the feeds whose window is longer than a day, and that hold less."""
        return [
            each
            for each in self.offers
            if (ends := self.feeds[each.name].ends()) and now - ends < _DAY
        ]

    def _standings(self, now: datetime) -> Sequence[Standing]:
        with self._store.reading() as unit:
            return unit.sources.standings(followed(unit, self._sources), now)

    def _feed_of(self, source: Source) -> OutputFeed:
        main = self.main.info
        info = replace(
            main,
            id=derived_id(f"source:{self._id}:{source.id}"),
            title=f"{source.outlet}: {source.id}",
            url=f"{self.base}/source/{quote(source.id)}.atom",
            language=source.language or main.language,
        )
        span = Span(
            entries=300,
            window=_WINDOW,
            mode="off",
            selection=Selection(sources=frozenset({source.id})),
            # A source's may be configured when posts that state none are out already.
            language=main.language,
        )
        feed = OutputFeed(self._store, info, span=span, clock=self._clock)
        if len(self._of_sources) >= _SOURCES:
            self._of_sources.clear()
        self._of_sources[source.id] = feed
        return feed

    def _named(self, name: str, title: str, form: Form) -> FeedInfo:
        return replace(
            self.main.info,
            id=self._own[name],
            title=f"{self.main.info.title}: {title}",
            url=f"{self.base}/{name}.{form}",
        )

    def _info(self, feed: Feed, minted: EntryId) -> FeedInfo:
        return FeedInfo(
            id=minted,
            title=feed.title,
            url=f"{self.base}/{feed.name}.atom",
            page=f"{self.base}/",
            language=feed.language,
        )

    def _offer(self, feed: Feed) -> Offer:
        atom, json, rss = map(self.feeds[feed.name].url, FORMS)
        return Offer(
            name=feed.name,
            title=feed.title,
            atom=atom,
            json=json,
            rss=rss,
            language=feed.language,
            private=bool(feed.tokens),
        )


def _minted(store: Store, feeds: Sequence[Feed]) -> dict[str, EntryId]:
    """Return the ids of feeds that have a name: minted once, and kept."""
    names = ["feed", "corrections", "health", *(each.name for each in feeds)]
    with store.begin() as unit:
        return {each: unit.entries.feed_id(each) for each in names}


def _topics(public: Iterable[OutputFeed]) -> frozenset[str]:
    """Return the addresses of which a hub tells anybody."""
    return frozenset(feed.url(form) for feed in public for form in FORMS)


def _archived(
    feed: OutputFeed, form: Form, query: Mapping[str, str]
) -> Rendition | None:
    number = query["number"]
    told = number.isascii() and number.isdigit() and len(number) < _DIGITS
    return feed.archive(int(number), form) if told else None
