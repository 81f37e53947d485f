"""The filter of the timeline as its page offers it: what can be chosen, what is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.publish.site import Way, feed_of
from aggregator.publish.wording import legal, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.outputs import Filters
    from aggregator.publish.site import Site

_LONGEST = 200  # characters of what is searched for


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that a reader may choose."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """One field of the form; `choices` begins with that which leaves nothing out."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtering:
    """The form, filled in as the address says, and what that means in words."""

    words: str
    longest: int
    pickers: tuple[Picker, ...]
    told: tuple[str, ...]  # what is shown: "source: The Gazette"; empty: everything
    chosen: bool  # by more than words
    feed: Way | None


def filtering_of(filters: Filters, site: Site) -> Filtering:
    """Return the form for `filters`; what cannot vary is not offered."""
    named = sorted(site.sources.items(), key=lambda each: each[1].casefold())
    offered = (
        ("source", "Source", "All sources", named, filters.source),
        ("topic", "Topic", "All topics", _pairs(site.topics), filters.topic),
        (
            "language",
            "Language",
            "All languages",
            _pairs(site.languages),
            filters.language,
        ),
    )
    pickers = tuple(
        _picker(name, label, (("", every), *choices), chosen)
        for name, label, every, choices, chosen in offered
        if len(choices) > 1 or chosen
    )
    words = one_line(filters.words)
    return Filtering(
        words=words,
        longest=_LONGEST,
        pickers=pickers,
        told=(*([f"“{words}”"] if words else []), *_told(pickers)),
        chosen=any(_told(pickers)),
        feed=feed_of(filters, site),
    )


def _pairs(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return what differs by more than its capitals, as the first one writes it."""
    known: dict[str, str] = {}
    for each in values:
        known.setdefault(each.casefold(), each)
    return [(known[each], known[each]) for each in sorted(known)]


def _picker(
    name: str, label: str, offered: Iterable[tuple[str, str]], chosen: str
) -> Picker:
    """Return a field; it also offers what is chosen and is no longer there."""
    known = dict(offered)
    if chosen not in known:
        known[chosen] = chosen
    return Picker(
        name=name,
        label=label,
        choices=tuple(
            Choice(value=legal(value), words=one_line(words), chosen=value == chosen)
            for value, words in known.items()
        ),
    )


def _told(pickers: Iterable[Picker]) -> Iterator[str]:
    for picker in pickers:
        for choice in picker.choices:
            if choice.chosen and choice.value:
                yield f"{picker.label.lower()}: {choice.words}"
