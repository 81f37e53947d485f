"""Whether a link leads to a live blog, by its address and its title."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from aggregator.extract import sites

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOUTED = re.compile(r"(?<!\w)LIVE(?!\w|\s+(?:on|at|from|in)\b)")
_STRAIGHT = str.maketrans({"\u2019": "'", "\u00a0": " ", "\u202f": " "})
_WORDY = 3  # words of a slug that tells a story, at least
_WORD = re.compile(r"[^\W\d_]{2}|\d\d")
_BETWEEN = re.compile(r"[-_.,+]")
_ID = re.compile(r"\d{5}|\Ac[a-z0-9]{10,12}\Z|[0-9a-f]{8}-")  # BBC's begin with c
_FORMAT = re.compile(r"/(?:index|story|amp)\Z")


def is_live_blog(url: str, title: str, badge: str = "") -> bool:
    """Tell whether a link is to a live blog; doubt is a no.

    An address says so by a segment with a story beneath it (`/live/`, `/diretta/`) or
    by words of its slug; else a title by its words or by a label set off from it
    ("Live:", "- live", "DIRECTO |"), and then the address must be that of a story.
    Television, radio, concerts, scores and sales are live as well, and say so.

    Args:
        url: absolute.
        title: what the link is called.
        badge: what stands at it, apart from its title, such as "Live".
    """
    path = _FORMAT.sub("", sites.path(url))
    *above, last = path.split("/")
    told = " ".join(title.casefold().translate(_STRAIGHT).split())
    if not _tells(last) or _is_else([*above, last], told):
        return False
    return (
        any(_whole("section").fullmatch(each) for each in above)
        or bool(_within("slug").search(last))
        or _says_live(told, title)
        or is_label(badge)
    )


def is_label(text: str) -> bool:
    """Tell whether a text is nothing but a label of live blogs, such as "Live"."""
    return bool(_whole("label").fullmatch(text.casefold().strip(" :|.!•\n\t")))


def _tells(last: str) -> bool:
    """Tell whether the end of an address is of a story, and not of a section."""
    words = [each for each in _BETWEEN.split(last) if _WORD.search(each)]
    return len(words) >= _WORDY or bool(_ID.search(last))


def _is_else(segments: Sequence[str], told: str) -> bool:
    aside = any(_whole("elsewhere").fullmatch(each) for each in segments)
    return aside or bool(_within("other").search(told))


def _says_live(told: str, title: str) -> bool:
    if _within("anywhere").search(told) or _labelled().search(told):
        return True
    return bool(_SHOUTED.search(title) and title != title.upper())


@functools.cache
def _labelled() -> re.Pattern[str]:
    """Return what finds a label set off from a title, before, within or behind it."""
    label = f"(?:{'|'.join(_table()['label'])})"
    return re.compile(
        rf"\A\W*{label}(?:\s*[:|•·]|\s+[–—+-]|[.!]\s)"  # noqa: RUF001 - signs of titles
        rf"|[\w|–—:]\s(?!direct\b){label}\s?[:|]"  # noqa: RUF001
        rf"|(?:[:|–—•·]|\s-|,(?!\s*live))\s*{label}\s*[!.]?\Z"  # noqa: RUF001
    )


@functools.cache
def _within(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(_table()[name])})(?![^\W_])")


@functools.cache
def _whole(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_table()[name]))


@functools.cache
def _table() -> dict[str, list[str]]:
    file = resources.files("aggregator.extract") / "likely.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
