"""The live blogs that a front page, a feed or a news sitemap names."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from aggregator.extract import feed, jsonfeed, likely, parts, sitemap, sites
from aggregator.extract import page as pages
from aggregator.extract.ancestry import with_ancestors
from aggregator.liveblog import Link
from aggregator.text import markup, times, urls, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page
    from aggregator.model import Document

_MOST = 100  # links of one list
_MOST_ANCHORS = 5_000
_LONGEST_TITLE = 300  # characters
_ABOVE = 50  # nodes around a link
_MOST_PARTS = 20  # elements in a link
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_ASIDE = {"nav", "footer"}  # their links lead to sections


def links(document: Document, keep: Sequence[str] = ()) -> tuple[Link, ...]:
    """Return the live blogs that a document names, whatever it is.

    Absolute, without fragment and tracking, each once, in its order, at most 100.

    Args:
        document: a feed, a news sitemap or a page.
        keep: regular expressions of the operator; what has one of them in its address
            or title is taken for a live blog, whatever it looks like.
    """
    if feed.is_feed(document):
        return tuple(of_feed(feed.drafts(document)[0], document, keep))
    if jsonfeed.is_json_feed(document):
        return tuple(of_feed(jsonfeed.drafts(document)[0], document, keep))
    text = pages.decode(document)
    if sitemap.is_sitemap(text):
        return tuple(of_sitemap(text, document, keep))
    if text.lstrip()[:1] in {"{", "["}:
        return ()
    return tuple(of_page(pages.parse(document), keep))


def offered(document: Document) -> tuple[Link, ...]:
    """Return the feed that a page offers in its own place; of several, the first.

    Other forms of it would tell every post twice, and comments are no posts.
    """
    page = pages.parse(document)
    feeds = [url for url in page.feeds if not _COMMENTS.search(url)]
    return tuple(Link(url=url, title=page.titles) for url in feeds[:1])


def of_feed(
    drafts: Sequence[Draft], document: Document, keep: Sequence[str] = ()
) -> list[Link]:
    """Return the items of a feed that are live blogs, of whatever site."""
    found = (
        Link(url=url, title=title, published=times.parse(draft.published or ""))
        for draft in drafts
        if (url := _address(draft.url, document.url))
        and _is_one(url, title := markup.inline(draft.title or ""), keep)
    )
    return _each_once(found)


def of_sitemap(text: str, document: Document, keep: Sequence[str] = ()) -> list[Link]:
    """Return the live blogs of a news sitemap; none of a sitemap index."""
    if not sitemap.is_sitemap(text):
        return []
    found = (
        Link(url=url, title=item.title, published=item.published)
        for item in sitemap.items(text)
        if (url := _address(item.url, document.url))
        and sites.on_site(url, document.url)
        and _is_one(url, item.title, keep)
    )
    return _each_once(found)


def of_page(page: Page, keep: Sequence[str] = ()) -> list[Link]:
    """Return the live blogs that a page links to on its own site, itself apart.

    Links in its navigation and its foot lead to sections, and are left out.
    """
    own = parts.stem(page.url)
    found = [
        Link(url=url, title=title)
        for node in page.tree.css("a[href]")[:_MOST_ANCHORS]
        if (url := _address(node.attributes["href"], page.url))
        and sites.on_site(url, page.url)
        and parts.stem(url) != own
        and (title := _live_title(node, url, keep)) is not None
    ]
    return _each_once(found)


def _live_title(node: LexborNode, url: str, keep: Sequence[str]) -> str | None:
    """Return what a link calls a live blog; None if it leads to none."""
    badge, title = _parted(node)
    if not _is_one(url, title, keep, badge) or _is_aside(node):
        return None
    return title


def _is_one(url: str, title: str, keep: Sequence[str], badge: str = "") -> bool:
    told = (
        re.search(each, said, re.IGNORECASE) for each in keep for said in (url, title)
    )
    return any(told) or likely.is_live_blog(url, title, badge)


def _parted(node: LexborNode) -> tuple[str, str]:
    """Return the label at a link, and its title without it."""
    said = words.squeeze(node.text(separator=" "))[:_LONGEST_TITLE]
    stated = node.attributes.get("aria-label") or node.attributes.get("title") or ""
    title = said or words.squeeze(stated)[:_LONGEST_TITLE]
    within = next(filter(likely.is_label, _texts(node)), "")
    if within and title.startswith(within):
        return within, title.removeprefix(within).strip()
    return within, title


def _texts(node: LexborNode) -> Iterator[str]:
    """Yield the texts of the elements in a link, and of the one before it."""
    for each in node.css("*")[1:_MOST_PARTS]:
        yield words.squeeze(each.text())
    before = node.prev
    while before is not None and before.tag == "-text":
        before = before.prev
    if before is not None:
        yield words.squeeze(before.text())


def _is_aside(node: LexborNode) -> bool:
    return any(each.tag in _ASIDE for each in with_ancestors(node, _ABOVE))


def _address(url: str | None, base: str) -> str | None:
    found = urls.absolute(url, base=base)
    return parts.whole(found) if found else None


def _each_once(found: Iterable[Link]) -> list[Link]:
    """Return each address once, with the first title that it is given."""
    links: dict[str, Link] = {}
    for link in found:
        if not (link.url in links and links[link.url].title):
            links[link.url] = link
    named = (
        replace(each, title=each.title or _slug(each.url)) for each in links.values()
    )
    return list(islice(named, _MOST))


def _slug(url: str) -> str:
    """Return the words of an address, for want of a title."""
    last = sites.path(url).rpartition("/")[2]
    return words.squeeze(re.sub(r"[-_+]", " ", last)) or url
