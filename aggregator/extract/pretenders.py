"""What repeats and bears times, and yet is no live blog: told by words and names.

Comment threads, boxes of another page's live blog, tickers of links, lists of teasers,
galleries, shops: other splitters take each of them for a live blog.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from statistics import median
from typing import TYPE_CHECKING

from aggregator.extract import jsonld, teasers
from aggregator.extract.spans import HEADINGS, above
from aggregator.extract.teasers import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.lengths import Lengths
    from aggregator.extract.page import Page
    from aggregator.extract.spans import Span

_LIVE = re.compile(
    r"live|ticker|as[ -]it[ -]happened|minute[ -]by[ -]minute|minuto a minuto|updates"
    r"|en direct|diretta|en vivo|en directo|ao vivo|última hora|direkt|canl|na żywo"
    r"|direto|hetki hetkeltä|percről percre|онлайн|ζωντανά|مباشر|ライブ|速報|실시간"
    r"|直播",
    re.IGNORECASE,
)
_COMMENTS = {
    *("comment", "comments", "kommentar", "kommentare", "commentaires", "comentarios"),
    *("commenti", "disqus", "replies", "discussion", "forum", "thread", "topic"),
    *("review", "reviews", "guestbook"),
}
_ELSEWHERE = {
    *("related", "recommended", "recommendations", "sidebar", "teaser", "teasers"),
    *("promo", "promos", "schedule", "programme", "newsticker", "carousel"),
    *("highlights", "keyevents", "fixtures"),
}
_REPLY = {
    *("reply", "antworten", "répondre", "responder", "rispondi", "odpowiedz", "svar"),
    *("svara", "vastaa", "reageer", "cevapla", "ответить", "відповісти"),
    *("返信", "답글", "رد"),
}
_USERS = ".user, .username, .member, .postprofile, .commenter"
_PEOPLE = '[class*="user"], [class*="author"], [class*="avatar"], [class*="repl"], img'
_OF_A_MATCH = {"comment", "comments", "kommentar", "commentaires", "comentarios"}
_WORD = re.compile(r"[^\W\d_]+")
_PRICE = re.compile(r"[£$€¥₹]\s?\d+[.,]\d\d\b|\b\d+[.,]\d\d\s?[£€]")
_CURRENCY = re.compile(r"[£$€¥₹]")
_HEADINGS = ", ".join(HEADINGS)
_WHOLE = {"body", "main"}
_ASIDE = {"aside", "nav", "footer", "header"}
_QUOTED = {"blockquote", "figure", "figcaption"}
_SHORT, _LONG = 10, 20  # words in the middle post, where the page says live, where not
_TEASER = 60  # words
_NEAR = 4  # nodes above the posts whose names tell what they are
_LINKED = 0.5  # of the words, at most
_NEARLY_ALL = 0.8  # of the page's prose
_MAIN = 0.4  # of the words in paragraphs; with less, the page is of something else


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """A row that may be the posts of its page, and what is asked of it."""

    page: Page
    posts: Sequence[Span]
    lengths: Lengths

    @cached_property
    def says_live(self) -> bool:
        """Whether page or posts call themselves a live blog, or something like it."""
        head = self.posts[0].head
        named = [*self.page.tree.css("html, body"), head, *above(head, _NEAR)]
        names = " ".join(node.attributes.get("class") or "" for node in named)
        said = f"{self.page.titles} {self.page.url} {names}"
        return bool(_LIVE.search(said) or jsonld.blogs(self.page))

    @cached_property
    def bodies(self) -> list[int]:
        """How many words each post has besides headline and time."""
        return [sum(map(self.lengths.besides, post.nodes)) for post in self.posts]

    @cached_property
    def prose(self) -> int:
        """How many words the paragraphs of the page have."""
        return sum(map(self.lengths.of, self._css("p")))

    @cached_property
    def reaches(self) -> list[tuple[int, int]]:
        """Where each post begins and ends on the page."""
        return [
            (
                self.lengths.reach(post.title or post.head)[0],
                self.lengths.reach(post.nodes[-1])[1],
            )
            for post in self.posts
        ]

    def within(self, css: str) -> list[list[LexborNode]]:
        """Return, for each post, the nodes in it that a selector finds."""
        found: list[list[LexborNode]] = [[] for _ in self.posts]
        order, reaches = self.lengths.order, self.reaches
        starts = [start for start, _ in reaches]
        for node in self._css(css):
            place = order[node.mem_id]
            post = bisect_right(starts, place) - 1
            if post >= 0 and place < reaches[post][1]:
                found[post].append(node)
        return found

    def _css(self, css: str) -> Sequence[LexborNode]:
        body = self.page.tree.body
        return body.css(css) if body else ()


def against(suspect: Suspect) -> str | None:
    """Return why it is not the page's own prose; None if it may be a live blog."""
    return next((reason for reason, is_so in _REASONS.items() if is_so(suspect)), None)


