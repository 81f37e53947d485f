"""Markup that cleaning leaves as it is: told without cleaning it.

nh3 takes 20 to 80 µs for a post, and most posts are a few paragraphs that it has
cleaned already. What is not surely settled is cleaned; so this may be strict.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable
from typing import TypeAlias

Allowed: TypeAlias = Callable[[str, str, str], bool]
"""Whether an attribute stays as it is; called with tag, name and value."""

_REL = ' rel="noopener noreferrer"'  # what nh3 puts last in each link

# As html5ever writes: five characters as entities, attributes in double quotes. Each
# part begins unlike the one before it, so nothing is tried twice.
_TEXT = r"(?:[^<>&\r\xa0]++|&(?:amp|lt|gt|nbsp);)*+"
_VALUE = r"(?:[^\"<>&\r\xa0]++|&(?:amp|quot);)*+"
_WHOLE = re.compile(rf'{_TEXT}(?:</?[a-z]++[1-6]?(?: [a-z]++="{_VALUE}")*+>{_TEXT})*+')
_TAG = re.compile(r"<(/?)([a-z]+[1-6]?)([^>]*+)>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*+)"')

_VOID = {"br", "img"}
_LINES = {
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "strong", "sub", "sup", "u", "var", *_VOID,
}  # fmt: skip
_LISTS = {"ol", "ul"}
_HOLDERS = {
    "article", "aside", "blockquote", "div", "figcaption", "figure", "footer", "header",
    "li", "main", "section", *_LISTS,
}  # fmt: skip
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", *_HOLDERS} - {"li"}


def settled(html: str, allowed: Allowed) -> bool:
    """Tell whether a browser's parser and nh3 would write markup just as it is.

    It is if each tag is closed where it was opened and stands where it may stand:
    lines in blocks, blocks in nothing but what holds blocks, no link in a link (WHATWG
    HTML, section 13.2.6: no case in which its tree builder moves or closes a thing).

    Args:
        html: markup or text.
        allowed: asked about each attribute.
    """
    if "\ufeff" in html or not _WHOLE.fullmatch(html):
        return False
    opened: list[str] = []
    for slash, tag, attributes in _TAG.findall(html):
        if slash:
            if not opened or opened.pop() != tag:
                return False
        elif not (_fits(tag, opened) and _stays(tag, attributes, allowed)):
            return False
        elif tag not in _VOID:
            opened.append(tag)
    return not opened


def _fits(tag: str, opened: list[str]) -> bool:
    listed = bool(opened) and opened[-1] in _LISTS
    if tag == "li" or listed:
        return tag == "li" and listed
    if tag in _LINES:
        return tag not in opened
    return tag in _BLOCKS and _HOLDERS.issuperset(opened)


def _stays(tag: str, attributes: str, allowed: Allowed) -> bool:
    if not attributes:
        return tag != "a"
    if tag == "a" and not attributes.endswith(_REL):
        return False
    said = _ATTRIBUTE.findall(attributes.removesuffix(_REL))
    return len(dict(said)) == len(said) and all(
        allowed(tag, name, entities.unescape(value)) for name, value in said
    )
