"""A page without its words: the structure that rules read, and nothing that is owned.

Tests of an outlet's rules need its page, and must not copy what it says. Kept are
elements, classes, ids, other attributes that name things, times, the shape of addresses
and the JSON that posts stand in. Words become pseudo-words; scripts, styles, pictures,
comments and whatever is secret or personal are left out.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import islands, lenient, readers, zones
from aggregator.extract import page as pages
from aggregator.extract.outlet import Outlet
from aggregator.extract.wordless import Names, text
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from aggregator.extract.page import Page
    from aggregator.model import Document

_NONE = Outlet(profile="")
_LEFT_OUT = frozenset({
    "script", "style", "template", "noscript", "svg", "img", "picture", "source",
    "video", "audio", "canvas", "iframe", "object", "embed", "link", "base", "map",
    "amp-img", "amp-analytics", "amp-ad", "-comment",
})  # fmt: skip
_VOID = frozenset({"area", "br", "col", "hr", "input", "meta", "track", "wbr"})
_SILENT = re.compile(  # attributes that no rule reads, or that are nobody's business
    r"on\w+|style|srcset|sizes|src|poster|integrity|nonce|ping|value|background|data"
)
_SECRET = re.compile(
    r"token|secret|passw|api_?key|auth_?key|csrf|xsrf|nonce|signature|session|cookie"
    r"|e-?mail|phone",
    re.IGNORECASE,
)
_AT_HOME = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")  # an address of e-mail
_ADDRESSED = re.compile(r"(?:[a-z][a-z+.-]{1,9}:)?//|[/#?]", re.IGNORECASE)
_LEADING = {"href", "cite", "action"}
_VERBATIM = {"class", "lang", "rel", "role", "type", "itemtype", "itemprop"}
_SPOKEN = {"alt", "title", "aria-label", "placeholder", "label", "content", "summary"}
_OF_FORM = {"og:type", "og:locale", "generator", "viewport", "robots"}
_STATING = re.compile(
    r"\A@|type|kind|lang|locale|zone|ids?\Z|urn|context|state|status|flag|role|class",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[a-z/!]", re.IGNORECASE)
_ESCAPED_TAGS = re.compile(r"&(?:amp;)*lt;/?[a-z]", re.IGNORECASE)
_WHOLE = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_NAMED = re.compile(r"[a-z][\w:.-]*")
_MOST_BARE = 4  # attributes without a value; more are a text with a quotation mark
_LONGEST = 1000  # characters of an attribute; what is longer is data
_MOST = 300_000  # values of all JSON: what refers to itself may grow without end
_NAMES = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrambled:
    """A document without its words."""

    suffix: str  # html or json
    text: str
    url: str  # where it is to be from


def scrambled(document: Document, selectors: str = "") -> Scrambled:
    """Return a page, or a document that is JSON, without its words.

    Args:
        document: as it was fetched.
        selectors: those of the rules that read it; the names in them stay.
    """
    written = pages.decode(document)
    data = lenient.loads(written) if written.lstrip()[:1] in {"{", "["} else None
    page = pages.of_json(document, data) if data is not None else pages.parse(document)
    writer = _Writer(names=Names(_known(page, selectors)))
    return Scrambled(
        suffix="html" if data is None else "json",
        text=writer.page(page) if data is None else _dumped(writer.data(data)),
        url=writer.names.address(page.url),
    )


def _known(page: Page, selectors: str) -> frozenset[str]:
    """Return the words that names are made of: those of classes and selectors."""
    classes = (node.attributes.get("class") or "" for node in page.tree.css("[class]"))
    said = " ".join([*classes, selectors])
    return frozenset(each.casefold() for each in _NAMES.findall(said))


def _dumped(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1).replace("</", r"<\/")


@dataclass(slots=True)
class _Writer:
    """Writes what stays of a page."""

    names: Names
    left: int = field(default=_MOST)  # values of JSON

    def page(self, page: Page) -> str:
        root = page.tree.root
        lines = [
            "<!doctype html>",
            *(_script("application/json", each) for each in self._islands(page)),
            self.markup([root] if root else []),
        ]
        return "\n".join(lines) + "\n"

    def markup(self, nodes: Iterable[LexborNode]) -> str:
        """Write nodes with all that is in them; as deep as it may be."""
        made: list[str] = []
        waiting: list[LexborNode | str] = []
        waiting.extend([*nodes][::-1])
        while waiting:
            here = waiting.pop()
            if isinstance(here, str):
                made.append(here)
            elif here.tag == "-text":
                made.append(self._text(here.text_content or ""))
            elif here.tag in _LEFT_OUT:
                made.append(self._stated(here))
            else:
                made.append(f"<{here.tag}{self._attributes(here)}>")
                if here.tag not in _VOID:
                    waiting.append(f"</{here.tag}>")
                    waiting += [*here.iter(include_text=True)][::-1]
        return "".join(made)

    def data(self, value: object, name: str = "") -> object:
        """Return JSON without words; what is too much is null.

        Args:
            value: any.
            name: of the field that it stands in, or its list.
        """
        self.left -= 1
        if self.left < 0:
            return None
        if isinstance(value, dict):
            return {key: self.data(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self.data(each, name) for each in value]
        return self._said(value, name) if isinstance(value, str) else value

    def _islands(self, page: Page) -> Iterator[object]:
        """Yield the JSON of scripts that tells posts, and the zone that they tell."""
        zone = zones.told(page, _NONE)
        if zone and "/" in zone:
            yield {"timezone": zone}
        told = readers.read(page, _NONE).heard["hydration"].voices
        yield from (self.data(each.data) for each in islands.islands(page) if told)

    def _stated(self, node: LexborNode) -> str:
        """Write what stays of elements that are left out: JSON-LD and own address."""
        attributes = node.attributes
        kind, href = attributes.get("type") or "", attributes.get("href") or ""
        if node.tag == "script" and kind.startswith("application/ld+json"):
            data = lenient.loads(node.text())
            return "" if data is None else _script(kind, self.data(data))
        if node.tag == "link" and attributes.get("rel") == "canonical":
            return f'<link rel="canonical" href="{_escaped(self.names.address(href))}">'
        return ""

    def _text(self, said: str) -> str:
        blank = "\n" if "\n" in said else " "
        return html.escape(text(said), quote=False) if said.strip() else blank

    def _attributes(self, node: LexborNode) -> str:
        written = node.attributes
        soup = sum(value is None for value in written.values()) > _MOST_BARE
        of_form = {written.get("name"), written.get("property")} & _OF_FORM
        made = []
        for name, value in written.items():
            if _SILENT.fullmatch(name) or _SECRET.search(name):
                continue
            if soup and not (value and _NAMED.fullmatch(name)):
                continue
            kept = value if of_form or not value else self._attribute(name, value)
            made.append(f' {name}="{_escaped(kept)}"' if kept else f" {name}")
        return "".join(made)

    def _attribute(self, name: str, value: str) -> str:
        if name in _VERBATIM or times.parse(value):
            return value
        if len(value) > _LONGEST or value[0] in "{[" or _AT_HOME.search(value):
            return ""
        if name in _LEADING:
            return self.names.address(value)
        is_text = name in _SPOKEN and not _ADDRESSED.match(value)
        return text(value) if is_text or " " in value else self._named(value)

    def _said(self, value: str, name: str) -> str:
        """Return a string of JSON, by what it is."""
        bare = value.strip()
        if _SECRET.search(name) or _AT_HOME.fullmatch(bare):
            return ""
        if not bare or times.parse(bare):
            return value
        if _TAGS.search(value):
            return self._fragment(value)
        if _ESCAPED_TAGS.search(value):
            return html.escape(self._said(html.unescape(value), name), quote=False)
        is_name = _is_name(bare) or _STATING.search(name)
        if len(bare.split()) == 1 and is_name:
            return self._named(bare)
        return text(value)

    def _named(self, bare: str) -> str:
        is_address = _ADDRESSED.match(bare)
        return self.names.address(bare) if is_address else self.names.name(bare)

    def _fragment(self, value: str) -> str:
        tree = LexborHTMLParser(value)
        if _WHOLE.search(value):
            return self.markup([tree.root] if tree.root else [])
        return self.markup(tree.body.iter(include_text=True) if tree.body else [])


def _is_name(bare: str) -> bool:
    """Tell whether a string without spaces is an address or an id, and no word."""
    return bool(_ADDRESSED.match(bare)) or any(each.isdecimal() for each in bare)


def _script(kind: str, data: object) -> str:
    return f'<script type="{_escaped(kind)}">\n{_dumped(data)}\n</script>'


def _escaped(value: str | None) -> str:
    return html.escape(value or "")
