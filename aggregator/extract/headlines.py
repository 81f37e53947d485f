"""Headlines that no tag or name marks: a short line of its own above the paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract import nodes, repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

_BODY = frozenset({"p", "ul", "ol", "blockquote", "figure", "table"})
_LINES = frozenset({"div", "span", "a"})
_QUOTABLE = re.compile(r"[^\"\\]+")
_CLOCK = re.compile(r"\d\s?[:.h]\s?\d\d")
_FEWEST = 4  # words, mostly: names of people and places have less
_MOST = 20  # words


def selector(heads: Sequence[LexborNode]) -> str | None:
    """Return what selects a line that most posts have, and each another.

    So of classes that say how a thing looks, not what it is: "font-bold text-xl".
    """
    often = Counter(css for head in heads for css in dict.fromkeys(_above(head)))
    usual = (css for css, count in often.most_common() if 2 * count > len(heads))
    return next((css for css in usual if tells_apart(heads, css)), None)


def tells_apart(heads: Sequence[LexborNode], css: str) -> bool:
    """Tell whether most posts have a line that is theirs alone: no name, no label."""
    found = [nodes.line(node) for head in heads if (node := head.css_first(css))]
    lines = [line for line in found if len(line.split()) <= _MOST]
    own = [line for line, count in Counter(lines).items() if count == 1]
    if 2 * len(lines) <= len(heads) or 2 * len(own) <= len(lines):
        return False
    return median(len(line.split()) for line in own) >= _FEWEST


def _above(head: LexborNode) -> Iterator[str]:
    """Yield what selects each line before the first paragraph, if there is one."""
    lines: list[LexborNode] = []
    for node in head.traverse():
        if node.tag in _BODY:
            break
        if node.tag in _LINES and node.child is not None and _is_line(node):
            lines.append(node)
    else:
        return
    for node in lines:
        for name in filter(_QUOTABLE.fullmatch, repeated.tokens(node)):
            yield f'{node.tag}[class~="{name}"]'


def _is_line(node: LexborNode) -> bool:
    """Tell whether a node is a text of its own, and no time."""
    bare = all(each.tag == "-text" for each in node.iter(include_text=True))
    return bare and not _CLOCK.search(node.text())
