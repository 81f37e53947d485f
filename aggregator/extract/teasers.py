"""Whether an item announces a page of its own, told by its links."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.lengths import Lengths
    from aggregator.extract.page import Page

_OF_A_BLOG = re.compile(r"live[-_]?blog|ticker|\blive\b|_live_")
_SLUG = re.compile(r"[^\W_]+")
_TITLE = 3  # words of a headline, at least
_ALIKE = 0.6  # of a headline's words stand in the address of its page


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What may announce another page, in one item of a row."""

    headings: Sequence[LexborNode]
    paragraphs: Sequence[LexborNode]
    links: Sequence[LexborNode]


def target(item: Item, page: Page, lengths: Lengths) -> str | None:
    """Return where an item's headline, or the line above its text, leads to."""
    title = _title(item)
    opening = math.inf
    if item.paragraphs:
        opening = lengths.order[item.paragraphs[0].mem_id]
    return next(
        (
            url
            for link in item.links
            if _resembles(link, title)
            or (
                lengths.order[link.mem_id] < opening
                and lengths.of(link) >= _TITLE
                and _is_alone(link)
            )
            if (url := _elsewhere(page, link))
        ),
        None,
    )


def _title(item: Item) -> set[str]:
    said = item.headings[0].text().lower() if item.headings else ""
    return set(_SLUG.findall(said))


def _is_alone(link: LexborNode) -> bool:
    """Tell whether no text stands beside a link, in its line."""
    beside = (link.prev, link.next)
    return not any(
        each is not None and each.tag == "-text" and (each.text_content or "").strip()
        for each in beside
    )


def _resembles(link: LexborNode, title: set[str]) -> bool:
    """Tell whether an address is made of a headline: "/2026/ferry-back-in-port"."""
    path = set(_SLUG.findall(urlsplit(link.attributes["href"] or "").path.lower()))
    return len(title) >= _TITLE and len(title & path) >= _ALIKE * len(title)


def _elsewhere(page: Page, link: LexborNode) -> str | None:
    """Return the path of another page that a link leads to."""
    own = urlsplit(page.url).path.rstrip("/")
    url = urls.absolute(link.attributes["href"], base=page.url)
    path = urlsplit(url or "").path.rstrip("/")
    within = path == own or (bool(own) and path.startswith(own))
    return None if not url or within or _OF_A_BLOG.search(path) else path
