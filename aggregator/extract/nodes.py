"""One post out of its own node: by given selectors, and by habit where none is given.

The habits are those of some forty outlets' live blogs: a heading is the
headline, `datetime` or an attribute named after time is the time, and the paragraphs
that are neither header nor footer are the body.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.extract.drafts import Draft
from aggregator.text import markup, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aggregator.extract.outlet import Selector

_IDS = ("data-post-id", "data-block-id", "id")
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_PROSE = "p, ul, ol, blockquote, pre, table, figure"
_NO_PROSE = (
    "script, style, template, noscript, svg, iframe, form, button, nav, aside, header,"
    " footer, time, meta, [role=button]"
)
_TIME_NAME = re.compile(r"time|date|publish", re.IGNORECASE)
_SHORTEST_TIME = 10  # characters: a day, or seconds since 1970


def read(
    node: LexborNode, fields: Mapping[str, Selector], drop: str | None = None
) -> Draft:
    """Return what a post's node says; its times as written, be they clocks only.

    Args:
        node: the post's own; left as it is.
        fields: by name of the field; what is not named is found by habit.
        drop: selects what is no part of the body.
    """
    copy = LexborHTMLParser(node.html or "")
    said = {
        name: _said(node, copy, selector)
        for name, selector in fields.items()
        if name != "body"
    }
    heading = None if "title" in fields else copy.css_first(_HEADINGS)
    anchor = attribute(node, "id")
    return Draft(
        id=said["id"] if "id" in fields else own_id(node),
        url=said.get("url") or (f"#{anchor}" if anchor else None),
        title=line(heading) if heading else said.get("title"),
        published=said["time"] if "time" in fields else _moment(copy),
        updated=said.get("updated"),
        author=said.get("author"),
        html=_body(_without(copy, heading, fields, drop), fields.get("body")),
    )


def own_id(node: LexborNode) -> str | None:
    """Return what a post's node is named by."""
    return attribute(node, *_IDS)


def line(node: LexborNode) -> str:
    """Return a node's text in one line."""
    return " ".join(markup.plain(node.html or "").split())


def prose(node: LexborNode, *, besides: str | None = None) -> str:
    """Return the markup in a node but what is no prose, nor the line `besides`."""
    copy = LexborHTMLParser(node.html or "")
    repeated = [each for each in copy.css("body *") if line(each) == besides]
    _remove([*repeated, *copy.css(_NO_PROSE)])
    return copy.body.inner_html or "" if copy.body else ""


def attribute(node: LexborNode, *names: str) -> str | None:
    """Return the first of the named attributes that is not blank."""
    said = ((node.attributes.get(name) or "").strip() for name in names)
    return next((each for each in said if each), None)


def outermost(nodes: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Yield those of nodes in document order that are not inside another of them."""
    inside: set[int] = set()
    for node in nodes:
        if node.mem_id not in inside:
            inside.update(each.mem_id for each in node.css("*"))
            yield node


def joined(nodes: Iterable[LexborNode]) -> str:
    """Return the markup of nodes, each once."""
    return "".join(node.html or "" for node in outermost(nodes))


def _said(node: LexborNode, copy: LexborHTMLParser, selector: Selector) -> str | None:
    found = copy.css_first(selector.css) if selector.css else node
    if found is None:
        return None
    if selector.attribute:
        return attribute(found, selector.attribute)
    return line(found) or None


def _moment(copy: LexborHTMLParser) -> str | None:
    """Return the first machine-readable time, best kinds of attribute first."""
    said = [attribute(node, "datetime") for node in copy.css("[datetime]")]
    said += [
        value
        for node in copy.css("body *")
        for name, value in node.attributes.items()
        if _TIME_NAME.search(name)
    ]
    long_enough = (each for each in said if each and len(each) >= _SHORTEST_TIME)
    return next((each for each in long_enough if times.parse(each)), None)


def _without(
    copy: LexborHTMLParser,
    heading: LexborNode | None,
    fields: Mapping[str, Selector],
    drop: str | None,
) -> LexborHTMLParser:
    """Take away what has been read already, and what is no part of a body."""
    read_already = (fields[name].css for name in ("title", "author") if name in fields)
    first = [copy.css_first(css) for css in read_already if css]
    dropped = copy.css(drop) if drop else []
    _remove([node for node in (heading, *first, *dropped) if node])
    return copy


def _remove(unwanted: Iterable[LexborNode]) -> None:
    for node in list(outermost(unwanted)):  # what is inside one goes with it
        node.decompose()


def _body(copy: LexborHTMLParser, selector: Selector | None) -> str | None:
    if selector and selector.attribute:
        found = copy.css_first(selector.css)
        return attribute(found, selector.attribute) if found else None
    if selector and not selector.follows:
        return joined(copy.css(selector.css))
    _remove(copy.css(_NO_PROSE))
    return joined(copy.css(_PROSE)) or (copy.body.inner_html if copy.body else None)
