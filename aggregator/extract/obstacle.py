"""What stands between us and the posts of a page, in words for the operator."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from aggregator.extract import embeds, jsonld, telegram
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aggregator.extract.embeds import Embed
    from aggregator.extract.page import Page

_LITTLE = 600  # characters in paragraphs; the shortest article of the corpus has 1,400
_SHORT = 4_000  # characters of all that a wall shows: its small print may be long
_MOST_MARKUP = 200_000  # characters of a page whose scripts are searched

_LIKE = str.maketrans({"…": "...", "\u2019": "'"})

_INSTEAD = "came instead of the page; "
_REASONS: Mapping[str, str] = {
    "challenge": f"a bot challenge{{by}} {_INSTEAD}look less often, or ask the outlet "
    "for a feed",
    "consent": f"a consent wall{{by}} {_INSTEAD}look for a feed of the outlet",
    "paywall": f"a paywall {_INSTEAD}only pages that are open to all can be followed",
    "region": f"a notice that it is not shown in our country {_INSTEAD}look for a feed "
    "of the outlet",
    "login": f"a login {_INSTEAD}only pages that are open to all can be followed",
}
SCRIPTS = "the page is empty until scripts have run; look for a feed of the outlet"
SHELL = (
    "a live blog whose posts are not in the page: scripts load them; look for its "
    "feed, or name a profile that reads its JSON"
)
ANSWER = (
    "JSON in which there are no posts: nothing is new, or it names them only, or a "
    "profile has to say where they are"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wall:
    """One kind of page that comes instead of another; see `obstacles.toml`."""

    kind: str
    vendor: str
    css: str = ""
    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    markup: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        by = f" ({self.vendor})" if self.vendor else ""
        return _REASONS[self.kind].format(by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What a page shows and is made of, in lower case."""

    page: Page
    title: str
    text: str
    markup: str

    def is_behind(self, wall: _Wall) -> bool:
        return (
            bool(wall.css and self.page.tree.css_first(wall.css))
            or _says(self.title, wall.title)
            or _says(self.text, wall.text)
            or any(each in self.markup for each in wall.markup)
        )


def obstacle(page: Page) -> str | None:
    """Return why a page shows no posts, if it is for another reason than having none.

    Only a page with little text can be a wall; consent managers and password fields
    are part of many an ordinary article.
    """
    embed = embeds.embedded(page)
    if embed:
        return _embedding(embed)
    if jsonld.blogs(page):
        return SHELL
    if page.data and not page.tree.css_first("script"):
        return ANSWER
    return telegram.obstacle(page) or _wall(page)


def _embedding(embed: Embed) -> str:
    there = f"follow {embed.address}" if embed.address else "look for its feed"
    return (
        "a live blog whose posts are not in the page: scripts load them from "
        f"{embed.platform}; {there}"
    )


def _wall(page: Page) -> str | None:
    if sum(len(node.text()) for node in page.tree.css("p")) > _LITTLE:
        return None
    text = page.text
    if len(text) > _SHORT:
        return None
    shown = _Shown(
        page=page,
        title=_folded(page.titles),
        text=_folded(text),
        markup=(page.tree.html or "")[:_MOST_MARKUP].casefold(),
    )
    wall = next((each for each in _walls() if shown.is_behind(each)), None)
    if wall:
        return wall.reason
    return SCRIPTS if not text and page.tree.css_first("script") else None


def _folded(text: str) -> str:
    return squeeze(text).casefold().translate(_LIKE)


def _says(text: str, phrases: Sequence[str]) -> bool:
    """Tell whether one of the phrases stands there, from the start of a word."""
    return any(
        re.search(rf"(?<!\w){re.escape(each)}", text)
        for each in phrases
        if each in text
    )


@functools.cache
def _walls() -> tuple[_Wall, ...]:
    file = resources.files("aggregator.extract") / "obstacles.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        _Wall(
            kind=each["kind"],
            vendor=each["vendor"],
            css=each.get("css", ""),
            title=tuple(each.get("title", ())),
            text=tuple(each.get("text", ())),
            markup=tuple(each.get("markup", ())),
        )
        for each in table["obstacle"]
    )
