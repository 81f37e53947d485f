"""What a post says of its own change: that it was corrected, or is taken back."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from aggregator.model import Post

Notice: TypeAlias = Literal["corrected", "retracted"]

_LONGEST = 4_000  # changed characters of either end: a notice stands at one
_PARTS = re.compile(r"(?<=[.!?])\s|\n")
_LABELLED = r"(?:^|[\n.!?(\[*])[\s*]{{0,3}}(?:{})\s?(?::|\s[-\u2013\u2014]\s)"


def notice(before: Post, after: Post) -> Notice | None:
    """Return what an edited post says of itself that it has not said before.

    The words of all languages are looked for, data in words/notices.toml: an outlet
    may quote in one language and correct itself in another. "The post" that is taken
    back is the post itself, so that news of a product that was withdrawn is none.
    """
    was, now = _parts(before), _parts(after)
    gone, come = _ends(was, now), _ends(now, was)
    for kind in ("retracted", "corrected"):
        said = _pattern(kind)
        if len(said.findall(come)) > len(said.findall(gone)):
            return kind
    return None


def _parts(post: Post) -> dict[str, None]:
    """Return the different sentences of a post in their order."""
    return dict.fromkeys(_PARTS.split(f"{post.title or ''}\n{post.text}".casefold()))


def _ends(some: dict[str, None], others: dict[str, None]) -> str:
    """Return what only some sentences say, of much the beginning and the end."""
    text = "\n".join(part for part in some if part not in others)
    if len(text) <= 2 * _LONGEST:
        return text
    return f"{text[:_LONGEST]}\n{text[-_LONGEST:]}"


@cache
def _pattern(kind: Notice) -> re.Pattern[str]:
    found = tomllib.loads(
        files("aggregator.dedup").joinpath("words", "notices.toml").read_text("utf-8")
    )
    patterns = [*found[kind]]
    if kind == "corrected":
        patterns.append(_LABELLED.format("|".join(found["corrections"])))
    joined = "|".join(f"(?:{each})" for each in patterns)
    return re.compile(joined, re.MULTILINE)
