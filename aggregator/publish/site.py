"""What a page must know of all that is served beside it, to lead there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from aggregator.outputs import Offer
from aggregator.publish.wording import legal, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.model import FeedInfo, SourceId
    from aggregator.outputs import Filters

_ATOM = "application/atom+xml"
_OPML = "text/x-opml"
_OF_A_SOURCE = "source/"
_FORMS = (
    ("Atom", _ATOM),
    ("JSON", "application/feed+json"),
    ("RSS", "application/rss+xml"),
)
_OURS = (
    ("corrections.atom", "Corrections and retractions", _ATOM),
    ("health.atom", "How the sources are doing", _ATOM),
    ("sources.opml", "All sources as OPML", _OPML),
    ("feeds.opml", "All feeds as OPML", _OPML),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that is served beside a page, and what its timeline can be filtered by."""

    feeds: tuple[Offer, ...] = ()
    served: frozenset[str] = frozenset()  # paths below the timeline's: "search.atom"
    sources: Mapping[SourceId, str] = field(default_factory=dict)  # the outlets' names
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # BCP 47


BARE = Site()
"""Nothing is served but the pages and the one feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One address of a document that a feed reader takes."""

    href: str
    words: str
    type: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """A feed in each of its forms."""

    title: str
    forms: tuple[Way, ...]


def feeds_of(site: Site, info: FeedInfo) -> tuple[Ways, ...]:
    """Return the feeds that a page names: `info`'s first, and none that is private."""
    offers = list(site.feeds)
    if info.url not in {each.atom for each in offers}:
        offers.append(Offer(name="", title=info.title, atom=info.url, json="", rss=""))
    ordered = sorted(offers, key=lambda each: each.atom != info.url)
    return tuple(_ways(each) for each in ordered if not each.private)


def lists_of(site: Site, *, root: str) -> tuple[Way, ...]:
    """Return what is served of ourselves: corrections, health and lists.

    Args:
        site: tells what is served.
        root: leads from the page to the timeline's folder.
    """
    return tuple(
        Way(href=f"{root}{path}", words=words, type=kind, title=words)
        for path, words, kind in _OURS
        if path in site.served
    )


def source_feed(site: Site, source: SourceId) -> str | None:
    """Return where the feed of a source lies that is followed; None: none is served."""
    if not any(each.startswith(_OF_A_SOURCE) for each in site.served):
        return None
    return f"{_OF_A_SOURCE}{quote(legal(source))}.atom"


def feed_of(filters: Filters, site: Site) -> Way | None:
    """Return the feed of what a filter shows, where there is one for just that."""
    asked = {name for name in ("topic", "language") if getattr(filters, name)}
    if asked or (filters.words and filters.source):
        return None
    return next(_narrow(filters, site), None)


def query_of(filters: Filters, *, before: str = "", refresh: int = 0) -> str:
    """Return what stands behind the page's address: "?q=harbour", or nothing.

    Args:
        filters: what is asked to be shown.
        before: the id of the entry that older ones are asked for of; empty: the newest.
        refresh: seconds after which the page is to load itself anew; 0: it is not.
    """
    fields = {
        "q": filters.words,
        "source": filters.source,
        "topic": filters.topic,
        "language": filters.language,
        "before": before,
        "refresh": str(refresh or ""),
    }
    query = urlencode({name: legal(told) for name, told in fields.items() if told})
    return f"?{query}" if query else ""


def _ways(offer: Offer) -> Ways:
    title = one_line(offer.title)
    addresses = (offer.atom, offer.json, offer.rss)
    forms = (
        Way(href=legal(href), words=words, type=kind, title=_named(title, words))
        for href, (words, kind) in zip(addresses, _FORMS, strict=True)
        if href
    )
    return Ways(title=title, forms=tuple(forms))


def _named(title: str, form: str) -> str:
    return title if form == "Atom" else f"{title} ({form})"


def _narrow(filters: Filters, site: Site) -> Iterator[Way]:
    if filters.words and "search.atom" in site.served:
        words = one_line(filters.words)
        href = f"search.atom?{urlencode({'q': legal(filters.words)})}"
        yield Way(href=href, words="Atom", type=_ATOM, title=f"Search: {words}")
    known = filters.source in site.sources
    feed = source_feed(site, filters.source) if known else None
    if feed is not None:
        outlet = one_line(site.sources[filters.source] or filters.source)
        yield Way(href=feed, words="Atom", type=_ATOM, title=outlet)
