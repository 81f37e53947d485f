"""What a document is, and its posts: the one place where readers are chosen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from aggregator.errors import ExtractError
from aggregator.extract import (
    feed,
    hydration,
    join,
    jsonfeed,
    jsonld,
    lenient,
    microdata,
    obstacle,
    paste,
    payload,
    rules,
    segments,
    visible,
)
from aggregator.extract import (
    page as pages,
)
from aggregator.extract.drafts import Draft, post_from
from aggregator.extract.outlet import Outlet, load_outlets
from aggregator.extract.page import Page
from aggregator.model import Document, DocumentKind, Extraction, Post, Source
from aggregator.text import urls, words

if TYPE_CHECKING:
    from pathlib import Path

_OPENING = 12  # words by which two posts of one key are told apart

T = TypeVar("T")
Reader: TypeAlias = Callable[[Page, Outlet], list[Draft]]

# In the order of trust. To read pages in one more way, write a reader and name it here.
_READERS: Mapping[str, Reader] = {
    "rules": rules.drafts,
    "payload": payload.drafts,
    "jsonld": lambda page, _: jsonld.drafts(page),
    "microdata": lambda page, _: microdata.drafts(page),
    "hydration": lambda page, _: hydration.drafts(page),
}
# Asked last: what pages show of the posts that are known, and of those that are not.
_GENERIC = "segments"
_NO_OUTLET = Outlet(profile="")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a document turned out to be, before its drafts become posts."""

    kind: DocumentKind
    document: Document
    drafts: Sequence[Draft] = ()
    warnings: tuple[str, ...] = ()


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
    """

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self._outlets = outlets

    def read(self, document: Document, source: Source) -> Extraction:
        """Return the posts of a document that is followed for its posts.

        Raises:
            ExtractError: it has none; the reason says what came, and what to do.
        """
        found = self.examine(document, source)
        if found.posts or (found.kind == "feed" and not found.unreadable):
            return found
        lost = [f"{found.unreadable} items gave no post"] if found.unreadable else []
        raise ExtractError(source.id, "; ".join([*found.warnings, *lost]))

    def examine(self, document: Document, source: Source) -> Extraction:
        """Return what a document is and has, be it dull; the warnings say why."""
        found, crash = _guarded(lambda: self._look(document, source))
        if found is None:
            return Extraction(kind="none", warnings=(crash,))
        if source.kind not in {"auto", found.kind} and found.kind in {"feed", "live"}:
            came = "a feed" if found.kind == "feed" else "a live blog"
            reason = f"kind is {source.kind!r}, but {came} came"
            return Extraction(kind="none", warnings=(reason,))
        return _extraction(found, source)

    def _look(self, document: Document, source: Source) -> _Found:
        if feed.is_feed(document):
            return _feed(document, *feed.drafts(document))
        if jsonfeed.is_json_feed(document):
            return _feed(document, *jsonfeed.drafts(document))
        text = pages.decode(document)
        start = text.lstrip()[:1]
        data = lenient.loads(text) if start in {"{", "["} else None
        if data is not None:
            return self._page(document, pages.of_json(document, data), source)
        if start == "<" or "html" in document.media_type:
            return self._page(document, pages.parse(document), source)
        return _pasted(document, text) if document.at_hand else _bare(document)

    def _page(self, document: Document, page: Page, source: Source) -> _Found:
        drafts, warnings = _posts_of(page, self._outlet(source, page))
        document = replace(document, url=page.url)
        if drafts:
            return _Found("live", document, drafts, warnings)
        kind, reason = _without_posts(page)
        return _Found(kind, document, warnings=(*warnings, reason))

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


def _guarded(call: Callable[[], T]) -> tuple[T | None, str]:
    """Return what came of a call, and what crashed it: the page is foreign."""
    try:
        return call(), ""
    except ExtractError as error:
        return None, error.reason
    except Exception as error:  # noqa: BLE001 - one page must not stop the others
        return None, f"cannot be read: {error!r}"


def _posts_of(page: Page, outlet: Outlet) -> tuple[list[Draft], tuple[str, ...]]:
    """Return the posts of a page by all readers, and the readers that crashed."""
    said: dict[str, list[Draft]] = {}
    warnings: list[str] = []

    def ask(name: str, reader: Callable[[], list[Draft]]) -> None:
        drafts, crash = _guarded(reader)
        said[name] = drafts or []
        if crash:
            warnings.append(f"{name}: {crash}")

    for name, reader in _READERS.items():
        ask(name, functools.partial(reader, page, outlet))
    known = max(said.values(), key=len)
    ask("visible", lambda: visible.drafts(page, known))
    ask(_GENERIC, lambda: join.supported(segments.drafts(page, outlet), by=known))
    return join.join(said), tuple(warnings)


def _feed(document: Document, drafts: list[Draft], warnings: list[str]) -> _Found:
    if not drafts:
        warnings = [*warnings, "the feed has no items"]
    return _Found("feed", document, drafts, tuple(warnings))


def _bare(document: Document) -> _Found:
    """Refuse plain text from the wire: mostly an error sent with status 200."""
    reason = "neither a page nor a feed came, but plain text; give another address"
    return _Found("none", document, warnings=(reason,))


def _pasted(document: Document, text: str) -> _Found:
    if "\0" in text or not text.strip():
        reason = "neither a page nor a feed nor text; give another address"
        return _Found("none", document, warnings=(reason,))
    drafts = paste.drafts(text)
    kind: DocumentKind = "live" if paste.several(drafts) else "article"
    return _Found(kind, document, drafts)


def _without_posts(page: Page) -> tuple[DocumentKind, str]:
    """Return what a page without posts is, and what the operator may do."""
    wall = obstacle.obstacle(page)
    if wall:
        return "none", wall
    offers = f"; it offers {' '.join(page.feeds)}" if page.feeds else ""
    if page.is_article:
        return "article", f"an article, no live blog or feed{offers}"
    return "none", f"neither a live blog nor a feed{offers}"


def _extraction(found: _Found, source: Source) -> Extraction:
    posts: list[Post] = []
    unreadable = 0
    for draft in found.drafts:
        post, _ = _guarded(functools.partial(post_from, draft, found.document, source))
        if post is None:
            unreadable += 1
        else:
            posts.append(post)
    return Extraction(
        kind=found.kind,
        posts=_told_once(posts),
        warnings=found.warnings,
        unreadable=unreadable,
    )


def _told_once(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return each post once, with a key of its own.

    A key stands for its first post, and copies of it are dropped. Where quite other
    words stand under it too (tagesschau takes a slug again), all of them get another
    key: a post told twice is no loss.
    """
    told: dict[str, list[Post]] = {}
    for post in posts:
        versions = told.setdefault(post.key, [])
        if not any(_is_copy(post, each) for each in versions):
            versions.append(post)
    return tuple(
        each if len(versions) == 1 else replace(each, key=f"{key} {_opening(each)}")
        for key, versions in told.items()
        for each in versions
    )


def _is_copy(post: Post, other: Post) -> bool:
    """Tell whether half of the words of the shorter stand in the other, cut or not."""
    mine, theirs = (set(words.words(each.text)) for each in (post, other))
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _opening(post: Post) -> str:
    return words.digest(post.title, *words.words(post.text)[:_OPENING])
