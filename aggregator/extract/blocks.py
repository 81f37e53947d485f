"""The markup of a body that publishing systems keep as a tree of blocks.

BBC's Optimo, Arc XP, Brightspot, ProseMirror, Slate, Draft.js, Contentful, Portable
Text and Editor.js differ in names only: a node has a kind, and says or holds something.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aggregator.extract import jsonld, lenient
from aggregator.text import markup

Follow: TypeAlias = Callable[[object], object]

_DEEPEST = 40  # of nodes within nodes; BBC's bodies have 12
_MOST = 300_000  # nodes and fields of one island; in the corpus at most 14,000

_SAYS = (
    "html", "rendered", "text", "value", "content", "body", "basic", "texto", "default",
)  # fmt: skip
_HOLDS = frozenset((
    "model", "blocks", "content", "children", "items", "elements", "content_elements",
    "contentElements", "groups", "refs", "item", "body", "data", "root", "nodes",
    "paragraphs", "components", "document", "fields", "message",
))  # fmt: skip
_KINDS = ("type", "_type", "tagName", "tag", "nodeType", "kind", "__typename")

_NO_PROSE = re.compile(
    r"image|picture|photo|video|audio|gallery|media|advert|\bad\b|promo|related"
    r"|newsletter|interstitial_link|byline|contributor",
    re.IGNORECASE,
)
_BREAK = re.compile(r"br|hard_?break|line_?break", re.IGNORECASE)
_LINK = re.compile(r"a|\w*link", re.IGNORECASE)
_TAGS = (
    ("p", re.compile(r"p|block|unstyled|.*paragraph", re.IGNORECASE)),
    ("h3", re.compile(r"h\d|.*head(?:er|ing|line)\S*", re.IGNORECASE)),
    ("li", re.compile(r"li|.*list_?item", re.IGNORECASE)),
    ("ul", re.compile(r"[uo]l|list|.*(?:bullet|number|order)\w*list", re.IGNORECASE)),
    ("blockquote", re.compile(r".*quote", re.IGNORECASE)),
)
_ALONE = {None: "", "br": "<br>"}  # of these, nothing inside is read
_LINES = {"p", "h3", "li"}  # what is in one of them runs on
_BLOCK = re.compile(
    r"\s*<(?:p|h\d|li|[uo]l|div|blockquote|figure|table)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Writer:
    """Writes bodies; what references lead to again and again is written once in each.

    Args:
        follow: leads from a reference to what it means.
        left: how many nodes may be looked at, in all bodies together.
    """

    follow: Follow
    left: int = _MOST
    _written: set[int] = field(default_factory=set)
    _bodies: dict[int, tuple[object, str]] = field(default_factory=dict)

    def markup(self, value: object) -> str:
        """Return the markup of a body, be it a string, a list or a tree.

        Pictures, videos and advertisements are passed over.

        Args:
            value: the body as found; nothing in it need be what it seems.
        """
        if id(value) not in self._bodies:  # kept with the value, so that its id stays
            self._written.clear()
            self._bodies[id(value)] = value, self._write(value)
        return self._bodies[id(value)][1]

    def line(self, value: object) -> str:
        """Return what a value says, in one line of plain text."""
        return " ".join(markup.plain(self.markup(value)).split())

    def _write(
        self,
        value: object,
        *,
        depth: int = 0,
        line: bool = False,
        several: bool = False,
    ) -> str:
        """Return the markup of a value; empty where it says nothing.

        Args:
            value: of any type.
            depth: how far within the body it is.
            line: whether it is part of a line, where words run on.
            several: whether it is one of a list.
        """
        self.left -= 1
        node = self.follow(value)
        if self.left < 0 or depth > _DEEPEST or id(node) in self._written:
            return ""
        if isinstance(node, str):
            return _wrapped("p" if several and not line else "", _text(node))
        if isinstance(node, list):
            self._written.add(id(node))
            return "".join(
                self._write(each, depth=depth + 1, line=line, several=True)
                for each in node
            )
        if isinstance(node, dict):
            self._written.add(id(node))
            return self._node(node, depth=depth, line=line, several=several)
        return ""

    def _node(
        self, node: lenient.Object, *, depth: int, line: bool, several: bool
    ) -> str:
        kind = lenient.first(node, *_KINDS) or ""
        tag = _tag(kind)
        if tag in _ALONE:
            return _ALONE[tag]
        said = _own(node)
        if said and several:
            tag = tag or "p"
        if said:
            written = _text(said)
        else:
            written = self._held(node, depth=depth + 1, line=line or tag in _LINES)
        if _is_link(kind):
            return _linked(node, written)
        return written if line else _wrapped(tag or "", written)

    def _held(self, node: lenient.Object, *, depth: int, line: bool) -> str:
        return "".join(
            self._write(each, depth=depth, line=line)
            for name, each in node.items()
            if name in _HOLDS
        )


@functools.lru_cache(maxsize=1024)  # bodies are made of the same few kinds
def _tag(kind: str) -> str | None:
    """Return the tag for a kind of node: `br` for a break, None for no prose."""
    if _NO_PROSE.search(kind):
        return None
    if _BREAK.fullmatch(kind):
        return "br"
    return next((tag for tag, form in _TAGS if form.fullmatch(kind)), "")


@functools.lru_cache(maxsize=1024)
def _is_link(kind: str) -> bool:
    return _LINK.fullmatch(kind) is not None


def _own(node: lenient.Object) -> str:
    """Return what a node says itself, with the space around it."""
    said = (node.get(name) for name in _SAYS)
    return next((each for each in said if isinstance(each, str) and each.strip()), "")


def _text(said: str) -> str:
    """Return a string as markup; its white space counts, for words may run on."""
    marked, plain = jsonld.body(said)
    return marked or html.escape(plain or "", quote=False)


def _wrapped(tag: str, written: str) -> str:
    """Put a tag around what is not blank and no block of its own."""
    own_block = tag in _LINES and _BLOCK.match(written)
    if not tag or own_block or not written.strip():
        return written
    return f"<{tag}>{written}</{tag}>"


def _linked(node: lenient.Object, written: str) -> str:
    places = [node, *(each for each in node.values() if isinstance(each, Mapping))]
    address = next(
        (
            said
            for each in places
            if (said := lenient.first(each, "href", "url", "uri"))
        ),
        None,
    )
    return f'<a href="{html.escape(address)}">{written}</a>' if address else written
