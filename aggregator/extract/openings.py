"""First lines of bodies that say again what stands in other fields: headline or time.

A system that shows both above the text often has them in its body too; where most
posts of a page begin so, it is a habit of the page, and no part of what was written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extract import labels
from aggregator.text import markup
from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aggregator.extract.drafts import Draft

_ENOUGH = 3  # posts; what fewer have in common may be so by chance
_ANY_DAY = date(2024, 1, 1)
_LONGEST = 1000  # characters of a first line, with its markup
_LONGEST_LABEL = 7  # words: "Sunday, 1 March 2026 at 11:48 CET"
_LINE = re.compile(
    r"\A(?P<above>(?:\s|<(?:div|section|article|li|header)\b[^<>]*>)*)"
    r"(?:<(?P<tag>p|div|span|time|h[1-6]|strong|b)\b[^<>]*>(?P<line>.*?)</(?P=tag)>"
    r"|(?P<bare>[^<>\s][^<>]*))"
    r"\s*(?:(?:<br\b[^<>]*>\s*)+|(?=</?(?:p|div|h[1-6]|ul|ol|figure|blockquote)\b))",
    re.DOTALL | re.IGNORECASE,
)


class _Line(NamedTuple):
    """The first line of a body: what it says, the tags before it, and where it ends."""

    said: str
    above: str
    end: int


def cleared(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the posts of a page without the first lines that most of them repeat."""
    timeless = _without(drafts, lambda said, _: _says_time(said))
    return _without(timeless, lambda said, draft: said == _title(draft))


def _without(
    drafts: Sequence[Draft], repeats: Callable[[str, Draft], bool]
) -> list[Draft]:
    rests = [_rest(draft, repeats) for draft in drafts]
    found = sum(rest is not None for rest in rests)
    if found < _ENOUGH or 2 * found <= len(drafts):
        return list(drafts)
    return [
        draft if rest is None else replace(draft, html=rest)
        for draft, rest in zip(drafts, rests, strict=True)
    ]


def _rest(draft: Draft, repeats: Callable[[str, Draft], bool]) -> str | None:
    """Return a body without its first line, if that repeats and is not all of it."""
    html = draft.html or ""
    line = _first_line(html[:_LONGEST])
    if line is None or not repeats(line.said, draft):
        return None
    rest = line.above + html[line.end :]
    return rest if markup.plain(rest).strip() else None


@remembered
def _first_line(start: str) -> _Line | None:
    found = _LINE.match(start)
    if found is None:
        return None
    said = markup.inline(found["line"] or found["bare"] or "")
    return _Line(said, found["above"], found.end())


def _title(draft: Draft) -> str:
    return markup.inline(draft.title or "") or "\0"


@remembered
def _says_time(said: str) -> bool:
    """Tell whether a line is a time and nothing else: "19:42 (IST) Aug 13"."""
    if len(said.split()) > _LONGEST_LABEL:
        return False
    clock = None if labels.is_whole(said) else labels.clock(said, _ANY_DAY)
    if clock is None:
        return labels.is_whole(said)
    return clock.rest in {"", labels.zone(clock.rest)} or _is_day(clock.rest)


def _is_day(said: str) -> bool:
    """Tell whether words are a day, and a zone at most before it."""
    zone = labels.zone(said)
    bare = said.lstrip("( ").removeprefix(zone or "").lstrip(") ,")
    return labels.day_alone(bare, _ANY_DAY) is not None
