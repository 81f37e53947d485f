"""All readers of a page, asked in turn, and what they say together."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import (
    hydration,
    jsonld,
    microdata,
    payload,
    rules,
    segments,
    telegram,
    told,
    visible,
    voices,
    zones,
)
from aggregator.extract.drafts import Draft, states_zone
from aggregator.extract.guarded import guarded
from aggregator.extract.join import Joined, joined
from aggregator.extract.matching import supported
from aggregator.extract.outlet import Outlet
from aggregator.extract.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.extract.voices import Heard

Reader: TypeAlias = Callable[[Page, Outlet], list[Draft]]

# In the order of trust. To read pages in one more way, write a reader and name it here.
READERS: Mapping[str, Reader] = {
    "rules": rules.drafts,
    "payload": payload.drafts,
    "telegram": lambda page, _: telegram.drafts(page),
    "jsonld": lambda page, _: jsonld.drafts(page),
    "microdata": lambda page, _: microdata.drafts(page),
    "hydration": lambda page, _: hydration.drafts(page),
}
# Asked last: what a page shows of the posts that are known, and of those that are not.
SHOWING = "visible"
GUESSING = "segments"
ALL = (*READERS, SHOWING, GUESSING)

_TIMES = ("published", "updated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the posts of a page were read; enough to say why."""

    page: Page
    outlet: Outlet
    joined: Joined
    heard: Mapping[str, Heard]  # of all readers that were asked, in the order of trust
    crashes: Mapping[str, str]  # why, by the reader's name
    told_all: bool = False  # nothing was left to guess, and nobody asked to


def read(page: Page, outlet: Outlet, *, without: Sequence[str] = ()) -> Reading:
    """Return the posts of a page by all readers, and the readers that crashed.

    Args:
        page: any page.
        outlet: how the outlet's pages are read.
        without: readers that are not asked, to see what the others are worth.
    """
    if telegram.is_preview(page):  # what it says of itself is not for guessing
        without = [each for each in ALL if each != "telegram"]
    heard: dict[str, Heard] = {}
    crashes: dict[str, str] = {}
    zone = functools.cache(lambda: zones.told(page, outlet))

    def ask(name: str, reader: Callable[[], Sequence[Draft]]) -> Heard:
        drafts, crash = guarded(reader) if name not in without else ([], "")
        heard[name] = voices.heard([_placed(each, zone) for each in drafts or ()])
        if crash:
            crashes[name] = crash
        return heard[name]

    for name, reader in READERS.items():
        ask(name, functools.partial(reader, page, outlet))
    known = max(heard.values(), key=lambda each: len(each.voices))
    posts = [each.draft for each in known.voices]
    shown = ask(SHOWING, lambda: visible.drafts(page, posts))
    told_all = told.is_all(page, posts) or told.is_shown_whole(
        page, outlet, known.voices, shown.voices
    )
    guess = ask(GUESSING, lambda: [] if told_all else segments.drafts(page, outlet))
    heard[GUESSING] = supported(guess, by=known)
    return Reading(
        page=page,
        outlet=outlet,
        joined=joined(heard),
        heard=heard,
        crashes=crashes,
        told_all=told_all,
    )


def _placed(draft: Draft, zone: Callable[[], str | None]) -> Draft:
    """Give a draft whose times state no offset the zone of its page, if one is told."""
    said = (getattr(draft, name) for name in _TIMES)
    if draft.zone or all(states_zone(each) for each in said if each):
        return draft
    return replace(draft, zone=zone())
