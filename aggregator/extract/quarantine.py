"""A feed's items by their bytes: what is poisoned is left out, the rest is read.

feedparser takes a feed whole, and one item that it cannot bear costs all the others.
An item is found by its tags alone, whatever stands between them.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from aggregator.errors import ExtractError
from aggregator.extract import bulk, feed
from aggregator.extract.posts import told_once
from aggregator.text import charset

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from aggregator.model import Document, Extraction

Span: TypeAlias = tuple[int, int]

_BEGIN = re.compile(rb"<((?:\w+:)?(?:item|entry))(?=[\s>])", re.IGNORECASE)

# Each `<` and `&` is an event to feedparser, of 2 to 7 us.
_MANY_MARKS = 50_000  # the fullest captured feed has 26,000
_MOST_MARKS = 100_000  # of one item, or of all that stands outside items: half a second
_MOST_TAGS = 600_000  # of a feed: 10,000 items of twice the tags that are usual
_MANY_ITEMS = 1_000  # of one portion: 0.6 s
_MOST_ITEMS = 10_000
_A_PAIR = 2

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*\[(.*?)\]\s*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(  # one that stands for characters, and for no other entity
    rb"<!ENTITY\s+\w+\s+(?:\"(?:&#\w+;|[^&%<\"]{0,100})\"|'(?:&#\w+;|[^&%<']{0,100})')\s*>"
)
_MOST_ENTITIES = 300  # HTML 4 has 252

# In these, feedparser looks for an address, at a cost that grows with the square.
_LONG_NAME = re.compile(
    rb"(<(?:\w+:)?(?:author|creator|managingEditor|webMaster|contributor|publisher"
    rb"|owner|name|email)\b[^<>]*>\s*(?:<!\[CDATA\[)?[^<>]{1000})[^<>]+",
    re.IGNORECASE,
)


def light(document: Document) -> tuple[Document, list[str]]:
    """Return a feed without what no reader bears, and what was left out, in words.

    Entities that are made of entities are not declared (the billion laughs), names are
    cut at 1,000 characters, and what is heavier than any post is left out.

    Raises:
        ExtractError: what stands outside the items is too much by itself.
    """
    if document.body.count(b"<") > _MOST_TAGS:
        raise ExtractError(document.source, f"it has more than {_MOST_TAGS:,} tags")
    body = _LONG_NAME.sub(rb"\1", _disarmed(_narrow(document.body)))
    if _marks(body) <= _MANY_MARKS and bulk.refusal(body) is None:
        return replace(document, body=body), []
    body, complaints = _bounded(body)
    spans = _spans(body)
    _refuse(_without(body, spans) if _closed(body, spans) else body, document)
    heavy = [each for each in spans if _is_poison(body[slice(*each)])]
    if heavy:
        told = f"{len(heavy)} items are left out: no post is so deep or full of tags"
        complaints = [*complaints, told]
    return replace(document, body=_without(body, heavy)), complaints


def portions(document: Document) -> tuple[list[Document], list[str]]:
    """Return a feed in parts that are quick to read, and what is in none, in words.

    What is no feed, or none of very many items, is one part, as it is.
    """
    heavy = _marks(document.body) > _MANY_MARKS
    absurd = document.body.count(b"<") > _MOST_TAGS
    if not heavy or absurd or not feed.is_feed(document):
        return [document], []
    body, complaints = _bounded(document.body)
    spans = _spans(body)
    parts = list(_fair(body, spans))
    if not _closed(body, spans) or len(parts) < _A_PAIR:
        return [document], []
    whole = replace(document, body=body)
    return [_only(whole, part, spans) for part in parts], complaints


def halves(document: Document) -> list[Document]:
    """Return a feed in two, by its items; nothing if it has not two of them."""
    spans = _spans(document.body) if feed.is_feed(document) else []
    if len(spans) < _A_PAIR:
        return []
    middle = len(spans) // 2
    parts = (spans[:middle], spans[middle:])
    return [_only(document, part, spans) for part in parts]


def without(document: Document, poisons: Collection[bytes]) -> Document:
    """Return a feed without the items whose digests are known."""
    spans = _spans(document.body) if poisons and feed.is_feed(document) else []
    known = [each for each in spans if _digest(document.body, each) in poisons]
    return replace(document, body=_without(document.body, known)) if known else document


def digests(document: Document) -> list[bytes]:
    """Return the digests of a feed's items, by which `without` knows them."""
    return [_digest(document.body, each) for each in _spans(document.body)]


