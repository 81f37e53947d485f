"""What a document is, and its posts: the one door for those who have a document."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.errors import ExtractError
from aggregator.extract import (
    account,
    bulk,
    deletions,
    discovery,
    feed,
    jsonfeed,
    lenient,
    obstacle,
    pagers,
    paste,
    payload,
    quarantine,
    readers,
    segments,
    signs,
    sitemap,
    unseen,
)
from aggregator.extract import (
    page as pages,
)
from aggregator.extract.drafts import key_of
from aggregator.extract.guarded import guarded
from aggregator.extract.outlet import Outlet, load_outlets
from aggregator.extract.posts import Made, made, marked
from aggregator.liveblog import NO_SIGNS, Signs
from aggregator.model import Document, DocumentKind, Extraction, Source
from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from aggregator.extract.account import Account
    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page
    from aggregator.extract.readers import Reading
    from aggregator.liveblog import Discover

_NO_OUTLET = Outlet(profile="")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a document turned out to be, before its drafts become posts."""

    kind: DocumentKind
    document: Document
    drafts: Sequence[Draft] = ()
    warnings: tuple[str, ...] = ()
    reading: Reading | None = None  # of a page
    deleted: Sequence[str] = ()  # the outlet's ids


def read(document: Document, source: Source, extra: Path | None) -> Extraction:
    """Return what `Registry.read` does; the registry is made once per process.

    Args:
        document: as it was fetched.
        source: whose it is.
        extra: the operator's own directory of outlets, if there is one.

    Raises:
        ExtractError: no posts could be read.
        ConfigError: an outlet's file cannot be used.
    """
    return _registry(extra).read(document, source)


@functools.cache
def _registry(extra: Path | None) -> Registry:
    return Registry(load_outlets(extra))


class Registry:
    """Reads any document into posts; keeps the outlets' own rules.

    Args:
        outlets: by the name of their profile.
        without: readers of pages that are not asked, to see what the others are worth.
    """

    def __init__(
        self, outlets: Mapping[str, Outlet], *, without: Sequence[str] = ()
    ) -> None:
        self._outlets = outlets
        self._without = without

    def read(self, document: Document, source: Source) -> Extraction:
        """Return the posts of a document, or of a list the live blogs that it names.

        Raises:
            ExtractError: it has no posts, or something stands before the list; the
                reason says what came, and what to do.
        """
        if source.discover is not None:
            return _listed(document, source, source.discover)
        found = self.examine(document, source)
        if found.posts or found.deleted or found.items:
            return found
        # Of a broken feed without items, one cannot tell whether it has none.
        if found.kind == "feed" and found.warnings == (unseen.NO_ITEMS,):
            return found
        lost = [f"{found.unreadable} items gave no post"] if found.unreadable else []
        raise ExtractError(source.id, "; ".join([*found.warnings, *lost]))

    def examine(self, document: Document, source: Source) -> Extraction:
        """Return what a document is and has, be it dull; the warnings say why."""
        return unseen.read(document, functools.partial(self._whole, source=source))

    def explain(self, document: Document, source: Source) -> tuple[Extraction, Account]:
        """Return what `examine` does, and how each of its choices was made."""
        found = self._looked(document, source)
        posts = made(found.drafts, found.document, source)
        told = account.of(found.reading, found.drafts, posts)
        return _extraction(found, posts), told

    def _whole(self, document: Document, source: Source) -> Extraction:
        found = self._looked(document, source)
        return _extraction(found, made(found.drafts, found.document, source))

    def _looked(self, document: Document, source: Source) -> _Found:
        found, crash = guarded(lambda: self._look(document, source))
        if found is None:
            return _Found("none", document, warnings=(crash,))
        if source.kind not in {"auto", found.kind} and found.kind in {"feed", "live"}:
            came = "a feed" if found.kind == "feed" else "a live blog"
            reason = f"kind is {source.kind!r}, but {came} came"
            return _Found("none", document, warnings=(reason,))
        return found

    def _look(self, document: Document, source: Source) -> _Found:
        if feed.is_feed(document):
            sound, left_out = quarantine.light(document)
            drafts, warnings = feed.drafts(sound)
            return _feed(document, drafts, [*left_out, *warnings])
        too_much = bulk.refusal(document.body)
        if too_much:
            raise ExtractError(source.id, too_much)
        if jsonfeed.is_json_feed(document):
            return _feed(document, *jsonfeed.drafts(document))
        text = pages.decode(document)
        start = text.lstrip()[:1]
        data = lenient.loads(text) if start in {"{", "["} else None
        if data is not None:
            return self._json(document, data, source)
        if start == "<" or "html" in document.media_type:
            return self._page(document, pages.of_markup(document, text), source)
        return _pasted(document, text) if document.at_hand else _bare(document)

    def _json(self, document: Document, data: object, source: Source) -> _Found:
        """Read a JSON document; where it holds markup instead of posts, that."""
        found = self._page(document, pages.of_json(document, data), source)
        markup = payload.wrapped(data)
        if found.drafts or found.deleted or markup is None:
            return found
        inner = replace(document, body=markup.encode(), media_type="text/html")
        within = self._page(document, pages.parse(inner), source)
        return within if within.drafts else found

    def _page(self, document: Document, page: Page, source: Source) -> _Found:
        outlet = self._outlet(source, page)
        page = replace(page, expected=source.kind == "live")
        reading = readers.read(page, outlet, without=self._without)
        warnings = tuple(f"{name}: {why}" for name, why in reading.crashes.items())
        document = replace(document, url=page.url)
        drafts, deleted = reading.joined.drafts(), deletions.deletions(page)
        if drafts or deleted:
            return _Found("live", document, drafts, warnings, reading, deleted)
        kind, reason = _without_posts(page)
        alike, _ = guarded(lambda: segments.why_not(page, outlet))
        reason = "; ".join(filter(None, (reason, alike)))
        return _Found(kind, document, (), (*warnings, reason), reading)

    def _outlet(self, source: Source, page: Page) -> Outlet:
        if source.profile is None:
            host = urls.host(page.url)
            owners = (each for each in self._outlets.values() if each.owns(host))
            return next(owners, _NO_OUTLET)
        if source.profile in self._outlets:
            return self._outlets[source.profile]
        known = ", ".join(sorted(self._outlets))
        reason = f"no profile {source.profile!r}; there are {known}"
        raise ExtractError(source.id, reason)


