"""Which nodes of a page belong to each post of a row: its own, and what follows it."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract.labels import LONGEST_DAY
from aggregator.extract.stamps import shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from selectolax.lexbor import LexborNode

    from aggregator.extract.lengths import Lengths
    from aggregator.extract.repeated import Row
    from aggregator.extract.stamps import Scan

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

LINES = {*HEADINGS, "p", "dt", "b", "strong", "span", "a", "time"}  # hold no bodies
_NO_BODY = {"script", "style", "template", "noscript", "aside", "nav", "form", "footer"}
_SHOWN = ("figure", "blockquote", "iframe", "video")  # within a post of any shape
_ENOUGH = 5  # words besides headlines and times: a body
_NEAR = 2  # nodes above a post: its list, and what holds a list for each day
_DEEPEST = 4  # nodes between a day's text and the list


@dataclass(slots=True, kw_only=True)
class Span:
    """The nodes of one post."""

    head: LexborNode  # bears the time
    title: LexborNode | None = None  # a heading before or behind it
    following: list[LexborNode] = field(default_factory=list)
    day: date | None = None  # by the heading above

    @property
    def nodes(self) -> tuple[LexborNode, ...]:
        """What bears its text, in order: elements and loose texts."""
        return self.head, *self.following

    @property
    def html(self) -> str:
        """The markup of what follows the head."""
        return "".join(
            html.escape(node.text_content or "") + " "
            if node.tag == "-text"
            else node.html or ""
            for node in self.following
        )


def spans(row: Row, scan: Scan) -> list[Span]:
    """Return the posts that the nodes of a row are, or begin."""
    posts = [Span(head=node) for node in row]
    bodies = median(scan.lengths.besides(node) for node in row)
    if row[0].tag in LINES or bodies < _ENOUGH:
        _follow(posts)
        _entitle(posts)
    _date(posts, scan)
    return posts


def _follow(posts: Sequence[Span]) -> None:
    heads = {post.head.mem_id for post in posts}
    for post in posts:
        post.following = list(_behind(post.head, heads))
    usual = Counter(
        each for post in posts[:-1] for each in {shape(node) for node in post.following}
    )
    last = posts[-1].following
    for index, node in enumerate(last):
        if shape(node) not in usual and not _is_embedded(node):  # the blog has ended
            del last[index:]
            break


def _is_embedded(node: LexborNode) -> bool:
    """Tell whether a node shows a picture, a film or what others said; no teaser."""
    shown = node.tag in _SHOWN or node.css_first(", ".join(_SHOWN)) is not None
    return shown and node.css_first(", ".join(HEADINGS)) is None


def _behind(head: LexborNode, heads: set[int]) -> Iterator[LexborNode]:
    rank = HEADINGS.index(head.tag) if head.tag in HEADINGS else 2
    node, first = head.next, True
    while node is not None and node.mem_id not in heads:
        if node.tag in HEADINGS[:rank] and not (first and head.tag not in HEADINGS):
            return
        blank = node.tag == "-text" and not (node.text_content or "").strip()
        if node.tag not in _NO_BODY and node.tag != "-comment" and not blank:
            yield node
            first = False
        node = node.next


def _entitle(posts: Sequence[Span]) -> None:
    """Take the headings before the heads for headlines, else those behind them."""
    if posts[0].head.tag in HEADINGS:
        return
    before = [_previous(post.head) for post in posts]
    headed = [node if node and node.tag in HEADINGS else None for node in before]
    if 2 * sum(node is not None for node in headed) > len(posts):
        for post, title in zip(posts, headed, strict=True):
            post.title = title
        taken = {node.mem_id for node in headed if node}
        for post in posts:
            post.following = [n for n in post.following if n.mem_id not in taken]
        return
    for post in posts:
        if post.following and post.following[0].tag in HEADINGS:
            post.title = post.following.pop(0)


def _previous(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and (before.tag or "-").startswith("-"):
        before = before.prev
    return before


def _date(posts: Sequence[Span], scan: Scan) -> None:
    """Give each post the day that a heading above states, and take it off the bodies.

    Where the last heading stands below all posts and none above the first, they close
    the days instead of opening them.
    """
    near = {node.mem_id for post in posts for node in above(post.head, _NEAR)}
    headings = [
        (heading, each.day)
        for each in scan.days
        if (heading := _heading(each.node, near, scan.lengths)) is not None
    ]
    order = scan.lengths.order
    days = [(order[heading.mem_id], day) for heading, day in headings]
    at = [order[post.head.mem_id] for post in posts]
    closing = len(days) > 1 and days[0][0] > at[0] and days[-1][0] > at[-1]
    for post, place in zip(posts, at, strict=True):
        if closing:
            post.day = next((day for there, day in days if there > place), None)
        else:
            post.day = next((day for there, day in days[::-1] if there < place), None)
    taken = {heading.mem_id for heading, _ in headings}
    for post in posts:
        post.following = [each for each in post.following if each.mem_id not in taken]


def above(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    """Yield the nodes that a node is in, the nearest first."""
    for _ in range(levels):
        if node.parent is None:
            return
        node = node.parent
        yield node


def _heading(node: LexborNode, near: set[int], lengths: Lengths) -> LexborNode | None:
    """Return what stands beside the posts and says a day, and nothing else."""
    for each in above(node, _DEEPEST):
        if each.parent is not None and each.parent.mem_id in near:
            return each if lengths.of(each) <= LONGEST_DAY else None
    return None
