"""What repeats and bears times, and yet is no live blog: told by times and words.

Comment threads, boxes of another page's live blog, tickers of links, schedules, lists
of teasers, chronicles: other splitters take each of them for a live blog.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.extract import jsonld
from aggregator.extract.columns import disorder
from aggregator.extract.spans import HEADINGS, above, count
from aggregator.text import markup, urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page
    from aggregator.extract.spans import Span

_LIVE = re.compile(
    r"live|ticker|as[ -]it[ -]happened|minute[ -]by[ -]minute|minuto a minuto|updates"
    r"|en direct|diretta|en vivo|en directo|ao vivo|última hora|direkt|canl|na żywo",
    re.IGNORECASE,
)
_COMMENTS = {
    *("comment", "comments", "kommentar", "kommentare", "commentaires", "comentarios"),
    *("commenti", "disqus", "replies"),
}
_ELSEWHERE = {
    *("related", "recommended", "recommendations", "sidebar", "teaser", "teasers"),
    *("promo", "promos", "schedule", "programme", "newsticker", "carousel"),
    *("highlights", "keyevents", "fixtures"),
}
_WORD = re.compile(r"[^\W\d_]+")
_WHOLE = {"body", "main"}
_ASIDE = {"aside", "nav", "footer", "header"}
_FEWEST, _FEW = 4, 6  # posts, where the page says live and where not
_SHORT, _LONG = 10, 20  # words in the middle post, likewise
_TEASER = 60  # words
_LONGEST_SILENCE = 8  # hours between two posts, in the middle
_NEAR = 4  # nodes above the posts whose names tell what they are
_ASTRAY = 0.25  # of the steps in time, at most
_HEADINGS = ", ".join(HEADINGS)
_LINKED_HEADINGS = ", ".join(f"{tag} a[href]" for tag in HEADINGS)
_LINK = re.compile(r"<a\b[^<>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_LINKED = 0.5  # of the words, at most
_NEARLY_ALL = 0.8  # likewise
_MAIN = 0.4  # of the words in paragraphs; with less, the page is of something else


def in_time(
    page: Page, posts: Sequence[Span], moments: Sequence[datetime | None]
) -> bool:
    """Tell whether posts follow each other in time as those of a live blog do."""
    known = [moment for moment in moments if moment]
    if len(known) < _FEWEST or 2 * len(set(known)) < len(known):
        return False
    gaps = [abs(one - other).total_seconds() / 3600 for one, other in pairwise(known)]
    falling = sum(one >= other for one, other in pairwise(known))
    said = says_live(page, posts)
    return (
        len(known) >= (_FEWEST if said else _FEW)
        and disorder(known) <= _ASTRAY
        and median(gaps) <= _LONGEST_SILENCE
        and (said or 2 * falling > len(gaps))
    )


def says_live(page: Page, posts: Sequence[Span]) -> bool:
    """Tell whether page or posts call themselves a live blog, or something like it."""
    named = [*page.tree.css("html, body"), posts[0].head, *above(posts[0].head, _NEAR)]
    names = " ".join(node.attributes.get("class") or "" for node in named)
    return bool(jsonld.blogs(page) or _LIVE.search(f"{page.titles} {page.url} {names}"))


def in_words(page: Page, posts: Sequence[Span], read: Sequence[Draft]) -> bool:
    """Tell whether it is the page's own prose, and not links to elsewhere."""
    said = says_live(page, posts)
    bodies = [len(markup.plain(draft.html or "").split()) for draft in read]
    return (
        median(bodies) >= (_SHORT if said else _LONG)
        and not _is_elsewhere(posts[0].head, sum(bodies) / max(1, _prose(page)))
        and median(map(_linked, read)) <= _LINKED
        and not ((median(bodies) < _TEASER or not said) and _are_teasers(page, posts))
        and sum(bodies) >= _MAIN * _prose(page)
    )


def _prose(page: Page) -> int:
    return sum(count(node) for node in page.tree.css("p"))


def _is_elsewhere(node: LexborNode, share: float) -> bool:
    """Tell whether names say that it is beside the page's matter.

    Args:
        node: of the first post.
        share: of the page's prose; names of layout mean little where it is nearly all.
    """
    near = [node, *takewhile(lambda each: each.tag not in _WHOLE, above(node, _NEAR))]
    names = {name for each in near for name in _names(each)}
    if share < _NEARLY_ALL and names & _ELSEWHERE:
        return True
    return bool(names & _COMMENTS) or any(each.tag in _ASIDE for each in near)


def _names(node: LexborNode) -> set[str]:
    said = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return set(_WORD.findall(said.lower()))


def _linked(draft: Draft) -> float:
    """Return the share of a body's words that are links."""
    html = draft.html or ""
    links = sum(len(markup.plain(each).split()) for each in _LINK.findall(html))
    return links / max(1, len(markup.plain(html).split()))


def _are_teasers(page: Page, posts: Sequence[Span]) -> bool:
    """Tell whether most headlines lead to pages of their own."""
    teasers = sum(
        any(_leads_away(page, link) for link in _links(each)) for each in posts
    )
    return 2 * teasers > len(posts)


def _links(post: Span) -> Iterator[LexborNode]:
    """Yield the links in and around a post's headlines."""
    for node in (post.head, *post.following):
        if node.tag != "-text":
            yield from node.css(_LINKED_HEADINGS)
            yield from (link for link in node.css("a[href]") if link.css(_HEADINGS))


def _leads_away(page: Page, link: LexborNode) -> bool:
    own = urlsplit(page.url).path.rstrip("/")
    url = urls.absolute(link.attributes["href"], base=page.url)
    path = urlsplit(url or "").path.rstrip("/")
    return bool(url) and not path.startswith(own) and "live" not in path
