"""Entries as feeds issue them: in words that fit every format, and within bounds.

Nothing in an issue may change because others joined its entry, so echoes have no way
into it (docs/timeline-format.md, rule 5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from uuid import UUID, uuid5

from aggregator.outputs import PLAIN
from aggregator.publish.wording import (
    address,
    anchor,
    byline,
    headline,
    language,
    legal,
    link,
    markup,
    one_line,
    outlet_of,
)
from aggregator.text.markup import as_html
from aggregator.text.urls import without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.model import Entry, EntryId, FeedInfo, Post, Reference, Timeline
    from aggregator.outputs import Style

MOST_ISSUES = 300  # rule 14: readers look at no more
MOST_BYTES = 3_900_000  # of all issues; the rest of rule 14's 4 MB is for the feed
LONGEST_CONTENT = 200_000  # characters; one post shall not crowd out the others
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without issues was updated

# Our own corner of UUIDs, once and for all: what is derived from it is frozen too.
_OURS = UUID("6b0c7d52-4c2b-5a55-9a3e-2f1d7c9e8b40")
SOURCE_SCHEME = uuid5(_OURS, "scheme:source").urn


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What an entry follows."""

    id: EntryId
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Another outlet that had the news when the issue was published."""

    outlet: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source that an issue is from."""

    id: EntryId
    name: str  # the source's, as configured
    outlet: str
    url: str  # of the feed, or of the live blog's page
    site: str  # the outlet's; of a live blog, the page itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One item of a feed; all of its text is legal, its addresses lead to the web."""

    id: EntryId
    title: str  # one line of plain text
    author: str
    published: datetime
    updated: datetime
    language: str  # BCP 47
    url: str
    content: str  # markup, safe to publish
    text: str  # plain
    origin: Origin
    topics: tuple[str, ...] = ()
    via: str | None = None
    beside: tuple[Bearer, ...] = ()
    follows: Tie | None = None
    predecessor: EntryId | None = None  # the issue of the same entry before


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that a feed shows at one moment."""

    issues: tuple[Issue, ...]  # newest first
    updated: datetime  # of the feed; never goes back
    modified: datetime  # of its documents


def edition(
    timeline: Timeline,
    info: FeedInfo,
    *,
    style: Style = PLAIN,
    longest: int = LONGEST_CONTENT,
) -> Edition:
    """Return the newest entries of `timeline` as a feed issues them.

    Args:
        timeline: what there is to show.
        info: the feed's; where a post leads nowhere, it leads to its page.
        style: how the feed issues what it shows.
        longest: characters of a content beyond which it is told as plain text, cut.
    """
    newest = timeline.entries[:MOST_ISSUES]
    issues = tuple(_issue(each, info, style, longest) for each in newest)
    # Not that of the entries shown: as they leave the window it would go back.
    updated = max([timeline.updated, *(each.updated for each in issues)])
    # A post found late is older than the newest one, yet news to who asks by date.
    modified = max([updated, *(_known(each) for each in newest)])
    return Edition(issues=issues, updated=updated, modified=modified)


def derived_id(name: str) -> EntryId:
    """Return the id of what is ours and is called `name`: the same for ever."""
    return uuid5(_OURS, legal(name)).urn


def digest_of(*said: object) -> bytes:
    """Return what tells whether something that is published has changed."""
    return sha256("\n".join(map(str, said)).encode(errors="replace")).digest()


def fitting(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the first of `parts`, as many as readers take in one document (rule 14)."""
    room = MOST_BYTES
    for part in parts:
        room -= len(part)
        if room < 0:
            return
        yield part


def origin_of(post: Post, url: str) -> Origin:
    """Say where a post is from (rule 8).

    Of a live blog that is the page itself; of a feed, the feed, and the outlet's site.

    Args:
        post: as it is held.
        url: its own address.
    """
    page = without_fragment(url)
    via = address(post.via) or page
    return Origin(
        id=derived_id(f"source:{post.source}"),
        name=legal(post.source),
        outlet=outlet_of(post),
        url=via,
        site=page if page == via else urljoin(page, "/"),
    )


def _known(entry: Entry) -> datetime:
    return max(entry.updated, entry.first_seen, entry.surfaced)


def _issue(entry: Entry, info: FeedInfo, style: Style, longest: int) -> Issue:
    post, url = entry.post, link(entry.post.url) or info.page
    reissued = entry.reissued if style.edits == "reissue" else None
    beside = tuple(_beside(entry, info, style.voices if style.own_ids else 1))
    issue = Issue(
        id=_numbered(entry.id, reissued.number) if reissued else entry.id,
        title=headline(post),
        author=byline(post),
        published=reissued.at if reissued else entry.published,
        updated=max(entry.updated, reissued.at) if reissued else entry.updated,
        language=language(post.language, style.language or info.language),
        url=url,
        content=_content(post, url, beside, longest),
        text=post.text,
        origin=origin_of(post, url),
        topics=tuple(filter(None, map(one_line, post.topics))),
        via=address(post.via),
        beside=beside,
        follows=_tie(entry.follows, info),
        predecessor=_numbered(entry.id, reissued.before) if reissued else None,
    )
    return _under_own_ids(issue, info) if style.own_ids else issue


def _beside(entry: Entry, info: FeedInfo, voices: int) -> Iterator[Bearer]:
    """Yield who else had the news when it was published, each outlet once (rule 11).

    That is who came with the lead; and under ids of its own, as many as the feed waits
    for: under one id an entry must say the same in all feeds (rule 2). They are told as
    they were when they joined, so nothing that follows can change it.
    """
    heard, named = {entry.voice.name}, {outlet_of(entry.post)}
    for each in entry.carriers:
        if not each.at_once and len(heard) >= voices:
            continue
        heard.add(each.voice)
        outlet = one_line(each.outlet)
        if outlet and outlet not in named:
            named.add(outlet)
            yield Bearer(outlet=outlet, url=link(each.url) or info.page)


def _under_own_ids(issue: Issue, info: FeedInfo) -> Issue:
    """Return the issue as only this feed names it, and all that it refers to."""

    def own(known: EntryId) -> EntryId:
        return derived_id(f"{info.id}:{known}")

    followed, before = issue.follows, issue.predecessor
    return replace(
        issue,
        id=own(issue.id),
        follows=followed and replace(followed, id=own(followed.id)),
        predecessor=before and own(before),
    )


def _numbered(entry: EntryId, number: int) -> EntryId:
    """Return the id of an entry since its significant edit `number`; 0: before any."""
    return derived_id(f"{entry}/{number}") if number else entry


def _tie(followed: Reference | None, info: FeedInfo) -> Tie | None:
    if followed is None:
        return None
    return Tie(id=legal(followed.id), url=link(followed.url) or info.page)


def _content(post: Post, url: str, beside: Iterable[Bearer], longest: int) -> str:
    """Return the body, closed by one line that names the outlets (rules 8 and 11)."""
    body = markup(post)
    if len(body) > longest:
        body = legal(as_html(f"{post.text[:longest]} …"))
    others = ", ".join(anchor(each.url, each.outlet) for each in beside)
    also = f" + {others}" if others else ""
    return f"{body}\n<p>— {anchor(url, outlet_of(post))}{also}</p>"
