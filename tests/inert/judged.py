"""Tells what is not inert in a document, by the tree that a browser would build."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

# What does something by itself or takes something in; our own pages have a few.
_MIGHTY = frozenset(
    """
    applet area audio base bgsound body button canvas dialog embed fieldset font form
    frame frameset head html iframe image input isindex keygen label layer legend link
    listing map marquee math meta meter noembed noframes noscript object optgroup option
    output param picture plaintext portal progress script select slot source style svg
    template textarea title track video xmp
    """.split()  # noqa: SIM905 - a list of words
)
_ADDRESSES = {"href", "src", "cite", "action", "srcset", "poster", "background", "data"}
_OF_THE_WEB = re.compile(r"(?:https?://[^/\s]+/|mailto:)[^\x00-\x20\u2028\u2029]*")
_OUR_OWN = re.compile(
    r"#[\w-]*|\?refresh=60|\./(?:\?source=[\w.%+~*-]*)?|\.\./|/|(?:\.\./)?(?:entry/[^/:]*|sources|style\.css\?v=\w+)|[^/:]+/ruling"
    r"|data:image/svg\+xml,[^\"]*"
)
_ACTING = {"style", "srcdoc", "is", "slot", "ping", "formaction"}
_OURS_ALONE = {"id", "class", "name", "hidden", "type"}
_BODIES = "div.body *"


def mighty(html: str) -> Counter[str]:
    """Return how many elements there are that may do something."""
    tags = (node.tag or "" for node in _nodes(html))
    return Counter(tag for tag in tags if tag in _MIGHTY)


def faults(html: str) -> list[str]:
    """Return attributes that run, style or lead to where none may lead."""
    return [fault for node in _nodes(html) for fault in _of(node)]


def faults_of_body(html: str) -> list[str]:
    """Return what may not be in the markup of a post, on a page or in a feed."""
    whole = LexborHTMLParser(f"<!doctype html><div class=body>{html}</div>")
    return [fault for node in whole.css(_BODIES) for fault in _of_post(node)]


def faults_in_bodies(page: str) -> list[str]:
    """Return the same of all posts of a page."""
    found = LexborHTMLParser(page).css(_BODIES)
    return [fault for node in found for fault in _of_post(node)]


def asked_for(html: str) -> list[str]:
    """Return the addresses of pictures."""
    found = LexborHTMLParser(html).css("img")
    return [node.attributes.get("src") or "" for node in found]


def _nodes(html: str) -> list[LexborNode]:
    return LexborHTMLParser(html).css("*")


def _of(node: LexborNode) -> Iterator[str]:
    for name, value in node.attributes.items():
        lost = name in _ADDRESSES and not _leads_well(value or "")
        if lost or name in _ACTING or name.startswith("on"):
            yield f"<{node.tag} {name}={value!r}>"


def _of_post(node: LexborNode) -> Iterator[str]:
    if node.tag in _MIGHTY:
        yield f"<{node.tag}>"
    for name, value in node.attributes.items():
        told = f"<{node.tag} {name}={value!r}>"
        if name in _OURS_ALONE:
            yield told
        if name in _ADDRESSES and not _OF_THE_WEB.fullmatch(value or ""):
            yield told


def _leads_well(url: str) -> bool:
    return bool(_OF_THE_WEB.fullmatch(url) or _OUR_OWN.fullmatch(url))
