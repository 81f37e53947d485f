"""The health feed: what an operator has to know of the sources, and no reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aggregator.publish.issues import (
    MOST_ISSUES,
    NEVER,
    Edition,
    Issue,
    Origin,
    derived_id,
)
from aggregator.publish.wording import address, anchor, legal, one_line
from aggregator.text.markup import as_html
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.liveblog import Gap
    from aggregator.model import FeedInfo, Source, SourceState, Standing
    from aggregator.outputs import Offer

_FAILURES = 3  # in a row: one or two pass by themselves
_FULL = (
    "It is full with the posts of less than a day, so who looks once a day misses some."
    "\nDivide it by topics or sources, or let busy live blogs come as one entry an hour"
    " (`digest`)."
)
_QUIET = timedelta(days=1)  # without a post, as on the page of sources


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    name: str  # of the kind, and of all by which one is not another
    words: str  # in a title
    told: str  # lines of plain text
    since: datetime


def health(
    standings: Iterable[Standing],
    info: FeedInfo,
    *,
    now: datetime,
    full: Iterable[Offer] = (),
) -> Edition:
    """Return what is wrong with sources; what is well again is there no more.

    An issue never changes: its id is made of the source, of what is wrong, why and
    since when. A source whose reason changes has another issue.

    Args:
        standings: of all sources.
        info: what this feed says of itself.
        now: when it is, to tell who has been silent for long.
        full: the feeds that cannot hold a day; they are told once a day.
    """
    issues = [
        _issue(each.source, trouble, info)
        for each in standings
        for trouble in _troubles(each, now=now)
    ]
    issues += (_of_feed(each, info, day=_day(now)) for each in full)
    newest = sorted(issues, key=lambda each: each.published, reverse=True)
    updated = max((each.updated for each in newest), default=NEVER)
    return Edition(
        issues=tuple(newest[:MOST_ISSUES]), updated=updated, modified=updated
    )


def _troubles(standing: Standing, *, now: datetime) -> Iterator[_Trouble]:
    if found := _trouble(standing.state, now=now):
        yield found
    for gap in standing.gaps:
        if gap.filled is None:
            yield _of_gap(gap)


def _trouble(state: SourceState, *, now: datetime) -> _Trouble | None:
    if state.muted is not None:
        return _Trouble(
            name=f"gone/{rfc3339(state.muted)}",
            words="gone for good",
            told="Its outlet says that it is gone for good. It is asked no more.",
            since=state.muted,
        )
    if state.failures >= _FAILURES:
        return _failing(state, now=now)
    return _silent(state, now=now)


def _failing(state: SourceState, *, now: datetime) -> _Trouble:
    """Tell why a source fails; of one that never worked, anew each day."""
    since = state.last_success or _day(now)
    said = f"Last success: {_time(since)}" if state.last_success else "It never worked."
    reason = one_line(state.error or "no reason is known")
    return _Trouble(
        name=f"failing/{rfc3339(since)}/{reason}",
        words="failing",
        told=f"{reason}\n{said}",
        since=since,
    )


def _silent(state: SourceState, *, now: datetime) -> _Trouble | None:
    last = state.last_post
    closed = state.life is not None and state.life.stage == "closed"
    if last is None or closed or state.kind == "list" or now - last <= _QUIET:
        return None
    return _Trouble(
        name=f"silent/{rfc3339(last)}",
        words="no new post for a day",
        told=f"Its last new post was seen at {_time(last)}.",
        since=last + _QUIET,
    )


def _of_gap(gap: Gap) -> _Trouble:
    bounds = " and ".join(_time(each) for each in (gap.after, gap.before))
    return _Trouble(
        name=f"gap/{rfc3339(gap.noticed)}",
        words="posts may be missing",
        told=f"Posts may be missing between {bounds}.",
        since=gap.noticed,
    )


def _issue(source: Source, trouble: _Trouble, info: FeedInfo) -> Issue:
    outlet = one_line(source.outlet) or one_line(source.id) or "Unnamed outlet"
    url, page = address(source.url) or info.page, urljoin(info.page, "sources")
    links = f"{anchor(url, outlet)}, {anchor(page, 'all sources')}"
    return Issue(
        id=derived_id(f"health:{source.id}/{trouble.name}"),
        title=one_line(f"{outlet}: {trouble.words}"),
        author=one_line(info.title) or outlet,
        published=trouble.since,
        updated=trouble.since,
        language="en",  # what we say ourselves
        url=page,
        content=f"{legal(as_html(trouble.told))}\n<p>— {links}</p>",
        text=trouble.told,
        origin=Origin(
            id=derived_id(f"source:{source.id}"),
            name=legal(source.id),
            outlet=outlet,
            url=url,
            site=urljoin(url, "/"),
        ),
    )


def _of_feed(feed: Offer, info: FeedInfo, *, day: datetime) -> Issue:
    # The title of a feed that asks for a token is not for everybody.
    name = "A feed with a token" if feed.private else one_line(feed.title)
    link = "" if feed.private else f"\n<p>— {anchor(feed.atom, name)}</p>"
    return Issue(
        id=derived_id(f"health:feed/{feed.name}/{rfc3339(day)}"),
        title=f"{name}: holds less than a day",
        author=one_line(info.title) or name,
        published=day,
        updated=day,
        language="en",  # what we say ourselves
        url=info.page,
        content=f"{legal(as_html(_FULL))}{link}",
        text=_FULL,
        origin=Origin(
            id=info.id, name="feeds", outlet=name, url=info.url, site=info.page
        ),
    )


def _day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _time(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "a time not told"