def together(parts: Sequence[Extraction]) -> Extraction:
    """Return what was read of the parts of one feed as if it had been read at once."""
    posts = [post for part in parts for post in part.posts]
    once = told_once(list(enumerate(posts)))
    warnings = (warning for part in parts for warning in part.warnings)
    return replace(
        parts[0],
        posts=tuple(post for _, post in once),
        warnings=tuple(dict.fromkeys(warnings)),
        unreadable=sum(part.unreadable for part in parts),
        copies=sum(part.copies for part in parts) + len(posts) - len(once),
        links=tuple(dict.fromkeys(link for part in parts for link in part.links)),
    )


def _refuse(rest: bytes, document: Document) -> None:
    reason = bulk.refusal(rest)
    if _marks(rest) > _MOST_MARKS:
        reason = f"outside its items the feed holds more than {_MOST_MARKS:,} tags"
    if reason:
        raise ExtractError(document.source, reason)


def _is_poison(item: bytes) -> bool:
    return _marks(item) > _MOST_MARKS or bulk.refusal(item) is not None


def _narrow(body: bytes) -> bytes:
    """Return bytes in which tags can be looked for, by its mark in UTF-8 if in 16."""
    if body.startswith(_WIDE):
        return codecs.BOM_UTF8 + charset.decoded(body).encode()
    return body


def _disarmed(body: bytes) -> bytes:
    if b"<!ENTITY" not in body and b"<!entity" not in body:
        return body
    return _DOCTYPE.sub(_harmless, body, count=1)


def _harmless(doctype: re.Match[bytes]) -> bytes:
    kept = [each[0] for each in _ENTITY.finditer(doctype[1])][:_MOST_ENTITIES]
    named = doctype[0][: doctype.start(1) - doctype.start()]
    return named + b"\n".join([b"", *kept, b""]) + b"]>"


def _marks(body: bytes) -> int:
    return body.count(b"<") + body.count(b"&")


def _spans(body: bytes) -> list[Span]:
    """Return where each item begins and ends; what stands between them is no item's."""
    first = _BEGIN.search(body)
    if first is None:
        return []
    begins = [each.start() for each in _BEGIN.finditer(body) if each[1] == first[1]]
    end = b"</" + first[1]
    return [
        (begin, _end(body, end, begin, following))
        for begin, following in zip(begins, [*begins[1:], len(body)], strict=True)
    ]


def _closed(body: bytes, spans: Sequence[Span]) -> bool:
    """Tell whether what begins like items may end like them."""
    return len(spans) <= body.count(b"</")


def _end(body: bytes, tag: bytes, begin: int, following: int) -> int:
    found = body.find(tag, begin, following)
    return _after(body, found) if found >= 0 else following


def _after(body: bytes, tag: int) -> int:
    """Return where a tag ends that begins there."""
    return body.find(b">", tag) + 1 or len(body)


def _fair(body: bytes, spans: Sequence[Span]) -> Iterator[list[Span]]:
    part: list[Span] = []
    marks = 0
    for span in spans:
        own = _marks(body[slice(*span)])
        if part and (marks + own > _MANY_MARKS or len(part) == _MANY_ITEMS):
            yield part
            part, marks = [], 0
        part.append(span)
        marks += own
    yield part


def _only(document: Document, kept: Sequence[Span], spans: Sequence[Span]) -> Document:
    """Return a feed with some of its items alone, in what stands around them all."""
    body = document.body
    items = [body[slice(*each)] for each in kept]
    begin, end = spans[0][0], spans[-1][1]
    return replace(document, body=b"".join([body[:begin], *items, body[end:]]))


def _bounded(body: bytes) -> tuple[bytes, list[str]]:
    """Return a feed with as many items as can be: without what follows the last."""
    begins = list(islice(_BEGIN.finditer(body), _MOST_ITEMS + 1))
    if len(begins) <= _MOST_ITEMS:
        return body, []
    last = begins[-1]
    end = body.rfind(b"</" + last[1], last.end())
    rest = body[_after(body, end) :] if end >= 0 else b""
    told = (
        f"the feed has more than {_MOST_ITEMS:,} items: those after them are left out"
    )
    return body[: last.start()] + rest, [told]


def _without(body: bytes, spans: Sequence[Span]) -> bytes:
    kept, at = [], 0
    for begin, end in spans:
        kept.append(body[at:begin])
        at = end
    return b"".join([*kept, body[at:]])


def _digest(body: bytes, span: Span) -> bytes:
    return hashlib.blake2b(body[slice(*span)], digest_size=16).digest()
