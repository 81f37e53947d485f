"""A later pass over feeds of which a twentieth has changed: its cost in full parses.

    python benchmarks/warm_pass.py [FEEDS]

Feeds of our own words, 20 to 60 items each, the half RSS and the half Atom, are read
once; then 5 % of the items of each are new, and all are read again as the daemon does.
CPU seconds of this process, against feedparser over the same bytes with its defaults,
and with links and markup left as they are. What is not feedparser's work stands beside
it: posts made and sanitised, which a full pass would have to do for all items.
"""

from __future__ import annotations

import asyncio
import io
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import feedparser

from aggregator.extract.registry import Registry
from aggregator.model import Document, Source
from aggregator.remembering import Remembering

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Extraction

FEEDS = 1_000
CHANGED = 20  # one item in so many is new
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = ("harbour", "council", "storm", "ferry", "warden", "ballot", "quay", "bridge")
RSS = """<item><title>{title}</title><link>https://{host}/news/{n}</link>
<guid isPermaLink="false">{host}-{n}</guid><pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT
</pubDate><dc:creator>Ann Day</dc:creator><category>Harbour</category>
<description><![CDATA[{body}]]></description></item>"""
ATOM = """<entry><id>tag:{host},2026:{n}</id><title>{title}</title>
<link href="https://{host}/news/{n}"/><updated>{date:%Y-%m-%dT%H:%M:%SZ}</updated>
<published>{date:%Y-%m-%dT%H:%M:%SZ}</published><author><name>Ann Day</name></author>
<content type="html"><![CDATA[{body}]]></content></entry>"""
RSS_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Gazette of {host}</title><link>https://{host}/</link><language>en</language>
<lastBuildDate>Sun, 01 Mar 2026 12:{look:02}:00 GMT</lastBuildDate>
{items}
</channel></rss>"""
ATOM_FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Gazette</title>
<id>tag:{host},2026:feed</id><link href="https://{host}/"/>
<updated>2026-03-01T12:{look:02}:00Z</updated>
{items}
</feed>"""


@dataclass(frozen=True)
class Outlet:
    """A feed that rolls: each look shows its newest items."""

    number: int

    @property
    def source(self) -> Source:
        """It, as it is configured."""
        return Source(id=self.host, url=f"https://{self.host}/feed", outlet=self.host)

    @property
    def host(self) -> str:
        """Where it is."""
        return f"gazette-{self.number}.example"

    def document(self, look: int) -> Document:
        """Return what is served at a look; at each, a twentieth of it is new."""
        size = 20 + self.number % 41
        first = look * max(1, round(size / CHANGED))
        item, whole = (RSS, RSS_FEED) if self.number % 2 else (ATOM, ATOM_FEED)
        items = (self._item(item, n) for n in range(first + size, first, -1))
        body = whole.format(host=self.host, look=look, items="\n".join(items))
        return Document(
            source=self.source.id,
            url=self.source.url,
            body=body.encode(),
            media_type="application/xml",
            fetched=NOW + timedelta(minutes=look),
        )

    def _item(self, form: str, n: int) -> str:
        chance = random.Random(f"{self.number} {n}")  # noqa: S311 - words, no secret
        told = [" ".join(chance.choices(WORDS, k=30)) for _ in range(5)]
        body = "".join(f'<p>{each} <a href="/news/{n}">more</a></p>' for each in told)
        title = " ".join(chance.choices(WORDS, k=8))
        date = NOW - timedelta(days=9) + timedelta(minutes=n)
        return form.format(host=self.host, n=n, title=title, date=date, body=body)


class Reader:
    """Reads all outlets as the daemon does, and counts the posts."""

    def __init__(self, outlets: list[Outlet]) -> None:
        self._outlets = outlets
        self._registry = Registry({})
        self._remembering = Remembering(self._read)
        self.posts = 0

    async def passed(self, look: int) -> float:
        """Return the CPU seconds of one pass."""
        took, self.posts = 0.0, 0
        for each in self._outlets:
            document, source = each.document(look), each.source
            began = time.process_time()
            await self._remembering.read(document, source)
            took += time.process_time() - began
        return took

    async def _read(self, document: Document, source: Source) -> Extraction:
        found = self._registry.read(document, source)
        self.posts += len(found.posts)
        return found


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FEEDS
    outlets = [Outlet(number) for number in range(count)]
    documents = [each.document(1) for each in outlets]
    print(f"{count} feeds, {sum(len(each.body) for each in documents) / 1e6:.0f} MB")
    full = of_all(documents, parse)
    told("feedparser, its defaults", full, full)
    told("feedparser, markup untouched", of_all(documents, parse_plainly), full)
    reader = Reader(outlets)
    for name, look in (("all new", 0), ("5 % new", 1), ("only the head new", 1)):
        took = asyncio.run(reader.passed(look))
        told(f"{name}: {reader.posts:,} posts", took, full)


def told(name: str, took: float, full: float) -> None:
    """Print one figure."""
    print(f"{name:32} {took:7.2f} s  {took / full:6.3f} of a full parse")


def of_all(documents: list[Document], parse: Callable[[bytes], object]) -> float:
    """Return the CPU seconds that one way of parsing takes for all documents."""
    began = time.process_time()
    for each in documents:
        parse(each.body)
    return time.process_time() - began


def parse(body: bytes) -> object:
    """Parse as feedparser does by itself."""
    return feedparser.parse(io.BytesIO(body))


def parse_plainly(body: bytes) -> object:
    """Parse, and leave links and markup as they are."""
    return feedparser.parse(
        io.BytesIO(body), resolve_relative_uris=False, sanitize_html=False
    )


if __name__ == "__main__":
    main()
