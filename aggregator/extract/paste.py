"""Posts out of the plain text of a live blog, as somebody pasted it.

A line that does not end as sentences do, above one that does, is a headline.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from aggregator.extract.drafts import Draft
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_TITLE = 150  # characters; of 700 headlines of live blogs the longest: 118
_SENTENCE_END = re.compile(r"[.!?…:;,。\uff01\uff1f][\"'”\u2019»)\]\s]*\Z")
_SIGNATURE = re.compile(r"[-\u2013\u2014]\s?[^\W\d_][\w .&]{1,40}")  # "-SKY NEWS"
_HEAD = 6  # paragraphs among which the page's own headline stands twice


def drafts(text: str) -> list[Draft]:
    """Return a post for each titled item; one without a title where there is none.

    The page's own headline, which stands twice when a page is pasted whole, is no
    post, and neither is what stands above its second place; one that stands once,
    right above the first item's, is none either. A signature at the end is no text.
    Such a text has no times.
    """
    paragraphs = _body(_paragraphs(text))
    titles: list[str | None] = [None]
    bodies: list[list[str]] = [[]]
    for here, below in zip_longest(paragraphs, paragraphs[1:], fillvalue=""):
        if _headline(here) and below and not _headline(below):
            titles.append(here)
            bodies.append([])
        else:
            bodies[-1].append(here)
    return [
        Draft(title=title, text="\n\n".join(body))
        for title, body in zip(titles, bodies, strict=True)
        if body
    ]


def several(found: Sequence[Draft]) -> bool:
    """Tell whether the drafts are posts of a live blog: several, with headlines."""
    return sum(draft.title is not None for draft in found) > 1


def _paragraphs(text: str) -> list[str]:
    """Split at empty lines; at each line where there is no empty one."""
    lines = text.strip().splitlines()
    between = r"\n\s*\n" if "" in map(str.strip, lines) else r"\n"
    parts = re.split(between, "\n".join(lines))
    return [paragraph for part in parts if (paragraph := squeeze(part))]


def _body(paragraphs: list[str]) -> list[str]:
    """Leave off the head of the page, and the signature."""
    start = max(
        (at for at, each in enumerate(paragraphs[:_HEAD], 1) if each == paragraphs[0]),
        default=0,
    )
    end = len(paragraphs) - (_signed(paragraphs[-1]) if paragraphs else 0)
    return paragraphs[start if start > 1 else _crowned(paragraphs) : end]


def _crowned(paragraphs: Sequence[str]) -> bool:
    """Tell whether a headline stands above the first item's, and so is the page's."""
    return [_headline(each) for each in paragraphs[:3]] == [True, True, False]


def _signed(last: str) -> bool:
    return bool(_SIGNATURE.fullmatch(last)) and last.isupper()


def _headline(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_TITLE and not _SENTENCE_END.search(paragraph)
