"""Where the posts before those of a page are: its pager, never another story."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from aggregator.extract import jsonpagers, lifewords, parts, sites
from aggregator.extract import page as pages
from aggregator.extract.ancestry import with_ancestors
from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from aggregator.extract.lifewords import Use
    from aggregator.extract.page import Page
    from aggregator.model import Document

_COMMENTS = re.compile(r"comment|kommentar|comentari|commenti|reply|respond")
_OLDER_CLASS = re.compile(r"(?<![a-z])(?:older|load-?more|show-?more)(?![a-z])")
_MOST_LINKS = 3_000  # of a page; what has more is no live blog
_LIVE = re.compile(r"live|ticker", re.IGNORECASE)
_ABOVE = 3  # nodes around a link whose names tell what it is for
_LONGEST_LABEL = 80  # characters
_NAMES = ("class", "id", "href")
_DIGITS = re.compile(r"\d+")

_LINK = re.compile(r"<(?:\w+:)?link\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_FEED_RELATIONS = ("prev-archive", "next")
_FEED_HEAD = 65_536  # characters


def older(page: Page, *, ascending: bool = False) -> str | None:
    """Return the absolute address of the page with the posts before those shown.

    On the same site, another than this page's own, and part of the same live blog by
    its path: only a parameter or a number at its end differs. Else, as tagesschau has
    it, the live blog of the day before, if a link calls it so.

    Args:
        page: a live blog, or the JSON of one.
        ascending: whether it shows its oldest posts first; then what is called the
            next page has what is newer.
    """
    stated = jsonpagers.older(page)
    if stated:
        return stated
    found = list(_parts(page))
    return (
        _labelled(found, page, ascending=ascending)
        or _by_number(found, page, ascending=ascending)
        or _archive(page)
    )


def older_of_feed(document: Document) -> str | None:
    """Return the address of the document with the items before those of a feed.

    RFC 5005, sections 3 and 4: `next` of a paged feed, `prev-archive` of an archived
    one; as a link of the feed, not of an item. `next_url` of a JSON Feed 1.1.
    """
    text = pages.decode(document)
    if text.lstrip()[:1] == "{":
        return jsonpagers.next_of_feed(text, document.url)
    item = _ITEM.search(text)
    head = text[: item.start() if item else len(text)][:_FEED_HEAD]
    links = [_attributes(link[1]) for link in _LINK.finditer(head)]
    stated = (
        urls.absolute(link.get("href"), base=document.url)
        for relation in _FEED_RELATIONS
        for link in links
        if relation in link.get("rel", "").lower().split()
    )
    return next((url for url in stated if url and _leads_on(url, document.url)), None)


def _attributes(written: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or "")
        for found in _ATTRIBUTE.finditer(written)
    }


def _leads_on(url: str, of: str) -> bool:
    return sites.on_site(url, of) and not sites.same_page(url, of)


def _parts(page: Page) -> Iterator[tuple[LexborNode, str]]:
    """Yield the links of a page to other parts of it, and where they lead."""
    stem = parts.stem(page.url).rpartition("/")[2]
    resolved: dict[str, str | None] = {}  # the links of a post are many and alike
    for node in page.tree.css("a[href], link[rel][href]")[:_MOST_LINKS]:
        href = (node.attributes["href"] or "").strip().partition("#")[0]
        if not (href.startswith("?") or (stem and stem in href.lower())):
            continue
        if href not in resolved:
            resolved[href] = _part(href, page.url)
        url = resolved[href]
        if url and not _is_of_comments(node):
            yield node, url


def _part(href: str, of: str) -> str | None:
    """Return where a link leads, if it is to another part of the same live blog."""
    if "://" in href and sites.site(href) != sites.site(of):  # the most are to share
        return None
    url = urls.absolute(href, base=of)
    if url and _leads_on(url, of) and parts.is_part(url, of):
        return url
    return None


def _is_of_comments(node: LexborNode) -> bool:
    """Tell whether a link turns the pages of what readers say."""
    return any(
        _COMMENTS.search((each.attributes.get(name) or "").lower())
        for each in with_ancestors(node, _ABOVE)
        for name in _NAMES
    )


def _labelled(
    found: list[tuple[LexborNode, str]], page: Page, *, ascending: bool
) -> str | None:
    """Return the first address whose link says that it leads to what is older."""
    onward: Use = "backward" if ascending else "onward"
    relation = "prev" if ascending else "next"
    for node, url in found:
        if (
            relation in (node.attributes.get("rel") or "").lower().split()
            or parts.leads_back(url, page.url)
            or _OLDER_CLASS.search((node.attributes.get("class") or "").lower())
            or any(
                lifewords.is_all(use, label)
                for label in _labels(node)
                for use in ("older", onward)
            )
        ):
            return url
    return None


def _labels(node: LexborNode) -> Iterator[str]:
    said = (node.text(), *map(node.attributes.get, ("aria-label", "title")))
    yield from (label for label in said if label and len(label) <= _LONGEST_LABEL)


def _by_number(
    found: list[tuple[LexborNode, str]], page: Page, *, ascending: bool
) -> str | None:
    """Return the address of the part that is numbered next.

    An address without a number is of the first part, which is 0 where the link of the
    second, by its label, says 1.
    """
    own = parts.number(page.url)
    for node, url in found:
        there = parts.number(url)
        if own is None:
            second = there == 2 or (there == 1 and node.text().strip() == "2")  # noqa: PLR2004
            if second and not ascending:
                return url
        elif there == own + (-1 if ascending else 1):
            return url
    return None


def _archive(page: Page) -> str | None:
    """Return the address of the live blog of the day before, at the page's end."""
    for node in reversed(page.tree.css("a[href]")[:_MOST_LINKS]):
        href = node.attributes["href"] or ""
        if not _LIVE.search(href):
            continue
        if any(lifewords.is_all("archive", label) for label in _labels(node)):
            url = urls.absolute(href, base=page.url)
            if url and _leads_on(url, page.url) and _is_kin(url, page.url):
                return urls.without_fragment(url)
    return None


def _is_kin(url: str, of: str) -> bool:
    """Tell whether two addresses are of live blogs of one series."""
    there, here = (
        _DIGITS.sub("0", sites.path(each)).rpartition("/") for each in (url, of)
    )
    shared = sites.subject(there[2]) & sites.subject(here[2])
    return there[0] == here[0] and bool(shared)
