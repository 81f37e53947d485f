"""What stands in or between posts and is none: adverts, teasers, sign-ups, polls.

A live blog without markup of its own has no other sign of where a post ends, and the
block of an advert would be read as its last paragraph.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborNode

_LONGEST_LABEL = 40  # characters
_NEAR = 4  # nodes around a line, up to its post's own
_LINES = {"p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6"}  # named by their role
_SILENT = {"script", "style", "img", "ins", "iframe"}
_HEADINGS = "h2, h3, h4, h5, h6"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = " :–—-.…[]()*»›→"  # noqa: RUF001 - the dash that outlets write

_Table: TypeAlias = Mapping[str, frozenset[str]]


def is_one(node: LexborNode) -> bool:
    """Tell whether a node is no part of a post, by its names, label or links.

    A line is not judged by its class: `teaser` is also what some call a first
    paragraph.
    """
    if node.tag is None or node.tag.startswith("-"):
        return False
    if node.tag not in _LINES and (_is_named(node) or _is_labelled(node)):
        return True
    said = squeeze(node.text(separator=" "))
    return _is_label(said, "labels", "marks") or _is_card(node, said)


def around(node: LexborNode) -> bool:
    """Tell whether a line is one, or stands in one, within its own post."""
    return is_one(node) or any(map(_is_named, _above(node)))


def without(
    nodes: list[LexborNode], test: Callable[[LexborNode], bool] = is_one
) -> list[LexborNode]:
    """Return nodes without those; all of them where nothing else would be left."""
    return [node for node in nodes if not test(node)] or nodes


def _above(node: LexborNode) -> Iterator[LexborNode]:
    """Yield what a node is in, but not the outermost: that is the post itself."""
    here = node.parent
    for _ in range(_NEAR):
        if here is None or here.parent is None:
            return
        yield here
        here = here.parent


def _is_named(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return _tells(names, "names") or (
        _tells(names, "linking") and node.css_first("a[href]") is not None
    )


@functools.lru_cache(maxsize=2048)  # pages say the same few names again and again
def _tells(names: str, kind: str) -> bool:
    words = _WORD.findall(_CAMEL.sub("-", names).casefold())
    return not _table()[kind].isdisjoint(words)


def _is_labelled(node: LexborNode) -> bool:
    """Tell whether a block begins with the word for an advert."""
    first = next((each for each in node.iter() if each.tag not in _SILENT), None)
    return first is not None and _is_label(squeeze(first.text(separator=" ")), "labels")


def _is_label(said: str, *kinds: str) -> bool:
    if len(said) > _LONGEST_LABEL:
        return False
    folded = _folded(said)
    return any(folded in _table()[kind] for kind in kinds)


def _is_card(node: LexborNode, said: str) -> bool:
    """Tell whether all is one link, announced as such or with headline and more."""
    link = node.css_first("a[href]")
    if link is None:
        return False
    linked = squeeze(link.text(separator=" "))
    before, _, after = said.partition(linked) if linked else (said, "", said)
    if after.strip(_AROUND):
        return False
    if _folded(before or linked.partition(":")[0]) in _table()["beginnings"]:
        return True
    heading = None if before else link.css_first(_HEADINGS)
    return heading is not None and squeeze(heading.text(separator=" ")) != linked


def _folded(text: str) -> str:
    return text.casefold().strip(_AROUND)


@functools.cache
def _table() -> _Table:
    file = resources.files("aggregator.extract") / "intruders.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: frozenset(said) for name, said in table.items()}
