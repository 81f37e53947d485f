"""The words of what is given to readers: which entries a feed shows, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from aggregator.evidence import Mode
    from aggregator.history import Version
    from aggregator.liveblog import Change
    from aggregator.model import Entry, EntryId, SourceId

Edits: TypeAlias = Literal["silent", "reissue"]
"""What becomes of an entry that is edited: its content is replaced and `updated` moves;
or, where the edit is significant, it is published anew, under an id of its own."""

Amendment: TypeAlias = "Change | Literal['withdrawal']"
"""What an outlet did to a post of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a feed issues the entries that it shows."""

    edits: Edits = "silent"
    voices: int = 1  # that it waits for: whoever had the news by then is named
    own_ids: bool = False  # its entries have ids that no other feed has
    language: str = ""  # BCP 47, of posts that state none; empty: the feed's


PLAIN = Style()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which entries a feed shows; what is empty chooses all."""

    sources: frozenset[SourceId] = frozenset()  # one of which the lead is from
    topics: frozenset[str] = frozenset()  # one of which the lead carries, in any case
    languages: frozenset[str] = frozenset()  # BCP 47; "en" is "en-GB" too
    keep: tuple[str, ...] = ()  # words or `re:…`, one of which title or text has
    block: tuple[str, ...] = ()  # none of which it has; see `text.rules`
    outlets: int = 1  # independent voices that have it, at least


ALL = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How much of the timeline a feed shows (docs/timeline-format.md, rule 14)."""

    entries: int
    window: timedelta
    mode: Mode | None = None  # how readily posts join; None: as they were judged
    selection: Selection = ALL
    edits: Edits = "silent"
    own_ids: bool = False  # as of `Style`
    language: str = ""  # likewise
    digest: frozenset[SourceId] = frozenset()  # sources of which an hour is one entry

    @property
    def style(self) -> Style:
        """How its entries are issued."""
        return Style(
            edits=self.edits,
            voices=self.selection.outlets,
            own_ids=self.own_ids,
            language=self.language,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a reader of the page asked to see, as it stands in the address."""

    source: SourceId = ""
    topic: str = ""
    language: str = ""
    words: str = ""  # to be searched for; any text at all


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that has left all feeds (RFC 6721)."""

    id: EntryId
    when: datetime  # it was noticed that the outlet took it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is published under one name, as far as it must be known again."""

    digest: bytes  # SHA-256 of what readers see of it
    at: datetime  # when it became so, by itself: if it was never told before
    now: datetime  # if it was, and otherwise
    singly: bool = False  # no two of its changes shall be told of the same second


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The place of an entry in the hours that one feed tells: once told, for ever."""

    entry: EntryId
    source: SourceId
    start: datetime  # of the hour in which it surfaced,
    seen: datetime  # and of that at whose end it was told
    part: int = 0  # an hour of very many is told in parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One significant edit of a lead, or its withdrawal: before and after."""

    entry: Entry  # as it is now
    number: int  # of the version that was replaced or withdrawn; from 1
    change: Amendment
    before: Version
    after: Version | None  # None: there is nothing after, it was withdrawn
    at: datetime  # when we saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where else a feed's document leads: absolute addresses; empty: there is none."""

    hub: str = ""  # that is told of every change (WebSub)
    prev_archive: str = ""  # the older document beside this one (RFC 5005, section 4)
    next_archive: str = ""
    current: str = ""  # of an archived document: the feed itself
    next: str = ""  # the next page, where the format pages (JSON Feed's `next_url`)


NO_LINKS = Links()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An output feed, as pages, lists and other feeds name it."""

    name: str  # as in its address
    title: str
    atom: str  # absolute addresses of its three forms
    json: str
    rss: str
    language: str = ""  # BCP 47; empty: of several
    private: bool = False  # asks for a token: it is not advertised
