"""Markup as outlets write it, made safe, made plain, or made from plain text."""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import nh3

from aggregator.text import tracking, urls
from aggregator.text.remembered import remembered
from aggregator.text.settled import settled
from aggregator.text.words import printable, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

# nh3 is quadratic in the depth of nesting: 6,000 open <div> take 0.09 s, 20,000 take
# 1.4 s; 200,000 characters of attributes 0.1 s. Posts of that size are not written.
_MOST_TAGS = 6_000
_LONGEST = 200_000
_MOST_ROUNDS = 5

_INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "img", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "strong", "sub", "sup", "time", "u",
    "var", "wbr",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "details",
    "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_CELLS = {"td", "th"}
_OF_TABLES = {"caption", "table", "tbody", "tfoot", "thead", "tr"}
_WITH_CONTENT = {
    "audio", "button", "canvas", "iframe", "math", "noembed", "noframes", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title",
    "video",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "del": {"cite", "datetime"},
    "img": {"alt", "height", "hidden", "src", "style", "title", "width"},
    "ins": {"cite", "datetime"},
    "ol": {"start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}
_LINKS = {"href", "cite"}
_NUMBERS = {"start", "colspan", "rowspan"}
_LENGTHS = {"height", "width"}
_HIDING = {"hidden", "style"}  # they stay only to tell `_shown` what to take away

# HTML, section 2.4.4.4: what follows the number is ignored, unless it is a `%`.
_LENGTH = re.compile(r"\s*0*([0-9]{1,5})(?:\.[0-9]*)?\s*(?:px)?\s*", re.IGNORECASE)

# nh3 writes every attribute as name="value" with the quotes inside escaped.
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_PIXEL = re.compile(r' (?:(?:height|width)="[01]"|(?:hidden|style)=)')
_SOURCE = re.compile(r' src="([^"]*)"')
# What hides content from a parser: nobody but a browser runs the script instead of
# which it stands; and a CDATA section within HTML is a comment.
_SHELL = re.compile(r"</?noscript[^<>]*>|<!\[CDATA\[", re.IGNORECASE)
_PRE = re.compile(r"<pre>\n+")

_HIDDEN = re.compile(r"<(script|style)\b[^<]*(?:<(?!/\1)[^<]*)*", re.IGNORECASE)
_COMMENT = re.compile(r"<!--[^-]*(?:-(?!->)[^-]*)*(?:-->)?")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
_MARKED = re.compile(r"[<&\ufeff]")
_SPACE = {**dict.fromkeys(_BLOCKS, "\n"), **dict.fromkeys(_CELLS, " ")}
_KNOWN = "|".join(sorted(_INLINE | _BLOCKS | _CELLS | {"font", "span"}))
_KNOWN_TAG = re.compile(rf"</?(?:{_KNOWN})(?:[\s/][^<>]*)?>", re.IGNORECASE)
# Tags that hide, move and invent no words, among them all that pages name themselves:
# their text is read without building a tree. Text is told by one character, for speed.
_TAME = "|".join(
    sorted((_INLINE | _BLOCKS | {"font", "picture", "source", "span"}) - _OF_TABLES)
)
# HTML, section 4.13.2: hyphened, but for names that SVG and MathML have taken.
_CUSTOM = r"(?!annotation|color|font|missing)[a-z]++(?:-[a-z0-9]++)++"
_TAME_MARKUP = re.compile(
    rf"(?:[^<]++|</?(?:(?i:{_TAME})|{_CUSTOM})"
    r"(?:\s++[a-zA-Z0-9_:.-]++(?:=\"[^\"<>]*+\")?+)*+\s*+/?+>)*+"
)
# A line break, or what may be one; references to letters and marks are none.
_BREAKING = re.compile(
    r"&(?:(?i:newline)|#(?!(?:[xX](?:[2-9a-fA-F][0-9a-fA-F]|[1-9][0-9a-fA-F]{2,3})"
    r"|3[2-9]|[4-9]\d|[1-9]\d{2,3});))"
)

_STRUCTURE = nh3.Cleaner(
    tags=_BLOCKS | _CELLS,
    attributes={},
    clean_content_tags=_WITH_CONTENT,
    link_rel=None,
)


def sanitise(html: str, *, base: str) -> str:
    r"""Return markup that is safe to publish, its addresses absolute against `base`.

    An allow-list of what news posts are made of; no id, class, style or handler;
    addresses are parsed, resolved and only then checked, for nh3 alone lets
    `\x01javascript:` through as relative. Pictures that count readers go, and so do
    marks in links. Cleaned until nothing changes, since markup
    may only become dangerous once it has been cleaned and read again. What is beyond
    all bounds becomes paragraphs of plain text.
    """
    return _sanitised(html, base)


@remembered
def _sanitised(html: str, base: str) -> str:
    cleaned = printable(html)
    stays = partial(_stays, base)
    for _ in range(_MOST_ROUNDS):
        before = cleaned
        if _heavy(before):
            break
        if settled(before, stays):
            return _IMAGE.sub(_shown, before).strip()
        cleaned = _cleaned(before, base)
        if cleaned == before:
            return cleaned
    return as_html(plain(cleaned))


def _heavy(html: str) -> bool:
    return len(html) > _LONGEST or html.count("<") > _MOST_TAGS


def _cleaned(html: str, base: str) -> str:
    clean = _cleaner(base).clean(_SHELL.sub("", html))
    return _PRE.sub("<pre>", _IMAGE.sub(_shown, printable(clean))).strip()


@lru_cache(maxsize=16)
def _cleaner(base: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_INLINE | _BLOCKS | _CELLS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=partial(_attribute, base),
        link_rel="noopener noreferrer",
    )


def _attribute(base: str, _tag: str, name: str, value: str) -> str | None:
    if name in _LINKS:
        return _mail(value) or _link(value, base)
    if name == "src":
        return urls.absolute(value, base=base)
    if name in _HIDING:
        return name if name == "hidden" or tracking.hides(value) else None
    if name in _LENGTHS:
        length = _LENGTH.fullmatch(value)
        return length and length[1]
    if name in _NUMBERS:
        return value if value.isdecimal() and value.isascii() else None
    return printable(value)


def _link(value: str, base: str) -> str | None:
    url = urls.absolute(value, base=base)
    return url and tracking.untracked(url)


def _stays(base: str, tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute of cleaned markup would pass as it is."""
    known = name in _ATTRIBUTES.get(tag, ())
    return known and _attribute(base, tag, name, value) == value


def _mail(value: str) -> str | None:
    if value.startswith("http"):
        return None
    address = squeeze(printable(value))
    return address if address.lower().startswith("mailto:") else None


def _shown(image: re.Match[str]) -> str:
    source = _SOURCE.search(image[1])
    if source is None or _PIXEL.search(image[1]):
        return ""
    return "" if tracking.counts_readers(entities.unescape(source[1])) else image[0]


@remembered
def plain(html: str) -> str:
    """Return the text of markup, a line for each block, white space folded."""
    bare = printable(html)
    if not _MARKED.search(bare):
        return squeeze(bare)
    parts = _TAG.split(_visible(bare).replace("\n", " "))
    parts[1::2] = [_SPACE.get(tag, "") for tag in map(str.lower, parts[1::2])]
    text = "".join(parts)
    if "&" in bare or "&" in text:
        text = printable(entities.unescape(text))
    return "\n".join(filter(None, map(squeeze, text.split("\n"))))


def _visible(html: str) -> str:
    """Return markup whose tags are those of blocks, or hide and move no words."""
    breaks = "\ufeff" in html or _BREAKING.search(html)
    if not breaks and _TAME_MARKUP.fullmatch(html):
        return html
    if _heavy(html):
        return _HIDDEN.sub("", _COMMENT.sub("", html))
    return _STRUCTURE.clean(_SHELL.sub("", html))


def as_html(text: str) -> str:
    """Return plain text as markup, a paragraph for each line that is not empty."""
    return of_lines(lines(text))


def of_lines(told: Iterable[str]) -> str:
    """Return lines of plain text as markup, a paragraph for each."""
    return "".join(f"<p>{entities.escape(line, quote=False)}</p>" for line in told)


@remembered
def lines(text: str) -> tuple[str, ...]:
    """Return the lines of plain text that are not empty: what `plain` says of them."""
    return tuple(filter(None, map(squeeze, printable(text).splitlines())))


def inline(text_or_markup: str) -> str:
    """Return one line of plain text from a title that may be markup, escaped twice.

    Feeds say neither whether a title is markup nor how often it was escaped; so only
    the tags of HTML go, and `a < b` stays.
    """
    return _inline(text_or_markup[:_LONGEST])


@remembered
def _inline(text: str) -> str:
    if "<" not in text and "&" not in text:
        return squeeze(printable(text))
    for _ in range(2):
        text = entities.unescape(_KNOWN_TAG.sub("", text))
    return squeeze(printable(_KNOWN_TAG.sub("", text)))
