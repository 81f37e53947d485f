"""RSS, RDF and Atom, as feedparser reads them."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import feedparser

from aggregator.extract import enclosures
from aggregator.extract.drafts import Draft, told_apart
from aggregator.text import charset, markup, urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.model import Document

# No parser but Python's own; to look for another takes half as long as to parse a head.
feedparser.api.PREFERRED_XML_PARSERS.clear()

Node: TypeAlias = "Mapping[str, Any]"
"""A part of feedparser's answer, as a plain dict: its own type warns when looked at."""

_HEAD = 8192  # bytes; what comes before the root is a declaration, seldom a comment
_ROOT = re.compile(
    r"<(?:(?P<feed>(?:\w+:)?(?:RDF|rss|feed|channel))|html|head|body|!doctype\s+html)"
    r"(?=[\s>/])",
    re.IGNORECASE,
)

# Python's own codecs that are no charset of documents: they crash feedparser, or take
# seconds, and a feed may name any of them.
_NO_CHARSET = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}
)
_NAME = re.compile(r"[\w.:+-]{1,40}", re.ASCII)
_HEADER_CHARSET = re.compile(
    r";\s*charset\s*=\s*[\"']?([^\s\"';,]*)[^;]*", re.IGNORECASE
)
_XML = "application/xml"
_UTF8 = f"{_XML}; charset=utf-8"
# What browsers do not read, and XML allows (XML 1.0, appendix F.1).
_UTF32 = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"<\0\0\0": "utf-32-le",
    b"\0\0\0<": "utf-32-be",
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
    document = as_utf8(document)
    body, content_type = _harmless(document.body, document.media_type)
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


def told(
    document: Document, headers: Mapping[str, str], said: Mapping[str, object]
) -> Any:  # noqa: ANN401 - feedparser's own, which has no types
    """Return all that feedparser can tell, as its own expectations want it.

    That is more than `drafts` asks it for: here it finds out the charset, resolves
    links and sanitises by itself, all of which is done elsewhere otherwise.

    Args:
        document: a feed, or what is to be read as one.
        headers: with which it came, their names in lower case.
        said: what is known of its coming beyond that.
    """
    body, content_type = _harmless(document.body, document.media_type)
    place = urls.absolute(headers.get("content-location"), base=document.url)
    stated = {
        **headers,
        "content-type": content_type or _XML,
        "content-location": place or document.url,
    }
    found = feedparser.parse(io.BytesIO(body), response_headers=stated)
    names = (("etag", "etag"), ("modified", "last-modified"))
    found.update({name: headers[each] for name, each in names if each in headers})
    found.update(said)
    return found


def as_utf8(document: Document) -> Document:
    """Return a feed in UTF-8, and saying so, whatever it is in and says.

    So feedparser has nothing to guess: it would let the header win over bytes that
    prove it wrong, and look for charsets at a cost that nobody bounds.
    """
    body, wide = document.body, _UTF32.get(document.body[:4])
    decoded = body.decode(wide, "replace") if wide else None
    text = decoded or charset.decoded(body, document.media_type)
    return replace(document, body=text.encode(), media_type=_UTF8)


def _harmless(body: bytes, content_type: str) -> tuple[bytes, str]:
    """Return body and Content-Type without what crashes feedparser or stops it."""
    named = _XML_CHARSET.match(body)
    if named and not _is_charset(named[2].decode("latin-1")):
        body = named[1] + body[named.end() :]
    said = _HEADER_CHARSET.search(content_type)
    if said and not _is_charset(said[1]):
        content_type = content_type[: said.start()]
    return _REFERENCE.sub(_character, body), content_type


def _is_charset(name: str) -> bool:
    """Return whether a name is that of a charset, or one that nobody knows."""
    if not _NAME.fullmatch(name):
        return False
    try:
        return codecs.lookup(name).name not in _NO_CHARSET
    except LookupError:
        return True


def _character(reference: re.Match[bytes]) -> bytes:
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    code = int(digits, base) if len(digits) < len("1114112") + 1 else _UNICODE_END
    lawful = code < _UNICODE_END and code not in _SURROGATES
    return reference[0] if lawful else b"&#65533;"


def _draft(entry: Node, feed: Node, base: str) -> Draft:
    body = _body(entry)
    base = urls.absolute(body.get("base"), base=base) or base
    value, is_plain = body.get("value") or "", body.get("type") == "text/plain"
    return Draft(
        id=entry.get("id"),
        url=urls.absolute(_link(entry) or enclosures.recording(entry), base=base),
        title=entry.get("title"),
        html=None if is_plain else _sanitised(value, entry, base),
        text=value if is_plain else None,
        published=entry.get("published") or entry.get("updated"),
        updated=entry.get("updated"),
        author=_author(entry),
        language=body.get("language") or feed.get("language"),
    )


def _sanitised(value: str, entry: Node, base: str) -> str:
    return markup.sanitise(enclosures.with_picture(value, entry), base=base)


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
