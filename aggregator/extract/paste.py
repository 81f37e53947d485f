"""Posts out of the plain text of a live blog, as somebody pasted it.

A line that does not end as sentences do, above one that does, is a headline.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from aggregator.extract import clocked
from aggregator.extract.drafts import Draft
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

_LONGEST_TITLE = 150  # characters; of 700 headlines of live blogs the longest: 118
_LONGEST_QUESTION = 100  # characters
_SENTENCE_END = re.compile(r"[.!?…:;,。\uff01\uff1f][\"'”\u2019»)\]\s]*\Z")
# A headline nonetheless: one question, or words in single quotes behind a colon.
_QUESTION = re.compile(r"(?![\"'“\u2018„«])[^.!?]+\?")
_QUOTE = re.compile(
    r"(?![\"'“\u2018„«])[^.!?:\"“]{3,60}: ['\u2018][^'\u2019\"]*[.!?]['\u2019]"
)
_HEADING = re.compile(r"#{1,6}\s+(.+?)[\s#]*|(\*\*|__)([^*_]+)\2|(.+?)\s+[=-]{3,}")
_BULLET = re.compile(r"[•*▪●‣◦\u2013-]\s+")
_EMPHASIS = re.compile(r"(\*\*|__)([^*_]+)\1")
_CLOCK = re.compile(
    r"[\[(+\s]*\d{1,2}[.:h]\d\d(?:\s?(?:[ap]\.?m\.?|uhr))?[\])+:\s]*", re.IGNORECASE
)

# "-SKY NEWS", "(Reuters)", "-- dpa/AFP", "Quelle: ntv.de, mau/dpa", "© Gazette 2026".
_NAME = r"(?:[A-ZÀ-Þ][\w.&'\u2019-]*|dpa|afp|rnd|sid|epd|apa|sda|and|of|the|&)"
_OUTLET = rf"{_NAME}(?:[ ,/]{{1,2}}{_NAME}){{0,5}}"
_SIGNATURE = re.compile(
    rf"[-\u2013\u2014]{{1,2}}\s?{_OUTLET}|\({_OUTLET}\)|©.{{0,80}}|https?://\S+"
    r"|(?:Quelle|Source|Fonte|Fuente|Bron|Источник|Джерело)\s?:.{2,60}"
    r"|(?:Copyright|All rights reserved)\b.{0,80}"
)
_WRAPPED = 120  # characters; text with longer lines is not broken at a margin
_HEAD = 6  # paragraphs among which the page's own headline stands twice
_FOOT = 3  # lines of signature at most
_SEVERAL = 2  # posts of a live blog


def drafts(text: str, now: datetime) -> list[Draft]:
    """Return a post for each titled item, and for each that begins with a clock.

    The page's own headline, which stands twice when a page is pasted whole, is no
    post, and neither is what stands above its second place; one that stands once,
    right above the first item's, is none either. A signature at the end is no text.
    Such a text has no times, or clocks only: those posts are marked as doubtful.

    Args:
        text: as pasted.
        now: when it was read, for the days of its clocks.
    """
    paragraphs = _body(_paragraphs(text))
    timed = clocked.items(paragraphs, is_title=_headline, now=now)
    return timed or _titled(paragraphs)


def several(found: Sequence[Draft]) -> bool:
    """Tell whether the drafts are posts of a live blog: several, told apart."""
    return sum(bool(each.title or each.published) for each in found) >= _SEVERAL


def _titled(paragraphs: Sequence[str]) -> list[Draft]:
    sure = _items(paragraphs, _headline)
    return _items(paragraphs, _perhaps_headline) if several(sure) else sure


def _items(paragraphs: Sequence[str], is_title: Callable[[str], bool]) -> list[Draft]:
    titles: list[str | None] = [None]
    bodies: list[list[str]] = [[]]
    for here, below in zip_longest(paragraphs, paragraphs[1:], fillvalue=""):
        if is_title(here) and below and not is_title(below):
            titles.append(_bare(here))
            bodies.append([])
        else:
            bodies[-1].append(here)
    return [
        Draft(title=title, text="\n\n".join(body))
        for title, body in zip(titles, bodies, strict=True)
        if body
    ]


def _paragraphs(text: str) -> list[str]:
    """Split at empty lines; at each line where none is empty or some are long."""
    lines = text.strip().splitlines()
    whole = max(map(len, lines), default=0) > _WRAPPED
    between = r"\n\s*\n" if not whole and "" in map(str.strip, lines) else r"\n"
    apart = (f"\n{each}\n" if _stands_alone(each) else each for each in lines)
    parts = re.split(between, "\n".join(apart))
    return [paragraph for part in parts if (paragraph := squeeze(part))]


def _stands_alone(line: str) -> bool:
    """Tell whether a line is a paragraph, whatever stands right above and beneath."""
    return line.startswith("#") or bool(_CLOCK.fullmatch(line))


def _body(paragraphs: list[str]) -> list[str]:
    """Leave off the head of the page, and the signature."""
    start = max(
        (at for at, each in enumerate(paragraphs[:_HEAD], 1) if each == paragraphs[0]),
        default=0,
    )
    end = len(paragraphs)
    while end > max(1, len(paragraphs) - _FOOT) and _signed(paragraphs[end - 1]):
        end -= 1
    return paragraphs[start if start > 1 else _crowned(paragraphs) : end]


def _crowned(paragraphs: Sequence[str]) -> bool:
    """Tell whether a headline stands above the first item's, and so is the page's."""
    return [_headline(each) for each in paragraphs[:3]] == [True, True, False]


def _signed(last: str) -> bool:
    return bool(_SIGNATURE.fullmatch(last))


def _headline(paragraph: str) -> bool:
    if _HEADING.fullmatch(paragraph):
        return True
    ends = _SENTENCE_END.search(paragraph) or _CLOCK.fullmatch(paragraph)
    return len(paragraph) <= _LONGEST_TITLE and not ends


def _perhaps_headline(paragraph: str) -> bool:
    """Tell whether it is one in a text that has several: then a question may be."""
    if len(paragraph) <= _LONGEST_QUESTION and (
        _QUESTION.fullmatch(paragraph) or _QUOTE.fullmatch(paragraph)
    ):
        return True
    return _headline(paragraph)


def _bare(title: str) -> str:
    """Return a headline without the marks of markdown and lists around it."""
    heading = _HEADING.fullmatch(title)
    inner = (heading[1] or heading[3] or heading[4]) if heading else title
    plain = _EMPHASIS.sub(r"\2", inner)
    return _BULLET.sub("", plain, count=1) if _BULLET.match(plain) else plain
