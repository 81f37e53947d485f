"""Posts of a page without markup to go by: what repeats in it and bears clocks.

For the third of outlets that neither data nor a profile describes. It is the least
trusted of the readers, and what it finds has to pass the gates of `pretenders`.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract import (
    clocks,
    columns,
    nodes,
    pretenders,
    repeated,
    stamps,
    zones,
)
from aggregator.extract import spans as parted
from aggregator.extract.columns import Setting
from aggregator.extract.outlet import Selector
from aggregator.text import markup, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page
    from aggregator.extract.spans import Span
    from aggregator.extract.stamps import Scan, Stamp

_AS_GOOD = 0.9  # of the greatest weight
_FEWEST_WORDS = 10  # of the middle post, headline and time included
_TRIED = 4  # rows; the posts are among the wordiest
_BOLD_LINE = re.compile(
    r"\A((?:\s|\+|<(?:p|div)\b[^<>]*>)*)<(?P<tag>strong|b)\b[^<>]*>(?P<title>.*?)"
    r"</(?P=tag)>[\s+]*(?:<br\b[^<>]*>|(?=</(?:p|div)>))",
    re.DOTALL | re.IGNORECASE,
)
_TITLES = ('[itemprop="headline"]', '[class*="headline"]', '[class*="title"]')
_AUTHORS = '[rel="author"], [class*="byline"], [class*="author"]'
_ANY_DAY = date(2024, 1, 1)
_QUOTABLE = re.compile(r"[^\"\\]+")
_SHORT = 12  # words; a line
_LABEL = 8  # words: "Updated on Sunday, 1 March 2026 at 11:48 CET"
_ZONE = 2  # words behind a clock that are no headline: "Uhr", "(IST)"
_MOST_AGO = timedelta(days=1)  # beyond, "2d ago" says too little


def drafts(page: Page, outlet: Outlet) -> list[Draft]:
    """Return the posts that a page shows, or none where it may be no live blog."""
    setting = _setting(page, outlet)
    scan = stamps.scan(page, setting.changed.date())
    rows = repeated.rows(stamp.node for stamp in scan.stamps)
    spans = (parted.spans(row, scan) for row in rows)
    wordy = [
        row for row in spans if median(each.words for each in row) >= _FEWEST_WORDS
    ]
    for row in _ranked(wordy)[:_TRIED]:
        column = columns.best([post.head for post in row], scan.stamps)
        posts = [row[place] for place in sorted(column)]
        shown = [column[place] for place in sorted(column)]
        days = [post.day for post in posts]
        moments = columns.moments(shown, days, _as_shown(setting, scan, row[0].head))
        if pretenders.in_time(page, posts, moments):
            read = _read(posts, shown, moments)
            if pretenders.in_words(page, posts, read):
                return read
    return []


def _setting(page: Page, outlet: Outlet) -> Setting:
    zone = zones.of(page, outlet)
    stated = page.dates(zone)
    return Setting(
        zone=zone,
        opened=zones.local(min(stated), zone) if stated else None,
        changed=zones.local(max(stated, default=page.fetched), zone),
        now=zones.local(page.fetched, zone),
        fetched=page.fetched,
    )


def _as_shown(setting: Setting, scan: Scan, first: LexborNode) -> Setting:
    """Heed the dates that are shown above the first post as well."""
    above = takewhile(
        lambda each: scan.order[each.node.mem_id] < scan.order[first.mem_id],
        scan.stamps,
    )
    moments = (columns.moment(each, setting) for each in above)
    shown = [zones.local(each, setting.zone) for each in moments if each]
    shown = [each for each in shown if each <= setting.now]
    if setting.opened:
        return replace(setting, opened=min([setting.opened, *shown]))
    return replace(
        setting,
        opened=min(shown, default=None),
        changed=max(shown, default=setting.changed),
    )


def _ranked(rows: Iterable[Sequence[Span]]) -> list[Sequence[Span]]:
    """Order rows by posts and words; of the same posts, whole nodes with ids first."""
    weighed = [(_weight(row), row) for row in rows]
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


def _weight(row: Sequence[Span]) -> float:
    return math.log(len(row)) * sum(post.words for post in row)


def _read(
    posts: Sequence[Span], shown: Sequence[Stamp], moments: Sequence[datetime | None]
) -> list[Draft]:
    fields, drop = _fields(posts), _label(posts, shown)
    return [
        _timed(_draft(post, stamp, fields, drop), stamp, moment)
        for post, stamp, moment in zip(posts, shown, moments, strict=True)
    ]


def _label(posts: Sequence[Span], shown: Sequence[Stamp]) -> str | None:
    """Return a selector of the lines that say the times and nothing else."""
    node = shown[0].node
    classes = [each for each in repeated.tokens(node) if _QUOTABLE.fullmatch(each)]
    if not classes or any(parted.count(each.node) > _LABEL for each in shown):
        return None
    css = f'{node.tag}[class~="{classes[0]}"]'
    once = all(len(post.head.css(css)) <= 1 for post in posts)
    return css if once and node.mem_id != posts[0].head.mem_id else None


def _fields(posts: Sequence[Span]) -> Mapping[str, Selector]:
    """Choose selectors by what most posts have, for fields without a heading."""
    heads = [post.head for post in posts]
    fields = {}
    if not _most(heads, ", ".join(parted.HEADINGS)):
        titles = next((css for css in _TITLES if _most(heads, css)), None)
        if titles:
            fields["title"] = Selector(css=titles)
    if _most(heads, _AUTHORS):
        fields["author"] = Selector(css=_AUTHORS)
    return fields


def _most(heads: Sequence[LexborNode], css: str) -> bool:
    found = [node for head in heads if (node := head.css_first(css))]
    lines = sum(parted.count(node) <= _SHORT for node in found)
    return 2 * lines > len(heads)


def _draft(
    post: Span, stamp: Stamp, fields: Mapping[str, Selector], drop: str | None
) -> Draft:
    draft = nodes.read(post.head, fields, drop)
    title = nodes.line(post.title) if post.title else draft.title
    own = "" if post.following and _says_no_more(post.head, stamp) else draft.html
    return replace(draft, title=title, html=(own or "") + post.html)


def _says_no_more(head: LexborNode, stamp: Stamp) -> bool:
    rest = stamp.clock.rest.split() if stamp.clock else []
    return parted.count(head) == parted.count(stamp.node) and len(rest) <= _ZONE


def _timed(draft: Draft, stamp: Stamp, moment: datetime | None) -> Draft:
    """Give a draft its time, and take the clock off what begins with it."""
    if stamp.clock:
        title, body = _unclocked(draft.title), clocks.without(draft.html or "")
        draft = replace(draft, title=title, html=body)
    if stamp.ago and not (draft.id and stamp.ago < _MOST_AGO):
        moment = None  # it would be another at each look, and the post with it
    published = times.rfc3339(moment) if moment else None
    draft = replace(draft, title=draft.title or None, published=published)
    return draft if draft.title else _entitled(draft)


def _unclocked(title: str | None) -> str | None:
    read = clocks.read(title or "", anchor=_ANY_DAY)
    return read.rest if read else title


def _entitled(draft: Draft) -> Draft:
    """Take a bold line at the beginning for the headline."""
    bold = _BOLD_LINE.match(draft.html or "")
    title = (_unclocked(markup.plain(bold["title"])) or "").strip(" +") if bold else ""
    rest = (draft.html or "")[bold.end() :] if bold else ""
    if not (title and markup.plain(rest).strip()):
        return draft
    return replace(draft, title=title, html=rest)
