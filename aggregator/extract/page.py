"""One document of an outlet that is no feed, parsed once for all its readers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import lenient, surface
from aggregator.text import charset, times, urls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aggregator.model import Document

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PARAGRAPHS = 5  # what has fewer may be a list of links, or a notice
_DATED = ("dateModified", "datePublished")
_DATED_TAGS = (
    'meta[property="article:modified_time"]',
    'meta[property="article:published_time"]',
    'meta[itemprop="dateModified"]',
    'meta[itemprop="datePublished"]',
)
_LIVE = "LiveBlogPosting"
_MOST_FEEDS = 3  # enough to choose from in one line
_FEEDS = 'link[rel~="alternate"][type="application/%s"][href]'


@dataclass(frozen=True, kw_only=True)
class Page:
    """A parsed page; of a JSON document, the tree is empty.

    What is asked of it by several readers is looked up once.
    """

    url: str
    tree: LexborHTMLParser
    data: tuple[object, ...] = ()  # its JSON-LD blocks, or the JSON document itself
    fetched: datetime
    expected: bool = False  # the operator says that it is a live blog

    @cached_property
    def titles(self) -> str:
        """What the page calls itself, as plain text."""
        return " ".join(node.text(separator=" ") for node in self.tree.css("title, h1"))

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is an article, or reads like one."""
        stated = self.tree.css_first('meta[property="og:type"][content="article" i]')
        types = (
            kind
            for each in self.objects()
            for kind in lenient.listed(each.get("@type"))
        )
        return bool(
            stated
            or any(isinstance(kind, str) and kind.endswith("Article") for kind in types)
            or len(self.tree.css("p")) >= _PARAGRAPHS
        )

    @property
    def text(self) -> str:
        """The words that the page has without scripts."""
        copy = self.tree.clone()
        copy.strip_tags(["script", "style", "noscript", "template"], recursive=True)
        return copy.body.text(separator=" ").strip() if copy.body else ""

    @property
    def feeds(self) -> list[str]:
        """The addresses of the feeds that the page offers."""
        kinds = ("atom+xml", "rss+xml", "feed+json")
        found = (node for kind in kinds for node in self.tree.css(_FEEDS % kind))
        offered = (
            urls.absolute(node.attributes["href"], base=self.url) for node in found
        )
        return list(dict.fromkeys(url for url in offered if url))[:_MOST_FEEDS]

    def objects(self) -> Sequence[lenient.Object]:
        """Return every object in the page's data, outer before inner."""
        return self._objects

    @cached_property
    def _objects(self) -> Sequence[lenient.Object]:
        return [each for block in self.data for each in lenient.objects(block)]

    @cached_property
    def live_blogs(self) -> Sequence[lenient.Object]:
        """What it states as a live blog (schema.org), with posts or without."""
        return [
            each
            for each in self.objects()
            if "liveBlogUpdate" in each
            or ("@type" in each and _LIVE in lenient.listed(each["@type"]))
        ]

    @cached_property
    def scripts(self) -> Sequence[tuple[str, str]]:
        """The type and the text of its own scripts, but of its JSON-LD."""
        nodes = self.tree.css("script:not([src])")
        typed = [(node.attributes.get("type") or "", node) for node in nodes]
        return [(kind, node.text()) for kind, node in typed if "ld+json" not in kind]

    @cached_property
    def near(self) -> Sequence[tuple[str, lenient.Object]]:
        """The objects near the top of its data, by the names they stand under."""
        return [each for block in self.data for each in surface.objects(block)]

    def stated(self) -> Sequence[str]:
        """Return the dates that the page states for itself, as written."""
        return self._stated

    @cached_property
    def _stated(self) -> Sequence[str]:
        said = [
            lenient.first(each, name)
            for each in self.objects()
            for name in _DATED
            if name in each
        ]
        said += [
            node.attributes.get("content")
            for css in _DATED_TAGS
            for node in self.tree.css(css)
        ]
        return [value for value in said if value]

    def dated(self, zone: str | None) -> datetime:
        """Return the newest time that the page states for itself; else the fetch's.

        Args:
            zone: IANA name for a time without an offset; None: UTC.
        """
        return max(self.dates(zone), default=self.fetched)

    def dates(self, zone: str | None) -> list[datetime]:
        """Return the times that the page states for itself, as `dated` reads them."""
        known = (times.parse(_whole(value), zone=zone) for value in self.stated())
        return [time for time in known if time and time <= self.fetched]


def _whole(day: str) -> str:
    """A day alone may mean any time of it, up to its end."""
    return f"{day}T23:59:59" if _DAY.fullmatch(day) else day


def parse(document: Document) -> Page:
    """Return a page, parsed; whatever the bytes are, something comes of it."""
    return of_markup(document, decode(document))


def of_markup(document: Document, text: str) -> Page:
    """Return the page of a document whose text is known, as `decode` returns it."""
    tree = LexborHTMLParser(text)
    return Page(
        url=_address(document.url, tree),
        tree=tree,
        data=tuple(
            lenient.loads(node.text())
            for node in tree.css('script[type^="application/ld+json"]')
        ),
        fetched=document.fetched,
    )


def of_json(document: Document, data: object) -> Page:
    """Return the page that a JSON document stands for."""
    empty = LexborHTMLParser("")
    return Page(url=document.url, tree=empty, data=(data,), fetched=document.fetched)


def _address(url: str, tree: LexborHTMLParser) -> str:
    """Of a page without an address, a saved file, take the one that it states."""
    if urls.host(url):
        return url
    canonical = tree.css_first('link[rel="canonical"][href]')
    stated = canonical.attributes["href"] if canonical else None
    return urls.absolute(stated, base=url) or url


def decode(document: Document) -> str:
    """Return the text of a document, in the charset that `text.charset` finds."""
    return charset.decoded(document.body, document.media_type)
