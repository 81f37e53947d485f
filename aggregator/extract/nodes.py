"""One post out of its own node: by given selectors, and by habit where none is given.

The habits are those of some forty outlets' live blogs: a heading is the
headline, `datetime` or an attribute named after time is the time, and the paragraphs
that are neither header nor footer are the body.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from aggregator.extract import intruders, kinds
from aggregator.extract.drafts import Draft
from aggregator.extract.kept import ByMarkup
from aggregator.text import markup, times
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from selectolax.lexbor import LexborNode

    from aggregator.extract.outlet import Selector

_IDS = ("data-post-id", "data-block-id", "id")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PROSE = frozenset({"p", "ul", "ol", "blockquote", "pre", "table", "figure"})
_NO_PROSE = frozenset({
    "script", "style", "template", "noscript", "svg", "iframe", "form", "button", "nav",
    "aside", "header", "footer", "time", "meta",
})  # fmt: skip
_INLINE = frozenset({
    "b", "strong", "i", "em", "u", "s", "q", "abbr", "cite", "font", "mark", "small",
    "sub", "sup",
})  # fmt: skip
_APART = _HEADINGS | {"a"}
_BUTTON = "[role=button]"
_TIME_NAME = re.compile(r"time|date|publish", re.IGNORECASE)
_SHORTEST_TIME = 10  # characters: a day, or seconds since 1970
_SENTENCE = 60  # characters; bylines, times and labels are shorter


def read(
    node: LexborNode, fields: Mapping[str, Selector], drop: str | None = None
) -> Draft:
    """Return what a post's node says; its times as written, be they clocks only.

    Args:
        node: the post's own; left as it is.
        fields: by name of the field; what is not named is found by habit.
        drop: selects what is no part of the body.
    """
    return _read(node, tuple(fields.items()), drop)


@ByMarkup
def _read(
    node: LexborNode, selectors: tuple[tuple[str, Selector], ...], drop: str | None
) -> Draft:
    copy, fields = node.clone(), dict(selectors)
    said = {
        name: _said(copy, selector)
        for name, selector in fields.items()
        if name != "body"
    }
    heading = None if "title" in fields else _first(copy, _HEADINGS)
    anchor = attribute(node, "id")
    return Draft(
        id=said["id"] if "id" in fields else own_id(node),
        url=said.get("url") or (f"#{anchor}" if anchor else None),
        title=line(heading) if heading else said.get("title"),
        published=said["time"] if "time" in fields else _moment(copy),
        updated=said.get("updated"),
        author=said.get("author"),
        html=_body(_without(copy, heading, fields, drop), fields.get("body")),
        kind=kinds.of_node(node),
    )


def own_id(node: LexborNode) -> str | None:
    """Return what a post's node is named by."""
    return attribute(node, *_IDS)


def line(node: LexborNode) -> str:
    """Return a node's text in one line."""
    return " ".join(markup.plain(node.html or "").split())


def prose(node: LexborNode, *, besides: str | None = None) -> str:
    """Return the markup in a node but what is no prose, nor the line `besides`."""
    copy = node.clone()
    known = "".join((besides or "").split())
    repeated = [
        each
        for each in copy.traverse()
        if known and known in "".join(each.text().split()) and line(each) == besides
    ]
    return _html(_rid(copy, [*repeated, *_no_prose(copy)]))


def attribute(node: LexborNode, *names: str) -> str | None:
    """Return the first of the named attributes that is not blank."""
    attributes = node.attrs
    for name in names:
        said = (attributes.get(name) or "").strip()
        if said:
            return said
    return None