def _listed(document: Document, source: Source, discover: Discover) -> Extraction:
    if discover.kind == "feed":
        return _offered(document, source)
    links, crash = guarded(lambda: discovery.links(document, discover.keep))
    wall = crash or (None if links else _wall(document))
    if wall:
        raise ExtractError(source.id, wall)
    return Extraction(kind="list", links=links or ())


def _offered(document: Document, source: Source) -> Extraction:
    if feed.is_feed(document) or jsonfeed.is_json_feed(document):
        raise ExtractError(source.id, "it is a feed itself: leave `discover` out")
    links, crash = guarded(lambda: discovery.offered(document))
    if not links:
        reason = crash or _wall(document) or "the page offers no feed"
        raise ExtractError(source.id, reason)
    return Extraction(kind="list", links=links)


def _wall(document: Document) -> str | None:
    """Return what stands before a list; an empty feed or sitemap is a list."""
    text = pages.decode(document)
    is_list = feed.is_feed(document) or sitemap.is_sitemap(text)
    if is_list or text.lstrip()[:1] != "<":
        return None
    return obstacle.obstacle(pages.parse(document))


def _feed(document: Document, drafts: list[Draft], warnings: list[str]) -> _Found:
    if not drafts:
        warnings = [*warnings, unseen.NO_ITEMS]
    return _Found("feed", document, drafts, tuple(warnings))


def _bare(document: Document) -> _Found:
    """Refuse plain text from the wire: mostly an error sent with status 200."""
    reason = "neither a page nor a feed came, but plain text; give another address"
    return _Found("none", document, warnings=(reason,))


def _pasted(document: Document, text: str) -> _Found:
    if "\0" in text or not text.strip():
        reason = "neither a page nor a feed nor text; give another address"
        return _Found("none", document, warnings=(reason,))
    drafts = paste.drafts(text, document.fetched)
    kind: DocumentKind = "live" if paste.several(drafts) else "article"
    return _Found(kind, document, drafts)


def _without_posts(page: Page) -> tuple[DocumentKind, str]:
    """Return what a page without posts is, and what the operator may do."""
    wall = obstacle.obstacle(page)
    if wall:
        return "none", wall
    offers = f"; it offers {' '.join(page.feeds)}" if page.feeds else ""
    offers += ': follow the first by discover = "feed"' if offers else ""
    if page.is_article:
        return "article", f"an article, no live blog or feed{offers}"
    return "none", f"neither a live blog nor a feed{offers}"


def _extraction(found: _Found, posts: Made) -> Extraction:
    reading = found.reading if found.kind == "live" else None
    joined = reading.joined.copies if reading else 0
    told, _ = guarded(lambda: _signs(found))  # no sign is worth the posts
    return Extraction(
        kind=found.kind,
        posts=marked(posts.posts) if found.kind == "live" else posts.posts,
        warnings=found.warnings,
        unreadable=len(posts.unreadable),
        copies=joined + len(posts.copies),
        deleted=tuple(key_of(each, found.document) for each in found.deleted),
        signs=told or NO_SIGNS,
    )


def _signs(found: _Found) -> Signs:
    if found.kind == "feed":
        return Signs(older=pagers.older_of_feed(found.document))
    if found.kind == "live" and found.reading:
        return signs.read(found.reading.page, found.drafts)
    return NO_SIGNS
