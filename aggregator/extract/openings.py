"""First lines of bodies that say again what stands in other fields: headline or time.

A system that shows both above the text often has them in its body too; where most
posts of a page begin so, it is a habit of the page, and no part of what was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from aggregator.extract import labels
from aggregator.text import markup

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


@dataclass(frozen=True, slots=True)
class _Opened:
    """A body without its first line, and what that says."""

    said: str
    html: str


def cleared(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the posts of a page without the first lines that most of them repeat."""
    timeless = _without(drafts, lambda said, _: _says_time(said))
    return _without(timeless, lambda said, draft: said == _title(draft))


def _without(
    drafts: Sequence[Draft], repeats: Callable[[str, Draft], bool]
) -> list[Draft]:
    rests = [
        opened.html if opened and repeats(opened.said, draft) else None
        for draft in drafts
        for opened in [_opened(draft.html or "")]
    ]
    found = sum(rest is not None for rest in rests)
    if found < _ENOUGH or 2 * found <= len(drafts):
        return list(drafts)
    return [
        draft if rest is None else replace(draft, html=rest)
        for draft, rest in zip(drafts, rests, strict=True)
    ]


def _opened(html: str) -> _Opened | None:
    """Return what the first line of a body says; None if that is all of it."""
    found = _LINE.match(html[:_LONGEST])
    if found is None:
        return None
    rest = found["above"] + html[found.end() :]
    said = markup.inline(found["line"] or found["bare"] or "")
    return _Opened(said, rest) if markup.plain(rest).strip() else None


def _title(draft: Draft) -> str:
    return markup.inline(draft.title or "") or "\0"


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
