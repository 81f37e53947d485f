"""What of a text changes by itself: "2 minutes ago", "123 comments", "5 min read"."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from aggregator.text import volatilewords as said

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 80  # characters of a label
_BETWEEN = re.compile(r"(\s[·•|]\s)")
_QUOTES = str.maketrans("\u2019\u00a0\u202f", "'  ")

_COUNT = r"\d[\d., ]{0,11}(?:\s?(?:k|m|mln|mio|tsd|mil|тыс|млн|тис)\b\.?)?"
_SPAN = (
    rf"(?:(?:about |etwa |circa |около |over )?(?:\d{{1,3}}|{said.ONE})\s?"
    rf"(?:{'|'.join(said.UNITS)})\b\.?)"
)
_SPANS = rf"{_SPAN}(?:(?:,| and| und| et| y| e| en| и| та)? {_SPAN}){{0,3}}"
_CLOCK = r"\d{1,3}(?::\d\d){1,3}"


def steady(text: str) -> str:
    """Return a text without the labels that change while nobody edits it.

    Ages, times of the last edit, counts of comments, readers and the like, reading
    times and countdowns, where they are a whole line, or a part of one between dots or
    bars, or come after its last sentence. Within a sentence they are news, and stay.

    Args:
        text: plain, a line for each block.
    """
    lines = ((line, _steady(line)) for line in text.split("\n"))
    return "\n".join(after for before, after in lines if after or not before)


def _steady(line: str) -> str:
    """Return a line without labels, and without those that are one only then."""
    before = None
    while line != before:
        before, line = line, _untailed(_parted(line))
    return line


def _parted(line: str) -> str:
    """Return a line without its parts that are labels."""
    parts = _BETWEEN.split(line)[::2]  # every other one is what stood between
    kept = [part for part in parts if not _is_label(part)]
    return line if len(kept) == len(parts) else " | ".join(kept)


def _is_label(part: str) -> bool:
    said_so = part.strip(" ()[]")
    return len(said_so) <= _LONGEST and bool(_label().fullmatch(_folded(said_so)))


def _untailed(line: str) -> str:
    """Return a line without the labels behind its last sentence."""
    found = _tail().search(_folded(line), max(0, len(line) - 2 * _LONGEST))
    return line[: found.start()] if found else line


def _folded(text: str) -> str:
    return text.translate(_QUOTES)


@functools.cache
def _label() -> re.Pattern[str]:
    return re.compile(_any((_ages_and_counts(), *said.COUNTDOWN)), re.IGNORECASE)


@functools.cache
def _tail() -> re.Pattern[str]:
    labels = rf"(?:\s+\(?(?:{_ages_and_counts()})\)?\.?)+\s*\Z"
    return re.compile(rf"(?<=[.!?\u2026\"'\u201d\u00bb)]){labels}", re.IGNORECASE)


def _ages_and_counts() -> str:
    ago, edited, counted = map(_any, (said.AGO, said.EDITED, said.COUNTED))
    clock = r"[\d.:/h -]+(?:[ap]\.?m\.?)?(?: (?:uhr|uur|[a-z]{2,4}))?"
    none = "no|keine|aucun|sin|nessun|geen|sem|\u043d\u0435\u0442"
    return _any(
        (
            ago,
            rf"(?:{edited}):? (?:{ago}|(?:(?:{said.AT}) )?{clock})",
            rf"(?:{_COUNT}|{none})\s?(?:{counted})",
            rf"(?:{counted})\s?(?::\s?|\(){_COUNT}\)?",
            *said.READING,
        )
    )


def _any(forms: Iterable[str]) -> str:
    """Return the forms as alternatives, with what their placeholders stand for."""
    written = "|".join(f"(?:{form})" for form in forms)
    for name, meant in (
        ("{spans}", _SPANS),
        ("{span}", _SPAN),
        ("{n}", _COUNT),
        ("{clock}", _CLOCK),
    ):
        written = written.replace(name, f"(?:{meant})")
    return written
