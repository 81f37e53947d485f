"""The words and patterns by which an operator chooses what a feed shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from math import prod
from typing import TypeAlias

from aggregator.text.words import words

Rule: TypeAlias = Callable[[str], bool]
"""Text -> whether it has what the rule asks for."""

PATTERN = "re:"
"""What a rule begins with that is a regular expression, and no words."""

_READ = 2_000  # characters that a pattern is tried on; words are looked for in all
# Steps that a pattern may take on so much text: a third of a second.
_STEPS = 20_000_000

_PARTS = re.compile(
    r"""\\(?P<back>[1-9])|\(\?P=\w+\)|\\.
    | \[\^?\]?(?:\\.|[^\]\\])*\]
    | (?P<open>\((?:\?[aiLmsux-]*[:)]|\?P<\w+>|\?<?[=!]|\?>)?)
    | (?P<repeat>(?P<group>\))?(?:(?P<many>[*+])|(?P<maybe>\?)
      | \{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\})[?+]?)
    | (?P<either>\|)
    | .""",
    re.DOTALL | re.VERBOSE,
)


@lru_cache(maxsize=1_024)
def rule(written: str) -> Rule:
    """Return what tells whether a text has what is asked for.

    Words are found as words, in their order and side by side, in any case; after `re:`
    stands a regular expression, which is tried on the first 2,000 characters.

    Raises:
        ValueError: there is no word in it, or the expression cannot be used, or may
            take too long: Python's own has no limit of time, and outlets choose the
            text that it is tried on.
    """
    if written.startswith(PATTERN):
        return _pattern(written.removeprefix(PATTERN))
    asked = _joined(written)
    if not asked.strip():
        message = "there is no word in it"
        raise ValueError(message)
    return lambda text: asked in _joined(text)


def _joined(text: str) -> str:
    return f" {' '.join(words(text))} "


def _pattern(written: str) -> Rule:
    try:
        pattern = re.compile(written)
    except re.error as error:
        message = f"it is no regular expression: {error}"
        raise ValueError(message) from error
    if _steps(written) > _STEPS:
        message = (
            "it may take too long: leave out repeated groups, and say {0,40} "
            "instead of a second * or +"
        )
        raise ValueError(message)
    return lambda text: pattern.search(text, 0, _READ) is not None


def _steps(written: str) -> float:
    """Return a bound of the steps that a search takes: it may begin anywhere.

    Each choice on the way multiplies them.
    """
    return _READ * prod(map(_choices, _PARTS.finditer(written)))


def _choices(part: re.Match[str]) -> float:
    """Return between how many ways a part of a pattern lets the search choose."""
    if part["either"] or part["maybe"]:
        return 2
    if part["repeat"]:
        return _lengths(part)
    return float("inf") if part["back"] or part[0].startswith("(?P=") else 1


def _lengths(part: re.Match[str]) -> float:
    if part["group"]:  # may hold choices of its own, for each time that it is repeated
        return float("inf")
    if part["many"] or (part["comma"] and not part["most"]):
        return _READ
    least = int(part["least"] or 0)
    return max(1, min(int(part["most"] or least), _READ) - least + 1)
