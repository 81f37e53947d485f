"""Which hubs a feed advertises: in the header of its answer, or at its own head."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from aggregator.subscription import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEAD = 16_384  # bytes of a feed before its first item, at the most
_LONGEST = 2_000  # characters of an address
_MOST = 5  # hubs

# None of these looks at a character more than a few times, whatever it is given.
_IN_HEADER = re.compile(r"<([^<>]*)>([^<>]*)")
_REL = re.compile(r';\s?rel\s?=\s?(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
_FEED = re.compile(rb"<(?:[a-z]{1,20}:)?(?:rss|rdf|feed)[\s>]", re.IGNORECASE)
_FIRST_ITEM = re.compile(rb"<(?:[a-z]{1,20}:)?(?:item|entry)[\s>]")
_LINK = re.compile(r"<(?:[A-Za-z][\w.-]{0,20}:)?link\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])(rel|href)\s?=\s?(?:"([^"]*)"|'([^']*)')""")


def advertised(headers: Mapping[str, str], body: bytes, url: str) -> Hub:
    """Return what an answer advertises; a hub without addresses if it names none.

    Links in the header take precedence (WebSub, section 4); a feed that does not name
    itself (`rel=self`) cannot be subscribed to.

    Args:
        headers: of the answer.
        body: the feed, read by its letters up to the first item: news come anyway.
        url: which `url` answered; what relative addresses stand in.
    """
    for links in (_in_header(headers.get("link", "")), _in_feed(body)):
        found = [(rel, _address(href, url)) for rel, href in links]
        urls = [each for rel, each in found if rel == "hub" and each]
        topics = [each for rel, each in found if rel == "self" and each]
        if urls and topics:
            return Hub(urls=tuple(dict.fromkeys(urls))[:_MOST], topic=topics[0])
    return Hub()


def _in_header(header: str) -> Iterator[tuple[str, str]]:
    """Yield relation and target of each link (RFC 8288, section 3)."""
    for href, parameters in _IN_HEADER.findall(header):
        if rel := _REL.search(parameters):
            yield from ((each, href) for each in _words(rel[1] or rel[2] or ""))


def _in_feed(body: bytes) -> Iterator[tuple[str, str]]:
    head = body[:_HEAD]
    if not _FEED.search(head):
        return
    if first := _FIRST_ITEM.search(head):
        head = head[: first.start()]
    for link in _LINK.findall(head.decode("utf-8", "replace")):
        said = {name: one or two for name, one, two in _ATTRIBUTE.findall(link)}
        href = unescape(said.get("href", ""))
        yield from ((each, href) for each in _words(said.get("rel", "")))


def _words(relations: str) -> list[str]:
    return relations.lower().split()


def _address(href: str, base: str) -> str | None:
    """Return an address of the web in full; None if it is none."""
    try:
        whole = urljoin(base, href.strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    sound = parts.scheme in {"http", "https"} and parts.hostname
    plain = whole.isprintable() and " " not in whole
    return whole if sound and plain and href and len(whole) <= _LONGEST else None
