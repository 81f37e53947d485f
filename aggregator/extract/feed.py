"""RSS, RDF and Atom, as feedparser reads them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, TypeAlias

import feedparser

from aggregator.extract.drafts import Draft, told_apart
from aggregator.text import markup, urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.model import Document

Node: TypeAlias = "Mapping[str, Any]"
"""A part of feedparser's answer, as a plain dict: its own type warns when looked at."""

_HEAD = 8192  # bytes; what comes before the root is a declaration, seldom a comment
_ROOT = re.compile(
    r"<(?:(?P<feed>(?:rdf:)?RDF|rss|(?:atom:)?feed|channel)|html|head|body|!doctype\s+html)"
    r"(?=[\s>/])",
    re.IGNORECASE,
)

# Python knows codecs that crash feedparser (`punycode`, `undefined`) or take seconds
# (`idna`), and a feed may name any of them: only those of real documents pass.
_CHARSET = re.compile(
    r"us-ascii|utf-?(?:8|16|32)|(?:iso|windows|cp|koi8|gb|big5|euc|shift|ks_c|mac)\w*"
)
_HEADER_CHARSET = re.compile(
    r";\s*charset\s*=\s*[\"']?([^\s\"';,]*)[^;]*", re.IGNORECASE
)
_UTF8 = "application/xml; charset=utf-8"
_WIDE = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_XML_CHARSET = re.compile(
    rb"\A(\s*<\?xml\b[^>]*?)\sencoding\s*=\s*[\"']([^\"'>]*)[\"']"
)

# In a broken feed, feedparser takes these for characters and crashes where none is.
_REFERENCE = re.compile(rb"&#(?:(\d+)|[xX]([0-9a-fA-F]+));?")
_UNICODE_END = 0x110000
_SURROGATES = range(0xD800, 0xE000)

_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def is_feed(document: Document) -> bool:
    """Return whether the document is RSS, RDF or Atom, whatever it says it is.

    Looks at the first elements only; a page that merely mentions a feed is none.
    """
    head = document.body[:_HEAD].replace(b"\0", b"").decode("latin-1")  # UTF-16, too
    root = _ROOT.search(head)
    return bool(root and root["feed"]) and head.lstrip()[:1] not in ("{", "[")


def drafts(document: Document) -> tuple[list[Draft], list[str]]:
    """Return the items of a feed in its order, and what was wrong with it, in words.

    Times are handed on as they stand: of the dates that `text.times` refuses,
    feedparser reads all but two of the common suites' wrongly (2013-xx-27 as the first
    of this month).
    """
    body, content_type = _readable(document)
    parsed = feedparser.parse(
        io.BytesIO(body),  # never a string: feedparser would fetch what it names
        response_headers={"content-type": content_type},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    feed = dict(parsed["feed"])
    base = urls.absolute(feed.get("link"), base=document.url) or document.url
    items = [_draft(dict(entry), feed, base) for entry in parsed["entries"]]
    found, complaints = told_apart(items)
    return found, [*_faults(parsed), *complaints]


def _readable(document: Document) -> tuple[bytes, str]:
    """Return body and Content-Type, so put that feedparser reads the one as the other.

    Bytes that are UTF-8 are read as such, whatever the outlet says of them.
    """
    body, wide = document.body, _WIDE.get(document.body[:2])
    if wide:
        body = body.decode(wide, "replace").encode()
    named = _XML_CHARSET.match(body)
    if named and not _CHARSET.match(named[2].decode("latin-1").lower()):
        body = named[1] + body[named.end() :]
    header = _UTF8 if wide or _is_utf8(body) else _content_type(document.media_type)
    return _REFERENCE.sub(_character, body), header


def _is_utf8(body: bytes) -> bool:
    """Return whether the bytes are UTF-8's and hardly anybody else's."""
    try:
        return not body.isascii() and bool(body.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _content_type(header: str) -> str:
    named = _HEADER_CHARSET.search(header)
    if named and not _CHARSET.match(named[1].lower()):
        return header[: named.start()]
    return header


def _character(reference: re.Match[bytes]) -> bytes:
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    code = int(digits, base) if len(digits) < len("1114112") + 1 else _UNICODE_END
    lawful = code < _UNICODE_END and code not in _SURROGATES
    return reference[0] if lawful else b"&#65533;"


def _draft(entry: Node, feed: Node, base: str) -> Draft:
    body = _body(entry)
    base = urls.absolute(body.get("base"), base=base) or base
    value, is_plain = body.get("value"), body.get("type") == "text/plain"
    return Draft(
        id=entry.get("id"),
        url=urls.absolute(_link(entry), base=base),
        title=entry.get("title"),
        html=None if is_plain else markup.sanitise(value or "", base=base),
        text=value if is_plain else None,
        published=entry.get("published") or entry.get("updated"),
        updated=entry.get("updated"),
        author=_author(entry),
        language=body.get("language") or feed.get("language"),
    )


def _link(entry: Node) -> str | None:
    """Return the link, unless feedparser took a bare id for one."""
    link = entry.get("link") or ""
    return None if link == entry.get("id") and "://" not in link else link


def _body(entry: Node) -> Node:
    """Return the longest of full text and summary: feeds mix up which is which."""
    bodies = [*entry.get("content", ()), entry.get("summary_detail", {})]
    return max(bodies, key=lambda body: len(body.get("value") or ""))


def _author(entry: Node) -> str | None:
    names = [author.get("name") for author in entry.get("authors", ())]
    return ", ".join(filter(None, names)) or entry.get("author")


def _faults(parsed: Node) -> Iterator[str]:
    fault = parsed.get("bozo_exception")
    if fault and not isinstance(fault, _HARMLESS):
        yield f"the feed is not well-formed, items may be missing: {fault}"
