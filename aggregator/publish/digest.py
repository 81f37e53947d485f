"""The posts of a busy live blog, an hour of them in one issue (rule 14).

What is in an hour is settled before it is told: by where its entries surfaced, and some
minutes after its end. So nothing is added to an issue that readers have.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING

from aggregator.outputs import Told
from aggregator.publish.issues import (
    Edition,
    Issue,
    derived_id,
    digest_of,
    origin_of,
)
from aggregator.publish.wording import (
    address,
    anchor,
    headline,
    language,
    link,
    one_line,
    outlet_of,
)
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from aggregator.model import Entry, FeedInfo, SourceId, Timeline

HOUR = timedelta(hours=1)
SETTLING = timedelta(minutes=5)  # what surfaced within an hour may be kept after it
_MOST_LINES = 200  # of one hour: a feed of 4 MB shall not be full of it


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of the whole hour that `moment` is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def settled(now: datetime) -> datetime:
    """Return the end of the last hour into which nothing comes any more."""
    return hour_of(now - SETTLING)


def digests(
    entries: Sequence[Entry],
    info: FeedInfo,
    *,
    wanted: Callable[[Entry], bool],
    until: datetime,
) -> tuple[Issue, ...]:
    """Return an issue for each source and hour, the newest first.

    What is found later of an hour before our first look is an issue of its own.

    Its id, title and `published`, the end of the hour, stay for ever; `updated` is as
    new as all that surfaced in the hour and is listed, wanted or not. What an outlet
    took back is left out, and an hour of which nothing is left.

    Args:
        entries: all of some sources that surfaced in some whole hours, also those that
            were withdrawn.
        info: the feed's, whose id is part of theirs.
        wanted: tells which are listed; must not depend on who joined them.
        until: no hour that ends after this is told; see `settled`.
    """
    hours: dict[tuple[datetime, datetime, SourceId], list[Entry]] = defaultdict(list)
    for each in entries:
        start = hour_of(each.surfaced)
        seen = max(start, hour_of(each.first_seen))
        hours[start, seen, each.post.source].append(each)
    told = (
        _issue((start, seen), held, listed, info)
        for (start, seen, _), held in sorted(
            hours.items(), key=itemgetter(0), reverse=True
        )
        if seen + HOUR <= until and (listed := [*filter(wanted, _standing(held))])
    )
    return tuple(told)


def told_of(hour: Issue, *, now: datetime) -> Told:
    """Return an hour as it must be known again: by what its readers see.

    Args:
        hour: of `digests`; `updated` is by its entries that are listed still. One that
            is listed no more takes its line along, and its time.
        now: when it is, if the hour has changed.
    """
    seen = (hour.title, hour.author, hour.url, hour.content, hour.language, hour.topics)
    return Told(
        digest=digest_of(*seen, hour.via), at=hour.updated, now=now, singly=True
    )


def with_digests(
    shown: Edition,
    timeline: Timeline,
    hours: Sequence[Issue],
    *,
    until: datetime,
    most: int,
) -> Edition:
    """Return `shown` with `hours` in their places: each came at its end.

    Args:
        shown: the edition of `timeline`.
        timeline: tells the places.
        hours: of `digests`.
        until: as there.
        most: how many issues at most.
    """
    single = zip(
        (each.surfaced for each in timeline.entries), shown.issues, strict=False
    )
    placed = [*((each.published, each) for each in hours), *single]
    placed.sort(key=lambda pair: pair[0], reverse=True)
    issues = tuple(issue for _, issue in placed[:most])
    return replace(
        shown,
        issues=issues,
        updated=max([shown.updated, *(each.updated for each in issues)]),
        modified=max([shown.modified, *(_known(each, until) for each in hours)]),
    )


def _standing(entries: Sequence[Entry]) -> Iterator[Entry]:
    return (each for each in entries[:_MOST_LINES] if each.withdrawn is None)


def _known(issue: Issue, until: datetime) -> datetime:
    """Return when readers could know of it: not before it had settled."""
    return max(issue.updated, min(issue.updated, until) + SETTLING)


def _issue(
    hours: tuple[datetime, datetime],
    entries: Sequence[Entry],
    listed: Sequence[Entry],
    info: FeedInfo,
) -> Issue:
    start, seen = hours
    # The first that surfaced speaks for all: withdrawn or not, it stays the first.
    post, end = entries[-1].post, start + HOUR
    origin = origin_of(post, link(post.url) or info.page)
    hour = f"{start:%Y-%m-%d}, {start:%H:%M} to {end:%H:%M} UTC"
    lines = "\n".join(_line(each, start, info) for each in listed)
    outlet = outlet_of(post)
    return Issue(
        id=derived_id(
            f"digest:{info.id}:{post.source}:{rfc3339(start)}:{rfc3339(seen)}"
        ),
        title=f"{outlet}, {hour}",
        author=outlet,
        published=end,
        updated=max([seen + HOUR, *(each.updated for each in entries)]),
        language=language(post.language, info.language),
        url=origin.url,
        content=f"<ul>\n{lines}\n</ul>\n<p>— {anchor(origin.url, outlet)}</p>",
        text="\n".join(headline(each.post) for each in listed),
        origin=origin,
        topics=tuple(filter(None, map(one_line, post.topics))),
        via=address(post.via),
    )


def _line(entry: Entry, start: datetime, info: FeedInfo) -> str:
    """Say when a post was published, and its headline; the day where it is another."""
    when = entry.published
    shape = "%H:%M" if when.date() == start.date() else "%Y-%m-%d, %H:%M"
    url = link(entry.post.url) or info.page
    return (
        f"<li>{escape(when.strftime(shape))} {anchor(url, headline(entry.post))}</li>"
    )
