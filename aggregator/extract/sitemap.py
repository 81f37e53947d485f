"""News sitemaps, read without an XML parser, so that no entity is ever expanded.

The form is that of sitemaps.org, with the extension for news: `<url>` with `<loc>`,
`<news:title>` and `<news:publication_date>`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.text import times, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_HEAD = 4_096  # characters; what comes before the root is a declaration, or a comment
_ROOT = re.compile(r"<(?:\w+:)?urlset\b", re.IGNORECASE)
_NO_ROOT = re.compile(r"<!(?:DOCTYPE|ENTITY)|<(?:\w+:)?sitemapindex\b", re.IGNORECASE)
_BEGIN = re.compile(r"<(?:\w+:)?url>", re.IGNORECASE)
_FIELD = re.compile(
    r"<(loc|lastmod|(?!image:|video:)[\w.-]+:(?:title|publication_date))\b[^<>]*>"
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_LONGEST = 20_000  # characters of one address with all that is told of it
_MOST = 5_000  # addresses; a news sitemap has 1,000 at most


@dataclass(frozen=True, slots=True)
class Item:
    """One address of a sitemap, as written."""

    url: str
    title: str
    published: datetime | None


def is_sitemap(text: str) -> bool:
    """Tell whether a text is a sitemap that lists pages; one with a DTD is none."""
    head = text[:_HEAD]
    return bool(_ROOT.search(head)) and not _NO_ROOT.search(head)


def items(text: str) -> Iterator[Item]:
    """Yield the addresses of a sitemap in its order."""
    for part in _BEGIN.split(text, maxsplit=_MOST)[1 : _MOST + 1]:
        said: dict[str, str] = {}
        for name, written in _fields(part[:_LONGEST]):
            said.setdefault(name, _text(written))
        if said.get("loc"):
            dated = said.get("publication_date") or said.get("lastmod") or ""
            yield Item(said["loc"], said.get("title", ""), times.parse(dated))


def _fields(part: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in an address's elements, by name without its prefix."""
    for begun in _FIELD.finditer(part):
        end = part.find(f"</{begun[1]}", begun.end())
        if end < 0:
            return
        yield begun[1].rpartition(":")[2], part[begun.end() : end]


def _text(written: str) -> str:
    cdata = _CDATA.search(written)
    return words.squeeze(cdata[1] if cdata else html.unescape(written))
