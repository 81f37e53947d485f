"""What a page lets on about its live blog, besides the posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.extract import (
    endings,
    flags,
    lenient,
    pagers,
    successors,
    surface,
)
from aggregator.liveblog import Sign, Signs
from aggregator.text import markup, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.extract.drafts import Draft
    from aggregator.extract.lenient import Object
    from aggregator.extract.page import Page

_TITLES = ("headline", "webTitle", "title")
_PLANS = ("coverageEndTime", "endDateTime", "end_date")
_TOUCHED = timedelta(minutes=2)  # two stamps of one change are no farther apart
_MOST_TITLES = 6
_END = 20  # posts at either end of a page, of which one is the newest
_MOST_LAST = 3
_FIRST = datetime.min.replace(tzinfo=UTC)


def read(page: Page, drafts: Sequence[Draft]) -> Signs:
    """Return the signs of a live blog's life, its title, its pager and its successor.

    Args:
        page: as it came.
        drafts: its posts, as they were found, in the order of the page.
    """
    ends = [*drafts[:_END], *drafts[max(_END, len(drafts) - _END) :]]
    stamps = [_time(draft) for draft in ends]
    last = _last(ends, stamps)
    blogs = _blogs(page)
    stated = [*blogs, *(each for _, each in page.near)]
    notices = page.tree.css(endings.NOTICES)
    titles = list(_titles(page, stated))[:_MOST_TITLES]
    return Signs(
        title=next(iter(titles), None),
        life=(
            *flags.signs(page, blogs),
            *endings.signs(page, titles, last, notices),
            *_planned(stated, [page.fetched, *filter(None, stamps)]),
        ),
        older=pagers.older(page, ascending=_ascends(stamps)),
        successor=successors.successor(page, last, notices),
    )


def _blogs(page: Page) -> Sequence[Object]:
    """Return the live blogs that the page states, but for what is in their posts."""
    if len(page.live_blogs) < 2:  # noqa: PLR2004 - one is in no other
        return page.live_blogs
    return [each for data in page.data for each in surface.blogs(data)]


def _time(draft: Draft) -> datetime | None:
    return times.parse(draft.published or "", zone=draft.zone)


def _ascends(stamps: Sequence[datetime | None]) -> bool:
    """Tell whether the oldest stand first, pinned ones apart."""
    known = [stamp for stamp in stamps if stamp]
    falls = sum(one > other for one, other in pairwise(known))
    rises = sum(one < other for one, other in pairwise(known))
    return rises > falls


def _last(
    drafts: Sequence[Draft], stamps: Sequence[datetime | None]
) -> Sequence[Draft]:
    """Return the newest post; before it, where there are, summaries told after it."""
    ranked = sorted(
        zip(drafts, stamps, strict=True),
        key=lambda each: each[1] or _FIRST,
        reverse=True,
    )
    newest: list[Draft] = []
    for draft, _ in ranked[:_MOST_LAST]:
        newest.append(draft)
        if draft.kind != "summary":
            break
    return newest


def _titles(page: Page, stated: Sequence[Object]) -> Iterator[str]:
    """Yield what the live blog calls itself, the most trusted first, each once."""
    nodes = page.tree.css('meta[property="og:title"], h1, title')
    said = [
        *(lenient.first(each, *_TITLES) for each in stated),
        *(each.attributes.get("content") for each in nodes if each.tag == "meta"),
        *(each.text() for each in nodes if each.tag != "meta"),
    ]
    plain = (markup.inline(each) for each in said if each)
    yield from dict.fromkeys(each for each in plain if each)


def _planned(stated: Sequence[Object], seen: Sequence[datetime]) -> Iterator[Sign]:
    """Yield a sign for an end that was planned, and is past.

    None where it is merely the time of the newest post, of the last change or of the
    fetch, as with the Guardian, Quintype and the Independent.

    Args:
        stated: the data of the live blog.
        seen: when the page was fetched, and the times of its posts.
    """
    fetched, newest = seen[0], max(seen[1:], default=seen[0])
    changes = filter(None, (lenient.first(each, "dateModified") for each in stated))
    touched = [fetched, newest, *filter(None, map(times.parse, changes))]
    said = (lenient.first(each, name) for each in stated for name in _PLANS)
    ends = {times.parse(each) for each in said if each}
    for end in sorted(filter(None, ends))[:1]:
        if end < fetched and all(abs(end - each) > _TOUCHED for each in touched):
            reason = f"coverage was to end at {end:%Y-%m-%d %H:%M} UTC"
            yield Sign(ended=True, weight="planned", reason=reason)
