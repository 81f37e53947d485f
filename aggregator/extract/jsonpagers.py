"""Where the posts before those of a JSON document are, by its own pager."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from aggregator.extract import lenient, parts, sites
from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.extract.lenient import Object
    from aggregator.extract.page import Page

_NEXT = (
    "older", "olderUrl", "older_url", "next", "nextPage", "next_page", "nextUrl",
    "next_url", "next_page_url", "nextPageUrl", "nextLink", "next_link", "loadMoreUrl",
)  # fmt: skip
_CURRENT = ("index", "currentPage", "current_page", "current", "page", "pageNumber")
_PAGES = ("totalPages", "total_pages", "pages", "pageCount", "last_page", "lastPage")
_SIZE = ("max_results", "per_page", "perPage", "pageSize", "page_size", "limit", "size")
_ENTRIES = re.compile(r"(/get-entries/)(\d+)(?=/|\Z)")  # of Automattic's liveblog
_PAGER = re.compile(r"_?meta|page|pager|paging|pagination", re.IGNORECASE)
_LINK = re.compile(r"https?://|[/?]|[\w.-]+(?:/[\w.-]+)*\?")


def older(page: Page) -> str | None:
    """Return the address of the document with the posts before those of this one.

    From a link of its own (the Guardian's `older`, Sourcefabric's `_links.next`), or
    counted from its page and its pages (BBC, Automattic, `_meta`). None for HTML.
    """
    if page.tree.css_first("body *, head *") is not None:
        return None
    candidates = (
        *(url for _, each in page.near for url in _linked(each, page.url)),
        *(
            url
            for name, each in page.near
            if _PAGER.fullmatch(name) or "pages" in each
            for url in _counted(each, page.url)
        ),
    )
    return next((url for url in candidates if url != page.url), None)


def next_of_feed(text: str, url: str) -> str | None:
    """Return `next_url` of a JSON Feed, version 1.1."""
    feed = lenient.loads(text)
    said = lenient.first(feed, "next_url") if isinstance(feed, dict) else None
    following = urls.absolute(said, base=url)
    if not following or not sites.on_site(following, url):
        return None
    return None if sites.same_page(following, url) else following


def _linked(found: Object, url: str) -> Iterator[str]:
    for name in _NEXT:
        said = found.get(name)
        href = said.get("href") if isinstance(said, dict) else said
        if isinstance(href, str) and _LINK.match(href):
            following = _resolved(href, url)
            if following and parts.is_part(following, url):
                yield following


def _resolved(href: str, url: str) -> str | None:
    """Return a link made absolute; on the same site, else None.

    `?page=2` is put to what the address asks for already; Eve's links, as Sourcefabric
    has them, are relative to the root of the interface.
    """
    parts_of = urlsplit(href)
    own = urlsplit(url).path
    if href.startswith("?"):
        href = sites.with_parameters(url, sites.parameters(href))
    elif not parts_of.scheme and own.endswith(f"/{parts_of.path}"):
        href = f"?{parts_of.query}"
    following = urls.absolute(urljoin(url, href), base=url)
    return following if sites.on_site(following, url) else None


def _counted(found: Object, url: str) -> Iterator[str]:
    current, total = _whole(found, _CURRENT), _pages(found)
    if current is None or total is None or not current < total:
        return
    if _ENTRIES.search(url):
        yield _ENTRIES.sub(rf"\g<1>{current + 1}", url)
    else:
        yield parts.numbered(url, current + 1)


def _pages(found: Object) -> int | None:
    """Return how many pages there are."""
    pages, total = _whole(found, _PAGES), _whole(found, ("total",))
    size = _whole(found, _SIZE)
    if pages is not None or total is None:
        return pages
    return -(-total // size) if size else total


def _whole(found: Object, names: tuple[str, ...]) -> int | None:
    said = (found.get(name) for name in names)
    return next(
        (each for each in said if isinstance(each, int) and not isinstance(each, bool)),
        None,
    )
