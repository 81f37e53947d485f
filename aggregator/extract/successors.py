"""Where a live blog goes on when it is closed: only where it says so itself."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.extract import lifewords, parts, sites
from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page

_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|br|blockquote|section)\b[^<>]*>", re.IGNORECASE
)
_LINK = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')[^<>]*>((?:[^<]++|<(?!/?a\b))*+)</a\s*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_MARK = re.compile(r"\x02(\d+)\x03")
_NO_MARKS = {2: None, 3: None}
_STORY = re.compile(r"\d{3}|-.*-|[a-z]\d")  # of a slug or an id, not of a section
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_LIVE = re.compile(
    r"live|ticker|direct|diretta|vivo|minuto|onlain|online|relacja|trans[lm]",
    re.IGNORECASE,
)
_LIVE_TEXT = re.compile(
    r"live|blog|ticker|direct|diretta|en vivo|ao vivo|cobertura|онлайн|трансл|relacj",
    re.IGNORECASE,
)
_LONGEST = 20_000  # characters of a post
_LONGEST_SAID = 800  # characters of two sentences
_MOST_NOTICES = 6


def successor(
    page: Page, last: Sequence[Draft], notices: Sequence[LexborNode] = ()
) -> str | None:
    """Return the absolute address of the live blog that goes on; None where unsure.

    A sentence of the newest posts or of a notice says that it continues, and has one
    link: on the same site, to another live blog by its address or by the words of the
    link, on the same subject as far as addresses tell. Two such links are none.

    Args:
        page: the live blog.
        last: its newest posts.
        notices: what stands beneath its title, or says that it is closed.
    """
    shown = (node.html or "" for node in notices[:_MOST_NOTICES])
    told = [draft.html or "" for draft in last] + list(shown)
    found = {url for each in told for url in _followed(each[:_LONGEST], page)}
    return found.pop() if len(found) == 1 else None


def _followed(text: str, page: Page) -> Iterator[str]:
    for block in _BLOCK.split(text.translate(_NO_MARKS)):
        links = list(_LINK.finditer(block))
        numbers = iter(range(len(links)))
        marked = _LINK.sub(lambda link: f"{link[3]}\x02{next(numbers)}\x03", block)  # noqa: B023 - called within the round
        plain = html.unescape(_TAG.sub("", marked)) if links else ""
        for before, sentence in pairwise(["", *_SENTENCE.findall(plain)]):
            told = [links[int(mark)] for mark in _MARK.findall(sentence)]
            said = _MARK.sub(" ", f"{before} {sentence}"[-_LONGEST_SAID:])
            if told and lifewords.said("successor", said):
                yield from (url for url in _urls(told, page) if _is_live(url, said))


def _urls(links: Sequence[re.Match[str]], page: Page) -> Iterator[str]:
    """Yield where links lead: to other stories of the site, on the same subject."""
    own = sites.subject(sites.path(page.url), page.titles)
    for link in links:
        href = html.unescape(link[1] or link[2] or "")
        url = urls.absolute(href, base=page.url)
        if not url or not sites.on_site(url, page.url):
            continue
        there = sites.subject(sites.path(url), _TAG.sub("", link[3]))
        elsewhere = parts.stem(url) != parts.stem(page.url)
        if elsewhere and (own & there or not own or not there):
            yield urls.without_fragment(url)


def _is_live(url: str, said: str) -> bool:
    """Tell whether a link is to a live blog, by its address or its sentence."""
    path = sites.path(url)
    story = _STORY.search(path.rpartition("/")[2])
    return bool(story and (_LIVE.search(path) or _LIVE_TEXT.search(said)))
