"""The words and links by which a post of a live blog speaks of another."""

from __future__ import annotations

import functools
import html as entities
import re
import tomllib
from dataclasses import dataclass
from datetime import time
from importlib import resources
from typing import TYPE_CHECKING

from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 20_000  # characters of a post that are searched
_BEFORE, _AFTER = 70, 30  # characters around a clock, in which its cue may stand
_AROUND = " \n([,.;:!?-\u2013\u2014"

_FIGURES = r"(?<![\d.:,/-])(?:2[0-3]|[01]?\d)"
_SCORE = r"(?![\d%€$£]|\s?%|[.,:/-]\d|\s?(?:per ?cent|prozent|milli|billi))"
_HALF, _UNIT = r"\s?[ap]\.?m\b\.?", r"\s?(?:uhr|uur|heures|horas|hrs|h)\b"
_BARE = rf"{_FIGURES}(?:\s?[.:]\s?|h|\sh\s)[0-5]\d{_SCORE}"
_CLOCK = rf"(?>{_BARE}(?:{_HALF}|{_UNIT})?|{_FIGURES}(?:{_HALF}|\s?uhr\b))"
_SURE = (
    rf"(?:{_BARE}(?:{_HALF}|{_UNIT})|{_FIGURES}(?:{_HALF}|\s?uhr\b)"
    rf"|{_FIGURES}(?:h|\sh\s)[0-5]\d\b)"
)
# Cheap, and true of the last digit of every hour above: most posts have no clock.
_MAY_BE_CLOCK = re.compile(
    r"[0-9](?=\s?[.:hHapAPuU])\s?(?:[.:hH]\s?[0-9]{2}|[aApP]\.?[mM]\b|[uU][hH][rR]\b)"
)
_BEGINNING = re.compile(r"\b[^\W\d]|\(")
_AND = re.compile(
    rf"\s?(?:,|&|\b(?:and|or|und|et|y|e|en|\u0438|\u0442\u0430))\s(?P<clock>{_CLOCK})",
    re.IGNORECASE,
)
_READ = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:\s?[.:]\s?|h|\sh\s)(?P<minute>\d\d))?(?:\s?(?P<half>[ap])\.?m\b)?",
    re.IGNORECASE,
)
_LINK = re.compile(
    r'<a\b[^<>]*?\shref="(?P<address>[^"]*)"[^<>]*>(?P<words>.*?)</a>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Clocked:
    """A reference by the time of the post that is meant."""

    words: str  # as written
    at: time  # as a clock of the outlet showed it


@remembered
def clocks(text: str) -> tuple[Clocked, ...]:
    """Return the references to posts by the clock: "see 7.13 post", "(see 9.14am)".

    A time alone is none, be it of an event, a score, a price or a verse: the words
    around it have to speak of a post, as `references.toml` has them in nine languages.

    Args:
        text: plain, of one post.
    """
    return tuple(_clocks(text))


def _clocks(text: str) -> Iterator[Clocked]:
    text, done = text.replace("\u2019", "'"), 0
    for found in _MAY_BE_CLOCK.finditer(text, 0, _LONGEST):
        if found.start() < done:
            continue
        cue = _cue(text, found, done)
        if cue:
            done = cue.end()
            two = found.start() and text[found.start() - 1].isdecimal()
            yield _clocked(cue[0], text[found.start() - bool(two) : done])
            while more := _AND.match(text, done):
                done = more.end()
                yield _clocked(more["clock"], more["clock"])


@remembered
def links(html: str) -> tuple[tuple[str, str], ...]:
    """Return the addresses that sanitised markup links to, each with its link's markup.

    Where they lead is another question.
    """
    found = _LINK.finditer(html) if "<a " in html else ()
    return tuple((entities.unescape(each["address"]), each["words"]) for each in found)


def _cue(text: str, clock: re.Match[str], done: int) -> re.Match[str] | None:
    """Return the reference that a clock is part of."""
    start, end = max(done, clock.start() - _BEFORE), clock.end() + _AFTER
    words = _BEGINNING.finditer(text, start, clock.start())
    cues = (_cues().match(text, word.start(), end) for word in words)
    return next((cue for cue in cues if cue and cue.end() > clock.start()), None)


def _clocked(words: str, clock: str) -> Clocked:
    read = _READ.match(clock)
    hour, minute, half = read.group("hour", "minute", "half") if read else ("0", "", "")
    shown = int(hour)
    if half:
        shown = shown % 12 + 12 * (half in "pP")
    return Clocked(words.strip(_AROUND), time(shown, int(minute or 0)))


@functools.cache
def _cues() -> re.Pattern[str]:
    file = resources.files("aggregator.extract") / "references.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    said = [
        cue.replace("{noun}", rf"{language['noun']}s?\b")
        for language in table.values()
        for cue in language["cues"]
    ]
    whole = "|".join(f"(?:{cue})" for cue in said)
    written = whole.replace("{clock}", _CLOCK).replace("{sure}", _SURE)
    return re.compile(written, re.IGNORECASE | re.MULTILINE)
