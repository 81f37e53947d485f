"""What the posts of generated live blogs say: no two say the same."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

Edit: TypeAlias = Literal["typo", "addition", "correction", "headline"]

_STARTS = ("Vel", "Or", "Tar", "Lis", "Hol", "Bren", "Mar", "Kes", "Dun", "Fal", "Gor")
_ENDS = ("den", "mouth", "wick", "ford", "stead", "by", "low", "gate", "sund", "hagen")
_PLACES = len(_STARTS) * len(_ENDS)
_NOON = 12
_STRIDE = 37  # shares no factor with _PLACES: neighbours differ in both syllables


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One language's words."""

    clock: str  # as `strftime` takes it
    day: str
    months: str
    title: str
    openers: tuple[str, ...]
    details: tuple[str, ...]
    asides: tuple[str, ...]
    headlines: tuple[str, ...]
    addition: str
    summary: str
    key_events: str
    advert: str
    teaser: str

    def clocked(self, when: datetime) -> str:
        """Return what a clock of the outlet shows."""
        half = "am" if when.hour < _NOON else "pm"
        return when.strftime(self.clock.format(half=half))

    def dated(self, when: datetime) -> str:
        month = self.months.split()[when.month - 1]
        return self.day.format(d=when.day, m=month, y=when.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a post says at one look."""

    headline: str | None
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@cache
def speeches() -> dict[str, Speech]:
    """Return the nine languages' words, by the language's code."""
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return {code: Speech(**_frozen(said)) for code, said in table.items()}


def _frozen(said: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}


def place(number: int) -> str:
    """Return the name of a place: the fact by which a post is known again."""
    mixed = number * _STRIDE % _PLACES
    return _STARTS[mixed % len(_STARTS)] + _ENDS[mixed // len(_STARTS)]


def saying(
    number: int,
    language: str,
    *,
    sentences: int,
    entitled: bool,
    edits: tuple[Edit, ...] = (),
) -> Saying:
    """Return what a post says.

    Args:
        number: of the post; no other of its live blog has it.
        language: of the nine.
        sentences: how many, of one to three.
        entitled: whether it has a headline.
        edits: made so far, the first first.
    """
    speech, name = speeches()[language], place(number)
    opener = speech.openers[number % len(speech.openers)].format(p=name)
    count = 130 + 7 * number + 3 * edits.count("correction")
    detail = speech.details[number % len(speech.details)].format(n=count)
    aside = speech.asides[number % len(speech.asides)]
    if "typo" in edits:
        opener = _mistyped(opener, name)
    said = (f"{opener} {detail}", aside)[: max(1, sentences - 1)]
    if sentences == 1:
        said = (opener,)
    more = (speech.addition,) if "addition" in edits else ()
    titles = speech.headlines
    title = titles[(number + edits.count("headline")) % len(titles)].format(p=name)
    return Saying(headline=title if entitled else None, paragraphs=(*said, *more))


def _mistyped(sentence: str, but: str) -> str:
    """Return a sentence with two letters swapped in its longest word."""
    longest = max((each for each in sentence.split() if but not in each), key=len)
    wrong = longest[:2] + longest[3] + longest[2] + longest[4:]
    return sentence.replace(longest, wrong)
