"""Texts, addresses and names of a page without the outlet's words.

What tells a time stays as it is written, and so do the few words that say what a page
is.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from aggregator.extract import clocks, labels
from aggregator.extract.clockwords import CLOCK, DAY, western
from aggregator.extract.pseudowords import WORD, figures, pseudo
from aggregator.text.datewords import OFFSETS, SEASONAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ANY_DAY = date(2024, 1, 1)
_CLOCK = re.compile(CLOCK, re.IGNORECASE)
_DAYS = re.compile(rf"(?=(?P<whole>{DAY}))", re.IGNORECASE)
_MATCH_MINUTE = re.compile(r"\A\s*\d{1,3}\s?(?:\+\s?\d{1,2}\s?)?['\u2019\u2032\xb4]")
_ENTITY = re.compile(r"&(?:amp;)*(#?\w{2,8};)")
_PLAIN = (  # kept wherever they stand
    _ENTITY,
    re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:?\d\d[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?)?"),
    re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b"),
    re.compile(
        r"\b(?:as it happened|minute by minute|minuto a minuto|en (?:direct|vivo)"
        r"|en directo|ao vivo|na żywo)\b",
        re.IGNORECASE,
    ),
    _MATCH_MINUTE,
    labels.AGO,
)
_PIECE = re.compile(rf"\d+|{WORD.pattern}")
_NAME = re.compile(r"[^\W_]+")
_ZONES = frozenset((*OFFSETS, *SEASONAL))
_SAYING = frozenset({
    # of a page, that it is a live blog
    "live", "liveblog", "liveticker", "newsblog", "newsticker", "ticker", "blog",
    "update", "updates", "updated", "diretta", "directo", "direto", "direkt", "онлайн",
    # of a block, that it is none of the posts
    "advertisement", "advert", "anzeige", "werbung", "publicité", "publicidad",
    "pubblicità", "advertentie", "реклама", "sponsored", "pinned", "fijado",
    "angeheftet", "summary", "zusammenfassung", "résumé", "resumen", "samenvatting",
    # of a zone, that it is meant by all clocks
    "times", "zeiten", "heures", "horas", "orari",
    # of a field in data, that it is so
    "true", "false", "yes", "no", "null", "open", "closed", "ended",
})  # fmt: skip
_PARTS_OF_NAMES = _SAYING | {
    "html", "htm", "php", "amp", "json", "page", "post", "posts", "block", "entry",
    "event", "item", "asset", "article", "story", "key", "id", "with", "older", "newer",
    "http", "https", "www", "en", "de", "fr", "es", "it", "nl", "pt", "pl", "ru", "uk",
}  # fmt: skip
_SMALL = 3  # figures of a number that tells nobody's telephone or account
_FEW = 2  # words of a name that is no headline
_LONGEST_ID = 40  # characters: SHA-1 in figures; what is longer is a token
_PRIVATE = ("mailto:", "tel:", "sms:", "javascript:", "data:", "blob:")
_SAFE = "/:@!$&'()*+,;=~?"  # what an address may hold as it is (RFC 3986, appendix A)


def text(said: str) -> str:
    """Return a text in pseudo-words, with its times and small numbers."""
    if labels.is_whole(said.strip()):
        return said
    said = _ENTITY.sub(_letter, said)
    made, end = [], 0
    for start, stop in _kept(said):
        made += [_PIECE.sub(_other, said[end:start]), said[max(start, end) : stop]]
        end = max(end, stop)
    return "".join([*made, _PIECE.sub(_other, said[end:])])


def _letter(entity: re.Match[str]) -> str:
    """Write a letter as itself: it is part of a word."""
    meant = html.unescape(f"&{entity[1]}")
    return meant if meant.isalpha() else entity[0]


def _other(piece: re.Match[str]) -> str:
    word = piece[0]
    if word.isdecimal():
        return figures(word) if len(word) > _SMALL else word
    return word if word.casefold() in _SAYING or word in _ZONES else pseudo(word)


def _kept(said: str) -> list[tuple[int, int]]:
    """Return where times stand, the first before the others."""
    plain = western(said)
    found = [each.span() for form in _PLAIN for each in form.finditer(plain)]
    return sorted([*found, *_clocks(plain), *_days(plain)])


def _clocks(plain: str) -> Iterator[tuple[int, int]]:
    for each in _CLOCK.finditer(plain):
        if clocks.read(each[0], anchor=_ANY_DAY):
            yield each.span()


def _days(plain: str) -> Iterator[tuple[int, int]]:
    for each in _DAYS.finditer(plain):
        if clocks.day(each["whole"], anchor=_ANY_DAY):
            yield each.span("whole")


@dataclass(frozen=True, slots=True)
class Names:
    """Names and addresses, told from headlines by the words that names are made of.

    Args:
        known: in small letters; what a page's classes and selectors are made of.
    """

    known: frozenset[str] = frozenset()

    def name(self, written: str) -> str:
        """Return an id or another name; one that is made of a headline in other words.

        `block-64621ab3` and `live-blog-body` stay, and `ferry-back-in-port` does not.
        """
        words = [each for each in _NAME.findall(written) if self._is_word(each)]
        if len(words) <= _FEW:
            return _NAME.sub(_no_token, written)
        return self._without(written)

    def address(self, url: str) -> str:
        """Return an address of the same shape; empty if it leads to a person.

        The host stays. A fragment or query is a name.
        """
        if url.strip().casefold().startswith(_PRIVATE):
            return ""
        try:
            parts = urlsplit(url.strip())
        except ValueError:  # no address, whoever wrote it
            return ""
        return urlunsplit(
            (
                parts.scheme,
                parts.netloc.rpartition("@")[2],
                self._quoted(self._without, parts.path),
                self._quoted(self.name, parts.query),
                self._quoted(self.name, parts.fragment),
            )
        )

    def _without(self, written: str) -> str:
        return _NAME.sub(
            lambda part: pseudo(part[0]) if self._is_word(part[0]) else _no_token(part),
            written,
        )

    def _is_word(self, part: str) -> bool:
        low = part.casefold()
        return part.isalpha() and low not in _PARTS_OF_NAMES and low not in self.known

    @staticmethod
    def _quoted(change: Callable[[str], str], part: str) -> str:
        return quote(change(unquote(part)), safe=_SAFE) if "%" in part else change(part)


def _no_token(part: re.Match[str]) -> str:
    return part[0] if len(part[0]) <= _LONGEST_ID else part[0][:0]