def _is_short(suspect: Suspect) -> bool:
    return median(suspect.bodies) < (_SHORT if suspect.says_live else _LONG)


def _is_small(suspect: Suspect) -> bool:
    return sum(suspect.bodies) < _MAIN * suspect.prose


def _is_elsewhere(suspect: Suspect) -> bool:
    """Tell whether names say that it is beside the page's matter.

    Names of layout mean little where it is nearly all of the page's prose.
    """
    small = sum(suspect.bodies) < _NEARLY_ALL * max(1, suspect.prose)
    return small and bool(_near(suspect) & _ELSEWHERE)


def _is_aside(suspect: Suspect) -> bool:
    return any(node.tag in _ASIDE for node in _around(suspect.posts[0].head))


def _is_discussed(suspect: Suspect) -> bool:
    """Tell whether readers wrote it: by names, or as most can be answered."""
    named_so = _near(suspect) & _COMMENTS
    if named_so and not (named_so <= _OF_A_MATCH and _is_commentary(suspect)):
        return True
    users, buttons = suspect.within(_USERS), suspect.within("button, a")
    answered = sum(
        bool(named) or any(node.text().strip().lower() in _REPLY for node in pressed)
        for named, pressed in zip(users, buttons, strict=True)
    )
    return 2 * answered > len(suspect.posts)


def _is_commentary(suspect: Suspect) -> bool:
    """Tell whether one voice follows a match: all that is said on a page of that name.

    What readers write stands below something, and shows who they are.
    """
    alone = sum(suspect.bodies) >= _NEARLY_ALL * max(1, suspect.prose)
    people = sum(map(bool, suspect.within(_PEOPLE)))
    return suspect.says_live and alone and 2 * people <= len(suspect.posts)


def _near(suspect: Suspect) -> set[str]:
    """Return the names of the first post and of what is around it."""
    return {name for each in _around(suspect.posts[0].head) for name in _names(each)}


def _around(node: LexborNode) -> Iterator[LexborNode]:
    yield node
    yield from takewhile(lambda each: each.tag not in _WHOLE, above(node, _NEAR))


def _names(node: LexborNode) -> set[str]:
    said = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return set(_WORD.findall(said.lower()))


def _is_quoted(suspect: Suspect) -> bool:
    return suspect.posts[0].head.tag in _QUOTED


def _is_sold(suspect: Suspect) -> bool:
    """Tell whether most name a price."""
    body = suspect.page.tree.body
    if body is None or not _CURRENCY.search(body.text()):
        return False
    priced = sum(
        any(_is_price(node.text(separator=" ")) for node in post.nodes)
        for post in suspect.posts
    )
    return 2 * priced > len(suspect.posts)


def _is_price(said: str) -> bool:
    return _CURRENCY.search(said) is not None and _PRICE.search(said) is not None


def _is_linked(suspect: Suspect) -> bool:
    """Tell whether more than half of the words of most posts are links."""
    of = suspect.lengths.of
    linked = sum(
        sum(map(of, links)) > _LINKED * sum(map(of, post.nodes))
        for post, links in zip(suspect.posts, suspect.within("a"), strict=True)
    )
    return 2 * linked > len(suspect.posts)


def _is_teasers(suspect: Suspect) -> bool:
    """Tell whether most are announcements of pages of their own."""
    if suspect.says_live and median(suspect.bodies) >= _TEASER:
        return False
    found = zip(
        suspect.within(_HEADINGS),
        suspect.within("p"),
        suspect.within("a[href]"),
        strict=True,
    )
    items = (
        Item(headings=headings, paragraphs=paragraphs, links=links)
        for headings, paragraphs, links in found
    )
    page, lengths = suspect.page, suspect.lengths
    targets = {teasers.target(item, page, lengths) for item in items}
    return 2 * len(targets - {None}) > len(suspect.posts)


_REASONS: Mapping[str, Callable[[Suspect], bool]] = {
    "their words are few": _is_short,
    "names say that they are beside the matter": _is_elsewhere,
    "they are beside the matter of the page": _is_aside,
    "most words are links": _is_linked,
    "they are the small part of the page": _is_small,
    "they are quotations or pictures": _is_quoted,
    "readers wrote them": _is_discussed,
    "they lead to pages of their own": _is_teasers,
    "they are offers with prices": _is_sold,
}
BY_NATURE = frozenset(list(_REASONS)[5:])
"""Reasons that hold for whatever is inside as well."""
