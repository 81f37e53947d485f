"""Posts of a page without markup to go by: what repeats in it and bears clocks.

For the third of outlets that neither data nor a profile describes. It is the least
trusted of the readers, and what it finds has to pass the gates of `timetables` and
`pretenders`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract import (
    columns,
    intruders,
    nodes,
    pretenders,
    repeated,
    segment,
    stamps,
    timetables,
)
from aggregator.extract import spans as parted
from aggregator.extract.dateline import Dateline, Imprint
from aggregator.extract.pretenders import Suspect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.lengths import Lengths
    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page
    from aggregator.extract.spans import Span
    from aggregator.extract.stamps import Scan, Stamp

_AS_GOOD = 0.9  # of the greatest weight
_FEWEST_WORDS = 10  # of the middle post, headline and time included
_TRIED = 4  # rows; the posts are among the wordiest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Posts with the times that are their own."""

    posts: Sequence[Span]
    shown: Sequence[Stamp]
    days: Sequence[date | None]
    moments: Sequence[datetime | None]
    dateline: Dateline


def drafts(page: Page, outlet: Outlet) -> list[Draft]:
    """Return the posts that a page shows, or none where it may be no live blog."""
    row, reason = _look(page, outlet)
    return _read(row) if row and reason is None else []


def why_not(page: Page, outlet: Outlet) -> str | None:
    """Return why what repeats on a page is no live blog; None if nothing does."""
    return _look(page, outlet)[1]


def likeliest(page: Page, outlet: Outlet) -> tuple[Sequence[Span], Sequence[Stamp]]:
    """Return the nodes of the likeliest posts, and their times: `drafts` or refused."""
    row, _ = _look(page, outlet)
    return (row.posts, row.shown) if row else ((), ())


def _look(page: Page, outlet: Outlet) -> tuple[_Row | None, str | None]:
    """Return the likeliest row, and why it is no live blog, if it is none."""
    dateline = Dateline(imprint=Imprint(page=page, outlet=outlet))
    scan = stamps.scan(page, dateline.changed.date())
    against: list[tuple[_Row, str]] = []
    refused: list[tuple[int, int]] = []
    for spans in _likely(scan, _least(page)):
        first, _ = scan.lengths.reach(spans[0].head)
        if any(start <= first < end for start, end in refused):
            continue
        row = _row(spans, scan, dateline)
        reason = _against(row, scan.lengths) if row.shown else "too few bear times"
        if reason is None:
            return row, None
        said = f"{len(spans)} alike items are no live blog: {reason}"
        against.append((row, said))
        if _is_by_nature(reason, row):
            refused += (scan.lengths.reach(each.head) for each in spans)
    return next(iter(against), (None, None))


def _is_by_nature(reason: str, row: _Row) -> bool:
    """Tell whether a reason holds for whatever is inside of the posts as well."""
    written = bool(row.shown) and row.shown[0].written is not None
    return reason in pretenders.BY_NATURE or (
        written and reason in timetables.BY_NATURE
    )


def _least(page: Page) -> int:
    return repeated.LEAST_EXPECTED if page.expected else repeated.LEAST


def _likely(scan: Scan, least: int) -> list[Sequence[Span]]:
    """Return the rows that are the likeliest posts, the best first."""
    rows = repeated.rows((stamp.node for stamp in scan.stamps), least=least)
    of = scan.lengths.of
    weighed: list[tuple[float, Sequence[Span]]] = []
    for row in rows:
        spans = parted.spans(row, scan)
        words = [sum(map(of, post.nodes)) for post in spans]
        if median(words) >= _FEWEST_WORDS:
            weighed.append((math.log(len(spans)) * sum(words), spans))
    return _ranked(weighed)[:_TRIED]


def _row(spans: Sequence[Span], scan: Scan, dateline: Dateline) -> _Row:
    """Take those of likely posts that bear a time of the best column."""
    heads = [post.head for post in spans]
    column = columns.best(heads, scan.stamps)
    own = columns.own_days(heads, scan.days)
    shown = [column[place] for place in sorted(column)]
    days = [own.get(place, spans[place].day) for place in sorted(column)]
    seen = replace(dateline, shown=tuple(_above(scan, heads[0], dateline)))
    return _Row(
        posts=[spans[place] for place in sorted(column)],
        shown=shown,
        days=days,
        moments=columns.moments(shown, days, seen),
        dateline=seen,
    )


def _above(scan: Scan, first: LexborNode, dateline: Dateline) -> list[datetime]:
    """Return the times that are shown above the first post, else the page's day."""
    order = scan.lengths.order
    start = order[first.mem_id]
    stamps = takewhile(lambda each: order[each.node.mem_id] < start, scan.stamps)
    moments = (columns.moment(each, dateline) for each in stamps)
    shown = [each for each in moments if each and each <= dateline.fetched]
    if shown or dateline.stated:
        return shown
    days = takewhile(lambda each: order[each.node.mem_id] < start, scan.days)
    ends = (dateline.end_of(each.day) for each in days if each.is_of_page)
    return [each for each in ends if each]


def _against(row: _Row, lengths: Lengths) -> str | None:
    page = row.dateline.imprint.page
    suspect = Suspect(page=page, posts=row.posts, lengths=lengths)
    return timetables.against(
        row.shown,
        row.moments,
        claim=timetables.Claim(said=suspect.says_live, expected=page.expected),
        now=page.fetched,
    ) or pretenders.against(suspect)


def _ranked(weighed: list[tuple[float, Sequence[Span]]]) -> list[Sequence[Span]]:
    """Order rows by posts and words; of the same posts, whole nodes with ids first."""
    enough = _AS_GOOD * max((weight for weight, _ in weighed), default=0)
    weighed.sort(
        key=lambda each: (
            -min(each[0], enough),
            any(post.following for post in each[1]),
            not any(nodes.own_id(post.head) for post in each[1]),
            -each[0],
        )
    )
    return [row for _, row in weighed]


def _read(row: _Row) -> list[Draft]:
    for post in row.posts:
        post.following = intruders.without(post.following)
    how = segment.reading(row.posts, row.shown)
    stale = columns.is_stale(row.shown, row.dateline)
    read = [
        segment.timed(
            segment.draft(post, stamp, how),
            stamp,
            None if stale else moment,
            doubtful=columns.is_guess(stamp, day, row.dateline),
        )
        for post, stamp, day, moment in zip(
            row.posts, row.shown, row.days, row.moments, strict=True
        )
    ]
    return segment.tidied(read)
