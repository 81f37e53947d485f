"""The words that every room speaks: frozen values, and nothing that acts.

Times are aware and in UTC from the moment they are parsed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from aggregator.evidence import (
    NEARLY_THE_SAME,
    NOBODY,
    NOTHING_LIKE_IT,
    Decision,
    Mode,
    Voice,
)
from aggregator.liveblog import (
    NO_SIGNS,
    Change,
    Discover,
    Gap,
    Life,
    Link,
    Mention,
    PostKind,
    Sign,
    Signs,
)
from aggregator.manners import NO_HINTS, Hints, Move

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.subscription import Hub

SourceId: TypeAlias = str
PostId: TypeAlias = str
EntryId: TypeAlias = str

SourceKind: TypeAlias = Literal["auto", "feed", "live"]
"""How a source is to be read; `auto` decides by looking at each document."""

DocumentKind: TypeAlias = Literal["live", "feed", "article", "list", "none"]
"""What a document turned out to be. A `list` was read for the live blogs that it names;
`none` is neither of all these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """How often a source may be looked at whose pace follows what it posts."""

    fastest: timedelta  # the shortest pause between two looks,
    slowest: timedelta  # and the longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One address that an operator wants followed, as told in the configuration."""

    id: SourceId
    url: str
    outlet: str  # the publisher's name, as readers shall see it
    every: timedelta = timedelta(minutes=5)  # how long between two looks, at first
    paces: Paces | None = None  # what its pace may come to; None: `every`, exactly
    kind: SourceKind = "auto"
    profile: str | None = None  # outlets/NAME.toml; None: found by host, if at all
    language: str | None = None  # BCP 47; the document's own statement wins
    topics: tuple[str, ...] = ()
    discover: Discover | None = None  # read it for the live blogs that it names
    found_by: SourceId | None = None  # the configured source that led here
    dedup: Mode = "conservative"  # how readily its posts join entries of others
    priority: int = 0  # of posts that are first seen in one look, the higher leads
    publisher: str = ""  # the owner, where several outlets have one; empty: as known
    hints: timedelta = timedelta(minutes=15)  # what its outlet's may put a look off by
    cookies: bool = False  # keep its cookies, and send them back to where they are from


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next request conditional (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # of the last body: a 200 with the same one is no news


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Items of a feed that were read before, and need no reading again."""

    setting: bytes = b""  # digest of what they stood in; see `Items`
    keys: Mapping[bytes, str] = field(default_factory=dict)  # of posts, by item digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """The items of one feed by their bytes: what is needed to know them again."""

    setting: bytes  # digest of what may change how an item is read, but is not in it
    digests: tuple[bytes, ...]  # in the order of the document, each once
    read: tuple[bytes, ...]  # of those that the posts are of, in the same order
    lasting: frozenset[bytes]  # of those that will be read the same ever after


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The body of one answer of an outlet, as it came, decompressed."""

    source: SourceId
    url: str  # the address that answered, after redirects
    body: bytes
    media_type: str = ""  # the Content-Type header, parameters included
    fetched: datetime
    at_hand: bool = False  # given by a person: may be a live blog pasted as plain text
    known: Known | None = None  # None: nobody remembers what was read before


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One step on the way to the address that answered."""

    status: int
    url: str  # where it led


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one look at an outlet brought home."""

    status: int
    document: Document | None  # None: not modified since the last look
    validators: Validators
    redirects: tuple[Redirect, ...] = ()
    hints: Hints = NO_HINTS
    hub: Hub | None = None  # None: nothing was read that could tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One timestamped item of a live blog or feed, as one outlet published it."""

    source: SourceId
    outlet: str
    key: str  # the outlet's own id for it, or ours if it has none: stable across looks
    url: str  # absolute; the deep link, with fragment where there is one
    title: str | None  # plain text; None where the outlet gives none
    html: str  # sanitised; safe to publish
    text: str  # the same as plain text; what is compared
    author: str | None = None
    published: datetime | None = None  # as claimed by the outlet
    updated: datetime | None = None  # as claimed by the outlet
    language: str | None = None  # BCP 47, if stated
    via: str = ""  # the address of the source that brought it
    topics: tuple[str, ...] = ()  # of that source, in the operator's words
    kind: PostKind = "post"
    time_doubtful: bool = False  # its day or its zone had to be guessed
    mentions: tuple[Mention, ...] = ()

    @property
    def id(self) -> PostId:
        """Our id for this post."""
        return f"{self.source}#{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was read out of one document."""

    kind: DocumentKind
    posts: tuple[Post, ...] = ()  # in the order of the document; a key stands once
    warnings: tuple[str, ...] = ()
    unreadable: int = 0  # items that were there and gave no post
    copies: int = 0  # pinned or repeated posts that were left out: each stands once
    deleted: tuple[str, ...] = ()  # keys of posts that the outlet says are deleted
    signs: Signs = NO_SIGNS
    links: tuple[Link, ...] = ()  # of a list: the live blogs that it names
    items: Items | None = None  # where `posts` lacks those of items that were known


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A post that the store holds, and what became of it."""

    post: Post
    first_seen: datetime
    lead: PostId | None = None  # whose echo it is; None: it leads an entry of its own
    withdrawn: datetime | None = (
        None  # when it was noticed that the outlet took it back
    )
    stems: bytes = b""  # what the judge found it by; empty: to be read anew


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Nobody has said this yet: the post leads an entry of its own."""

    post: Post
    follows: PostId | None = None  # the lead that it resembles and goes beyond
    likeness: float = 0.0  # to `follows`, 0..1
    reasons: tuple[str, ...] = ()  # why no echo, in words: "four → six"
    eager: PostId | None = None  # the lead that it would echo in an eager feed
    stems: bytes = b""  # what the judge finds it by, kept for its next start
    voice: Voice = NOBODY
    decision: Decision = NOTHING_LIKE_IT


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The same outlet has edited a post that we hold."""

    post: Post
    parted_from: PostId | None = None  # the lead that it no longer echoes
    reasons: tuple[str, ...] = ()
    change: Change = "rewording"
    stems: bytes = b""  # as of `New`
    decision: Decision | None = None  # where it parted


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """Another outlet has said nearly the same before."""

    post: Post
    lead: PostId
    likeness: float  # 0..1
    reasons: tuple[str, ...] = ()
    stems: bytes = b""  # as of `New`
    voice: Voice = NOBODY
    decision: Decision = NEARLY_THE_SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """We hold exactly this already."""

    post: Post


Verdict: TypeAlias = New | Revision | Echo | Same


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Where every extracted post of one source went: the sums balance.

    `extracted == new + echoes + revisions + same`; `unreadable` items and `withdrawn`
    posts come on top.
    """

    looks: int = 0
    failures: int = 0
    extracted: int = 0
    new: int = 0
    echoes: int = 0
    revisions: int = 0
    same: int = 0
    unreadable: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a source has posted: numbers of posts, each the lighter the older."""

    minutes: float = 0.0  # posts of the last minutes,
    hours: float = 0.0  # of the last hours,
    days: float = 0.0  # and of the last days
    turnover: float | None = None  # seconds in which half of its page came, at best


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is remembered of a source between two looks."""

    source: SourceId
    validators: Validators = Validators()
    asked: str | None = None  # what they belong to: address and way of reading
    next_look: datetime | None = None  # None: never looked, due at once
    last_look: datetime | None = None
    last_success: datetime | None = None
    last_post: datetime | None = None  # when a post of it was last first seen
    failures: int = 0  # in a row
    error: str | None = None  # of the last look
    warnings: tuple[str, ...] = ()  # of the last document read
    location: str | None = None  # the address that answered, where it is another
    kind: DocumentKind | None = None  # what it turned out to be
    life: Life | None = None  # of the live blog, if it is one
    signs: tuple[Sign, ...] = ()  # what the last document read says of that life
    hints: Hints = NO_HINTS  # of the last answer, and of the last feed read
    move: Move | None = None  # where its outlet says that it is now, for good
    muted: datetime | None = None  # when its outlet said that it is gone for good
    why: str | None = None  # the next look is when it is
    pushed: datetime | None = None  # until then its hub is trusted to tell of news
    rhythm: Rhythm | None = None  # None: it has shown no posts as yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one look at one source came to."""

    source: SourceId
    status: int | None = None
    ledger: Ledger = Ledger()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    life: Life | None = None  # where it has changed
    gap: Gap | None = None  # where one was noticed
    found: tuple[Link, ...] = ()  # live blogs that are followed from now on
    hub: Hub | None = None  # that a feed advertises; None: no feed was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one source is doing, for the operator."""

    source: Source
    state: SourceState
    ledger: Ledger  # all time
    posts: int  # held in the store
    posts_per_day: float  # mean of the last seven days, of fewer if it is that new
    gaps: tuple[Gap, ...] = ()  # of the last seven days, those unfilled first


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What one source did of late, and how fast it was."""

    hours: tuple[int, ...] = ()  # posts first seen in each hour, the oldest first
    lag: float | None = None  # seconds behind the first outlet, median of its echoes
    first: int = 0  # news that it had first, and others after it
    echoes: int = 0  # news that others had before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another entry of the timeline, as a link needs it."""

    id: EntryId
    url: str
    title: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Echoed:
    """One other outlet that said the same, later."""

    post: Post
    first_seen: datetime
    likeness: float
    reasons: tuple[str, ...] = ()
    voice: Voice = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One other outlet that had the news of an entry, as it was when it joined."""

    outlet: str  # empty: it is counted, and not named
    url: str
    voice: str  # by which it is counted
    at_once: bool = False  # it came with the lead, in one look


@dataclass(frozen=True, slots=True, kw_only=True)
class Reissued:
    """The last significant edit of a post: a correction or a retraction."""

    number: int  # of the words that it replaced, from 1
    at: datetime  # when we saw it, in whole seconds
    change: Change
    before: int = 0  # number of the significant edit before it; 0: it is the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of the timeline: a lead, as it is published."""

    id: EntryId  # minted once, for ever
    post: Post  # the lead in its present words
    published: datetime  # the outlet's time, never after `first_seen`; fixed for ever
    updated: datetime  # moves with each edit that is shown, and never back
    first_seen: datetime
    surfaced: datetime  # its place in the timeline
    follows: Reference | None = None
    echoes: tuple[Echoed, ...] = ()  # for pages only: feeds must not show who joined
    carriers: tuple[Carrier, ...] = ()  # whoever joined, in this order: for feeds
    revisions: int = 0
    change: Change | None = None  # what the last of them did
    reissued: Reissued | None = None  # None: no edit was significant
    withdrawn: datetime | None = None
    voice: Voice = NOBODY  # of the lead
    independent: int = 1  # voices in it: families and copies of one agency count once


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The merged timeline, newest first."""

    entries: tuple[Entry, ...]
    updated: datetime  # the newest of all entries, shown here or not: never goes back


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedInfo:
    """What an output feed says of itself."""

    id: EntryId
    title: str
    url: str  # its own public, permanent address
    page: str  # the address of the timeline's page
    language: str  # BCP 47


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A whole document as it is served or written: rendered once per change."""

    media_type: str
    body: bytes
    etag: str  # strong and quoted, from the bytes (RFC 9110, section 8.8.3)
    modified: datetime
