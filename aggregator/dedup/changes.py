"""What an edit does to a post: of a typo nobody need be told, of a correction all."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA, Indel

from aggregator.dedup.contradiction import contradicts
from aggregator.dedup.notices import notice
from aggregator.text.volatile import steady
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.liveblog import Change
    from aggregator.model import Post

_LONGEST = 4_000  # words that differ, of either side: more is no small edit
_CLAUSE = 4  # words, to be something said and not a way to say it
_LITTLE = 3  # letters of a word that was left out: "in", "the"
_LETTERS = 2  # of a word that was misspelt
_SLIPS = 4  # in one edit
_END = re.compile(
    r"[.!?\u2026\n]+[\"'\u201d\u2019\xbb)\]]*(?:\s|$)|[\u3002\uff01\uff1f]"
)


class _Span(NamedTuple):
    """What stands on either side between two passages that are equal."""

    old: list[str]
    new: list[str]
    beside: str  # the word before it


def change(before: Post, after: Post) -> Change:
    """Return what an edit did, the gravest of what may be said of it.

    What changes while nobody edits it, such as "2 minutes ago", does not count.

    A retraction: the post says that it is taken back, or its text is gone. A
    correction: it says so, or a number, a name or a polarity is another one (as
    docs/decisions/0003-echoes.md tells them for echoes). An addition: all that was
    said still is, but for slips, and more. A typo: slips of a few letters. Else it
    is a rewording.

    Args:
        before: the post as it is held.
        after: the same post as it is now.
    """
    before, after = (replace(each, text=steady(each.text)) for each in (before, after))
    said = notice(before, after)
    if said == "retracted" or (words(before.text) and not words(after.text)):
        return "retraction"
    if said == "corrected" or contradicts(before, after):
        return "correction"
    if _keeps_all(before, after):
        return "addition"
    return _by_words(before, after)


def _keeps_all(before: Post, after: Post) -> bool:
    """Tell whether all old sentences stand in their order, with new ones between."""
    left = iter(now := _sentences(after))
    was = _sentences(before)
    return len(was) < len(now) and all(sentence in left for sentence in was)


def _sentences(post: Post) -> list[list[str]]:
    parts = (post.title or "", *_END.split(post.text))
    return [found for found in map(words, parts) if found]


def _by_words(before: Post, after: Post) -> Change:
    was, now = (words(f"{each.title or ''}\n{each.text}") for each in (before, after))
    if max(map(len, (was, now))) - _shared(was, now) > _LONGEST:
        return "rewording"
    spans = list(_spans(was, now))
    slips = [span for span in spans if _is_slip(span)]
    others = [span for span in spans if not _is_slip(span)]
    if any(span.old for span in others) or len(slips) > _SLIPS or not spans:
        return "rewording"
    added = sum(len(span.new) for span in others)
    if not others:
        return "typo"
    return "addition" if added >= _CLAUSE else "rewording"


def _shared(was: list[str], now: list[str]) -> int:
    """Return how many words both begin with."""
    pairs = zip(was, now, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _spans(was: list[str], now: list[str]) -> Iterator[_Span]:
    span = _Span([], [], "")
    for code in Indel.opcodes(was, now):
        if code.tag != "equal":
            span.old.extend(was[code.src_start : code.src_end])
            span.new.extend(now[code.dest_start : code.dest_end])
            continue
        if span.old or span.new:
            yield span
        span = _Span([], [], was[code.src_end - 1])
    if span.old or span.new:
        yield span


def _is_slip(span: _Span) -> bool:
    """Tell whether a span is spelt otherwise, or a little word or a double one."""
    old, new = "".join(span.old), "".join(span.new)
    if any(letter.isdigit() for letter in old + new):
        return False
    if old and new:
        amiss = OSA.distance(old, new)
        most = _LETTERS * max(len(span.old), len(span.new))
        return amiss <= most and 2 * amiss < max(len(old), len(new))
    return len(old + new) <= _LITTLE or old + new == span.beside
