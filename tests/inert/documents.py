"""All that we serve, full of payloads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.evidence import Decision, Override, Voice, Weighed
from aggregator.history import History, Joined, Version
from aggregator.liveblog import Gap, Life
from aggregator.model import (
    Echoed,
    Entry,
    FeedInfo,
    Ledger,
    Reference,
    Source,
    SourceState,
    Standing,
    Timeline,
)
from aggregator.publish.atom import atom
from aggregator.publish.pages import entry_page, sources_page, timeline_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from aggregator.model import Post, Rendition

_MOST = 300  # entries of a feed
_FEW = 20  # edits of a page that are shown

INFO = FeedInfo(
    id="tag:news.example,2026:merged",
    title="Merged",
    url="https://news.example/feed.atom",
    page="https://news.example/",
    language="en",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Every kind of document that holds what outlets say."""

    timelines: list[Rendition]
    entries: list[Rendition]
    sources: list[Rendition]
    feeds: list[Rendition]

    @property
    def pages(self) -> list[Rendition]:
        return [*self.timelines, *self.entries, *self.sources]


def served(
    posts: Sequence[Post], payloads: Sequence[str], now: datetime, *, forms: str | None
) -> Served:
    """Return our documents about these posts.

    Args:
        posts: as they came of the payloads.
        payloads: for what programs say of outlets: errors, warnings, reasons.
        now: when it is.
        forms: as `rulings` of `entry_page`.
    """
    entries = [_entry(each, now, n) for n, each in enumerate(posts)]
    lines = [
        Timeline(entries=tuple(each), updated=now) for each in _parted(entries, _MOST)
    ]
    histories = (_history(each, payloads, now) for each in _parted(entries, _FEW))
    standings = [_standing(each, now) for each in payloads]
    return Served(
        timelines=[timeline_page(each, INFO, now=now) for each in lines],
        entries=[entry_page(h, INFO, now=now, rulings=forms) for h in histories],
        sources=[sources_page(standings, INFO, now=now)],
        feeds=[atom(each, INFO) for each in lines],
    )


def _parted(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def _entry(post: Post, now: datetime, number: int) -> Entry:
    said = (post.title or post.text,)
    echo = Echoed(post=post, first_seen=now, likeness=0.9, reasons=said)
    return Entry(
        id=f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        post=post,
        published=now,
        updated=now,
        first_seen=now,
        surfaced=now,
        follows=_reference(post),
        echoes=(echo,),
        revisions=2,
        change="correction",
    )


def _reference(post: Post) -> Reference:
    words = post.title or post.text
    return Reference(id=f"urn:uuid:{words}", url=post.url, title=words, outlet=words)


def _history(
    entries: Sequence[Entry], payloads: Sequence[str], now: datetime
) -> History:
    """Return the history of the first, in which all the others have a part."""
    posts = [each.post for each in entries]
    joined = [
        Joined(
            echoed=echo,
            id=each.id,
            lag=timedelta(minutes=4),
            decision=_decision(posts),
        )
        for each in entries
        for echo in each.echoes
    ]
    return History(
        entry=replace(
            entries[0],
            echoes=tuple(each.echoed for each in joined),
            voice=Voice(publisher=payloads[0], wire=payloads[-1]),
        ),
        decision=_decision(posts),
        versions=tuple(_version(each, n, now) for n, each in enumerate(posts, 1)),
        joined=tuple(joined),
        follow_ups=tuple(map(_reference, posts)),
        leads={each.id: _reference(each) for each in posts[::2]},
        rulings=tuple(
            Override(ruling="never", post=each.id, other=each.key, made=now, number=1)
            for each in posts
        ),
    )


def _decision(posts: Sequence[Post]) -> Decision:
    weighed = (
        Weighed(
            lead=each.id,
            relation="update",
            likeness=0.7,
            rule=each.title or each.text,
            reasons=(each.text,),
        )
        for each in posts
    )
    said = posts[0].title or posts[0].text
    return Decision(rule=said, weighed=tuple(weighed), configuration=said)


def _version(post: Post, number: int, now: datetime) -> Version:
    return Version(
        number=number,
        title=post.title,
        html=post.html,
        text=post.text,
        author=post.author,
        url=post.url,
        replaced_at=now,
        change=None,
    )


def _standing(said: str, now: datetime) -> Standing:
    state = SourceState(
        source=said,
        last_look=now,
        failures=1,
        error=said,
        warnings=(said,),
        location=said,
        kind="live",
        life=Life(stage="live", since=now, reason=said),
    )
    return Standing(
        source=Source(id=said, url=said, outlet=said),
        state=state,
        ledger=Ledger(),
        posts=1,
        posts_per_day=1.0,
        gaps=(Gap(after=None, before=now, noticed=now, reason=said),),
    )
