"""The posts of a busy live blog, an hour of them in one issue (rule 14).

What is in an hour is settled before it is told: by where its entries surfaced, and some
minutes after its end. What was told is kept, so nothing is added to an issue that
readers have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING

from aggregator.outputs import Line, Told
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
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.model import Entry, EntryId, FeedInfo, SourceId, Timeline

HOUR = timedelta(hours=1)
SETTLING = timedelta(minutes=5)  # what surfaced within an hour may be kept after it
_MOST_LINES = 200  # of one issue: a feed of 4 MB shall not be full of it


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of the whole hour that `moment` is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def settled(now: datetime) -> datetime:
    """Return the end of the last hour into which nothing comes any more."""
    return hour_of(now - SETTLING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a feed has told of hours so far."""

    lines: Mapping[EntryId, Line] = field(default_factory=dict)
    until: datetime | None = None  # the end of the last hour that was told
    began: Mapping[SourceId, datetime] = field(default_factory=dict)
    """Since when the hours of each configured source are one issue."""

    def holds(self, entry: Entry) -> bool:
        """Tell whether an entry does not stand in the feed by itself.

        What readers had before its source was coalesced goes on to stand by itself.
        """
        if entry.id in self.lines:
            return True
        source = entry.post.source
        moments = (
            moment
            for name, moment in self.began.items()
            if source == name or source.startswith(f"{name}/")
        )
        began = next(moments, None)
        return began is not None and _settles(entry) > began


def more_lines(
    entries: Sequence[Entry], plan: Plan, *, until: datetime
) -> tuple[Line, ...]:
    """Return what is told from now on, beside what was.

    Nothing is added to an hour that was told: what comes too late (it was withdrawn and
    is back, or was edited into what is wanted) is told with the last hour.

    Args:
        entries: that the feed shows, the newest first.
        plan: what was told.
        until: the end of the last hour into which nothing comes any more.
    """
    told = Counter(_hour(each) for each in plan.lines.values())
    lines = []
    for entry in reversed(entries):
        if entry.id in plan.lines or not plan.holds(entry):
            continue
        seen = _told_with(entry, plan, until)
        if seen is None:
            continue
        source, start = entry.post.source, hour_of(entry.surfaced)
        hour = (source, start, seen)
        part = told[hour] // _MOST_LINES
        told[hour] += 1
        lines.append(
            Line(entry=entry.id, source=source, start=start, seen=seen, part=part)
        )
    return tuple(lines)


def _told_with(entry: Entry, plan: Plan, until: datetime) -> datetime | None:
    """Return the hour at whose end an entry is told; None: not yet."""
    settles = _settles(entry)
    if settles > until:
        return None
    if plan.until is None or settles > plan.until:
        return settles - HOUR
    return until - HOUR if until > plan.until else None


def digests(
    entries: Sequence[Entry], lines: Iterable[Line], info: FeedInfo
) -> tuple[Issue, ...]:
    """Return an issue for each source and hour that is told, the newest first.

    Its id and `published`, the end of the hour, stay for ever; `updated` is as new as
    its entries. What an outlet took back is left out, and an hour of which nothing is
    left.

    Args:
        entries: what of them the feed shows now, the newest first.
        lines: all that was told.
        info: the feed's, whose id is part of theirs.
    """
    places = {each.entry: each for each in lines}
    held: dict[tuple[datetime, datetime, SourceId, int], list[Entry]] = defaultdict(
        list
    )
    for each in entries:
        if (line := places.get(each.id)) is not None:
            held[line.start, line.seen, line.source, line.part].append(each)
    newest = sorted(held.items(), key=itemgetter(0), reverse=True)
    return tuple(_issue(places[its[0].id], its, info) for _, its in newest)


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


def _settles(entry: Entry) -> datetime:
    """Return the end of the hour in which an entry surfaced, and we had seen it."""
    return max(hour_of(entry.surfaced), hour_of(entry.first_seen)) + HOUR


def _hour(line: Line) -> tuple[SourceId, datetime, datetime]:
    return line.source, line.start, line.seen


def _known(issue: Issue, until: datetime) -> datetime:
    """Return when readers could know of it: not before it had settled."""
    return max(issue.updated, min(issue.updated, until) + SETTLING)


def _issue(line: Line, entries: Sequence[Entry], info: FeedInfo) -> Issue:
    # The first that surfaced speaks for all.
    post, end = entries[-1].post, line.start + HOUR
    origin = origin_of(post, link(post.url) or info.page)
    hour = f"{line.start:%Y-%m-%d}, {line.start:%H:%M} to {end:%H:%M} UTC"
    lines = "\n".join(_line(each, line.start, info) for each in entries)
    outlet = outlet_of(post)
    return Issue(
        id=_id(line, info),
        title=f"{outlet}, {hour}",
        author=outlet,
        published=end,
        updated=max([line.seen + HOUR, *(each.updated for each in entries)]),
        language=language(post.language, info.language),
        url=origin.url,
        content=f"<ul>\n{lines}\n</ul>\n<p>— {anchor(origin.url, outlet)}</p>",
        text="\n".join(headline(each.post) for each in entries),
        origin=origin,
        topics=tuple(filter(None, map(one_line, post.topics))),
        via=address(post.via),
    )


def _id(line: Line, info: FeedInfo) -> EntryId:
    hours = f"{rfc3339(line.start)}:{rfc3339(line.seen)}"
    part = f":{line.part}" if line.part else ""
    return derived_id(f"digest:{info.id}:{line.source}:{hours}{part}")


def _line(entry: Entry, start: datetime, info: FeedInfo) -> str:
    """Say when a post was published, and its headline; the day where it is another."""
    when = entry.published
    shape = "%H:%M" if when.date() == start.date() else "%Y-%m-%d, %H:%M"
    url = link(entry.post.url) or info.page
    return (
        f"<li>{escape(when.strftime(shape))} {anchor(url, headline(entry.post))}</li>"
    )
