"""Posts from schema.org's liveBlogUpdate, as pages mark them up with `itemprop`.

https://schema.org/liveBlogUpdate. The words that a page shows are believed before a
`content` attribute: NDTV writes the body into one without escaping its quotes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.extract import nodes
from aggregator.extract.kept import ByMarkup
from aggregator.extract.outlet import Selector
from aggregator.text import markup
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page

_OPENING = 5  # words; enough to find again where a body begins
_STATED = {"time": Selector(css="", attribute="datetime")}  # not searched for then
_TOLD = {"body": Selector(css="meta", attribute="content")}
_PARTS = {"p", "li", "span", "a", "b", "strong", "em", "i", "font"}  # of a body


def drafts(page: Page) -> list[Draft]:
    """Return the posts that are marked up as updates of a live blog."""
    updates = page.tree.css('[itemprop="liveBlogUpdate"]')
    return [_draft(node) for node in nodes.outermost(updates)]


@ByMarkup
def _draft(node: LexborNode) -> Draft:
    published = _property(node, "datePublished")
    title = _property(node, "headline")
    body = _body(node, title)
    shown = nodes.read(node, (_STATED if published else {}) | (_TOLD if body else {}))
    return replace(
        shown,
        url=_property(node, "url") or shown.url,
        title=title or shown.title,
        html=body or shown.html,
        published=published or shown.published,
        updated=_property(node, "dateModified"),
        author=_author(node),
    )


def _property(node: LexborNode, name: str) -> str | None:
    stated = node.css(f'[itemprop="{name}"]')
    found = next((each for each in stated if _is_own(each, node)), None)
    if found is None:
        return None
    said = nodes.attribute(found, "content", "datetime", "href")
    return said or nodes.line(found) or None


def _is_own(stated: LexborNode, node: LexborNode) -> bool:
    """Tell whether a property is a post's, not its picture's: the address, mostly."""
    here = stated.parent
    while here is not None and here.mem_id != node.mem_id:
        if "itemscope" in here.attributes:
            return False
        here = here.parent
    return True


def _author(node: LexborNode) -> str | None:
    named = node.css_first('[itemprop="author"] [itemprop="name"]')
    if named:
        return nodes.attribute(named, "content") or nodes.line(named)
    return _property(node, "author")


def _body(node: LexborNode, title: str | None) -> str | None:
    body = node.css_first('[itemprop="articleBody"]')
    if body is None:
        return None
    if body.tag != "meta":
        return body.inner_html
    stated = nodes.attribute(body, "content") or ""
    return _shown(node, stated, title) or stated


def _shown(node: LexborNode, stated: str, title: str | None) -> str | None:
    """Return the smallest block that shows the opening words of the stated body."""
    opening = " ".join(words(markup.plain(stated))[:_OPENING])
    blocks = [each for each in _showing(node, opening) if each.tag not in _PARTS]
    if not blocks or not opening:
        return None
    around = {each.parent.mem_id for each in blocks if each.parent}
    inner = [each for each in blocks if each.mem_id not in around]
    block = min(inner, key=lambda each: len(each.html or ""))
    return nodes.prose(block, besides=title)


def _showing(node: LexborNode, opening: str) -> Iterator[LexborNode]:
    """Yield the nodes that show words, from the outer to the inner."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if _says(here.text(separator=" "), opening):
            yield here
            waiting += reversed(list(here.iter()))


def _says(text: str, opening: str) -> bool:
    if text.isascii() and len(text) < len(opening):  # a cheap no
        return False
    return opening in " ".join(words(text))
