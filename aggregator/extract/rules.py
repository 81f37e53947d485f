"""Posts by an outlet's own selectors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aggregator.extract import clocks, nodes
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from selectolax.lexbor import LexborNode

    from aggregator.extract.clocks import Clock
    from aggregator.extract.drafts import Draft
    from aggregator.extract.outlet import Outlet, PostRules
    from aggregator.extract.page import Page


@dataclass(slots=True)
class _Post:
    draft: Draft
    clock: Clock | None  # None: the time as written is whole, or there is none
    following: list[LexborNode] = field(default_factory=list)


def drafts(page: Page, outlet: Outlet) -> list[Draft]:
    """Return the posts that an outlet's selectors find, in the order of the page.

    A clock without a day is placed by the headings that state days, and else counted
    back from when the page was last changed.
    """
    if outlet.post is None:
        return []
    changed = page.dated(outlet.zone).astimezone(ZoneInfo(outlet.zone or "UTC"))
    posts = list(_posts(page, outlet.post, changed.date()))
    read = [post.clock for post in posts if post.clock]
    dated = bool(page.stated())
    placed = iter(clocks.place(read, changed.replace(tzinfo=None)))
    return [
        replace(
            post.draft,
            html=(post.draft.html or "") + nodes.joined(post.following),
            published=next(placed).isoformat() if post.clock else post.draft.published,
            zone=outlet.zone,
            doubtful=post.clock is not None and not (post.clock.day or dated),
        )
        for post in posts
    ]


def _posts(page: Page, rules: PostRules, anchor: date) -> Iterator[_Post]:
    """Yield the posts; one pass through what begins, dates or continues them."""
    starts, days = _ids(page, rules.each), _ids(page, rules.day)
    today: date | None = None
    post: _Post | None = None
    for node in _in_order(page, rules):
        begun = _begun(node, rules, anchor) if node.mem_id in starts else None
        if begun:
            if begun.clock and not begun.clock.day:
                begun.clock = replace(begun.clock, day=today)
            post = begun
            yield post
        elif node.mem_id in days:
            today, post = clocks.day(nodes.line(node), anchor=anchor), None
        elif post:
            post.following.append(node)


def _ids(page: Page, css: str | None) -> set[int]:
    return {node.mem_id for node in page.tree.css(css)} if css else set()


def _in_order(page: Page, rules: PostRules) -> Iterator[LexborNode]:
    every = (rules.each, rules.day, rules.following)
    return nodes.outermost(page.tree.css(", ".join(css for css in every if css)))


def _begun(node: LexborNode, rules: PostRules, anchor: date) -> _Post | None:
    """Return what a node begins; where bodies follow, only a time begins a post."""
    draft = nodes.read(node, rules.fields, rules.drop)
    said = draft.published or ""
    if times.parse(said):
        return _Post(draft, None)
    clock = clocks.read(said, anchor=anchor)
    if clock is None:
        return None if rules.following else _Post(draft, None)
    title = clocks.read(draft.title or "", anchor=anchor)
    return _Post(
        replace(
            draft,
            title=title.rest or None if title else draft.title,
            html=clocks.without(draft.html or ""),
        ),
        clock,
    )