def outermost(nodes: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Yield those of nodes in document order that are not inside another of them."""
    yielded: set[int] = set()
    for node in nodes:
        here: LexborNode | None = node
        while here is not None and here.mem_id not in yielded:
            here = here.parent
        if here is None:
            yielded.add(node.mem_id)
            yield node


def joined(nodes: Iterable[LexborNode]) -> str:
    """Return the markup of nodes, each once."""
    return "".join(node.html or "" for node in outermost(nodes))


def _first(node: LexborNode, tags: Container[str]) -> LexborNode | None:
    return next((each for each in node.traverse() if each.tag in tags), None)


def _said(node: LexborNode, selector: Selector) -> str | None:
    found = node.css_first(selector.css) if selector.css else node
    if found is None:
        return None
    if selector.attribute:
        return attribute(found, selector.attribute)
    return line(found) or None


def _moment(node: LexborNode) -> str | None:
    """Return the first machine-readable time, best kinds of attribute first."""
    return next(
        (
            said
            for said in _moments(node)
            if said and len(said) >= _SHORTEST_TIME and times.parse(said)
        ),
        None,
    )


def _moments(node: LexborNode) -> Iterator[str | None]:
    yield from (attribute(each, "datetime") for each in node.css("[datetime]"))
    for each in node.traverse():
        for name, value in each.attributes.items():
            if value and _TIME_NAME.search(name):
                yield value


def _without(
    copy: LexborNode,
    heading: LexborNode | None,
    fields: Mapping[str, Selector],
    drop: str | None,
) -> LexborNode | None:
    """Take away what has been read already, and what is no part of a body."""
    read_already = (fields[name].css for name in ("title", "author") if name in fields)
    first = [copy.css_first(css) for css in read_already if css]
    dropped = copy.css(drop) if drop else []
    return _rid(copy, [node for node in (heading, *first, *dropped) if node])


def _rid(copy: LexborNode, unwanted: Iterable[LexborNode]) -> LexborNode | None:
    """Remove nodes; None if all of the copy is one of them."""
    for each in list(outermost(unwanted)):  # what is inside one goes with it
        if each.mem_id == copy.mem_id:
            return None
        each.decompose()
    return copy


def _no_prose(copy: LexborNode) -> list[LexborNode]:
    tagged = [each for each in copy.traverse() if each.tag in _NO_PROSE]
    return [*tagged, *copy.css(_BUTTON)]


def _body(copy: LexborNode | None, selector: Selector | None) -> str | None:
    if selector and selector.attribute:
        found = copy.css_first(selector.css) if copy else None
        return attribute(found, selector.attribute) if found else None
    if selector and not selector.follows:
        return joined(copy.css(selector.css)) if copy else ""
    rest = _rid(copy, _no_prose(copy)) if copy else None
    return _prose(rest) if rest else ""


@ByMarkup  # readers by different habits take the same away
def _prose(rest: LexborNode) -> str:
    """Return the paragraphs and their like."""
    return joined(intruders.without(_blocks(rest), intruders.around)) or _html(rest)


def _blocks(rest: LexborNode) -> list[LexborNode]:
    """Return the paragraphs and their like, and what says as much outside of them.

    Some outlets write bare text with line breaks, and a list or a quotation below.
    """
    tagged = [(each, each.tag) for each in rest.traverse()]
    if not any(tag in _PROSE for _, tag in tagged):
        return []
    loose = _loose(rest)
    return [each for each, tag in tagged if tag in _PROSE or each.mem_id in loose]


def _loose(rest: LexborNode) -> set[int | None]:
    """Return what holds a sentence or more in no paragraph, heading or link."""
    told: Counter[int | None] = Counter()
    waiting: list[tuple[LexborNode, int | None]] = [(rest, None)]
    while waiting:
        node, around = waiting.pop()
        if node.tag in _PROSE or node.tag in _APART:
            continue
        holder = around if node.tag in _INLINE else node.mem_id
        for each in node.iter(include_text=True):
            if each.is_text_node:
                told[holder] += len(squeeze(each.text_content or ""))
            else:
                waiting.append((each, holder))
    return {holder for holder, length in told.items() if length >= _SENTENCE}


def _html(copy: LexborNode | None) -> str:
    return (copy.html or "") if copy else ""
