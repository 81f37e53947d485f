"""How much markup asks of a parser, counted before one is asked.

Parsers of markup are quadratic in depth and in the attributes of one tag (lexbor 1.0:
100,000 nested elements take more than 5 s, 125,000 attributes as long): what no outlet
writes is refused here, in the time that counting takes.
"""

from __future__ import annotations

import re

_MANY_TAGS = (
    10_000  # the fullest captured page has 9,300; so few, all nested, cost a second
)
_MOST_TAGS = 300_000
_DEEPEST = (
    4_000  # elements; browsers stop at 512 (Blink, kMaximumHTMLParserDOMTreeDepth)
)
_MANY_ATTRIBUTES = 20_000
_MOST_ATTRIBUTES = 10_000  # of one tag
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{20000,}")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")

_TAG = re.compile(  # an end tag is `<\/b>` within JSON
    rb"<(\\?/)?([A-Za-z][^\s/<>]*)[^<>]*?(/?)>"
)
# What is never closed, and what the next of its kind closes (HTML, sections 13.1.2 and
# 13.1.2.4): left open by the thousand, they nest no deeper.
_SHALLOW = frozenset(
    b"area base br col embed hr img input link meta source track wbr "
    b"p li dt dd tr td th tbody thead tfoot option optgroup rp rt "
    b"html head body".split()
)
_NEAR = 50  # elements left open for which an end tag looks; no outlet leaves more


def refusal(body: bytes) -> str | None:
    """Return why a document is not to be parsed, in words; None if it may be."""
    tags = body.count(b"<")
    if tags > _MOST_TAGS:
        return f"it has {tags:,} tags; no page or feed has more than {_MOST_TAGS:,}"
    if tags > _MANY_TAGS and _is_deep(body):
        return f"its elements are nested more than {_DEEPEST:,} deep"
    if body.count(b"=") > _MANY_ATTRIBUTES and _is_crowded(body):
        return f"one of its tags has more than {_MOST_ATTRIBUTES:,} attributes"
    return None


def _is_deep(body: bytes) -> bool:
    still_open: list[bytes] = []
    for tag in _TAG.finditer(_without_scripts(body)):
        name = tag[2].lower()
        if tag[3] or name in _SHALLOW:
            continue
        if tag[1]:
            _close(name, still_open)
            continue
        still_open.append(name)
        if len(still_open) > _DEEPEST:
            return True
    return False


def _without_scripts(body: bytes) -> bytes:
    """Return markup without what stands in scripts, which is text to a parser."""
    shown = [
        each.partition(b"</script")[2] if place else each
        for place, each in enumerate(re.split(rb"(?i)<script\b", body))
    ]
    return b" ".join(shown)


def _close(name: bytes, still_open: list[bytes]) -> None:
    """End an element with all that was left open in it."""
    last = still_open[: -_NEAR - 1 : -1]
    if name in last:
        del still_open[-last.index(name) - 1 :]


def _is_crowded(body: bytes) -> bool:
    return any(
        _QUOTED.sub(b"", tag[0]).count(b"=") > _MOST_ATTRIBUTES
        for tag in _LONG_TAG.finditer(body)
    )
