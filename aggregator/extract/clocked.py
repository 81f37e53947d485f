"""Items of a pasted live blog that begin with a clock: "7.13am", "[14:05] headline".

The clock stands alone above a headline or beneath it, or before the headline or the
text itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.extract import clocks
from aggregator.extract.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from aggregator.extract.clocks import Clock

_ENOUGH = 2  # clocks; one may be a figure that begins a sentence
_LONGEST_DAY = 6  # words: "Live blog of Thursday, 18 July"
_BRACKETED = re.compile(
    r"[\[(]([^\[\]()]{3,24})[\])]\s*[:|\u2013\u2014-]?\s*(.*)", re.DOTALL
)
# What shows, behind a clock, that it is one: "7.13 percent" has nothing of it.
_SETS_OFF = re.compile(
    r"\A\+\+|(?:\d\s?[ap]\.?\s?m\b\.?|\b(?:Uhr|hrs|GMT|BST|CET|UTC|ET)|\dh\d\d)\W*\Z"
    r"|[:|+\u2022\u2013\u2014]\s*\Z|\s-\s*\Z",
    re.IGNORECASE,
)


def items(
    paragraphs: Sequence[str], *, is_title: Callable[[str], bool], now: datetime
) -> list[Draft]:
    """Return a post for each paragraph with a clock; none where there are too few.

    A day is stated by a line between the posts, else it is guessed: each post is
    marked as doubtful, for the zone is a guess in any case.

    Args:
        paragraphs: of the text, without its head and its signature.
        is_title: tells a headline from text.
        now: when the text was read; the newest post is of that day or the one before.
    """
    marks, days = _marks(paragraphs, now.date())
    if len(marks) < _ENOUGH:
        return []
    places = sorted(marks)
    above = _titles_stand_above(paragraphs, places, is_title)
    starts = [place - above for place in places]
    when = clocks.place([marks[place] for place in places], now.replace(tzinfo=None))
    opening = [each for each in paragraphs[: max(0, starts[0])] if not is_title(each)]
    found = [Draft(text="\n\n".join(opening))] if opening else []
    for place, (start, end), time in zip(
        places, pairwise([*starts, len(paragraphs)]), when, strict=True
    ):
        lines = [*paragraphs[start:place], marks[place].rest]
        lines += [paragraphs[at] for at in range(place + 1, end) if at not in days]
        found.append(_draft([each for each in lines if each], time, is_title))
    return found


def _draft(lines: list[str], time: datetime, is_title: Callable[[str], bool]) -> Draft:
    titled = bool(lines) and is_title(lines[0])
    return Draft(
        id=f"{time:%H:%M}",
        title=lines[0] if titled else None,
        text="\n\n".join(lines[titled:]),
        published=time.isoformat(),
        doubtful=True,
    )


def _marks(
    paragraphs: Sequence[str], anchor: date
) -> tuple[Mapping[int, Clock], set[int]]:
    """Return the clocks by their places, and the places of lines that say a day."""
    marks: dict[int, Clock] = {}
    days: set[int] = set()
    heading: date | None = None
    for place, each in enumerate(paragraphs):
        clock = _clock(each, anchor)
        if clock:
            marks[place] = replace(clock, day=clock.day or heading)
        elif len(each.split()) <= _LONGEST_DAY and clocks.day(each, anchor=anchor):
            heading = clocks.day(each, anchor=anchor)
            days.add(place)
    return marks, days


def _clock(paragraph: str, anchor: date) -> Clock | None:
    bracketed = _BRACKETED.match(paragraph)
    if bracketed:
        clock = clocks.read(bracketed[1], anchor=anchor)
        return replace(clock, rest=bracketed[2]) if clock and not clock.rest else None
    clock = clocks.read(paragraph, anchor=anchor)
    if clock is None or not clock.rest:
        return clock
    before = paragraph[: paragraph.rindex(clock.rest)]
    return clock if _SETS_OFF.search(before) else None


def _titles_stand_above(
    paragraphs: Sequence[str], places: Sequence[int], is_title: Callable[[str], bool]
) -> bool:
    """Tell whether most clocks stand alone beneath a headline, not above one."""
    ends = (*paragraphs, "")
    beneath = sum(place > 0 and is_title(paragraphs[place - 1]) for place in places)
    above = sum(bool(ends[place + 1]) and is_title(ends[place + 1]) for place in places)
    return 2 * beneath > len(places) and beneath > above
