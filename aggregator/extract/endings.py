"""What a live blog says in words of its own end, or of its going on."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from aggregator.extract import lifewords
from aggregator.liveblog import Sign
from aggregator.text import markup, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page

_LIVE = re.compile(r"\blive\b|en direct|en directo|en vivo|ao vivo|na żywo|онлайн")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_LONGEST = 400  # characters of a title or deck; of a sentence
_LONGEST_END = 3_000  # characters, from each end of the last post
# A deck beneath the title, or a notice that it is closed.
NOTICES = "[class*=standfirst], [class*=deck], [class*=closed], [class*=notice]"
_STATED = 'meta[name="description" i], meta[property="og:description"]'
_MOST_DECKS = 12


def signs(
    page: Page,
    titles: Iterable[str],
    last: Sequence[Draft],
    notices: Iterable[LexborNode],
) -> list[Sign]:
    """Return what is said of the end, at most once in each place.

    Args:
        page: for the deck that it states.
        titles: what it calls itself.
        last: its newest post, and summaries after it.
        notices: its nodes that `NOTICES` selects.
    """
    found = [
        *_of_titles(titles),
        *_of_decks(_decks(page, notices)),
        *(sign for post in last for sign in _of_post(post)),
    ]
    return list({sign.reason: sign for sign in found}.values())


def _decks(page: Page, notices: Iterable[LexborNode]) -> list[str]:
    stated = (node.attributes.get("content") for node in page.tree.css(_STATED))
    shown = (node.text() for node in notices)
    said = islice(chain(stated, shown), _MOST_DECKS)
    return [each for each in said if each and len(each) <= _LONGEST]


def _of_titles(titles: Iterable[str]) -> Iterator[Sign]:
    for title in titles:
        told = title[:_LONGEST]
        faint = None if _LIVE.search(told.casefold()) else lifewords.said("faint", told)
        over = lifewords.said("ended", told) or faint
        going = lifewords.said("going", told)
        if over:
            yield _sign("the title", over, ended=True)
        elif going:
            yield _sign("the title", going, ended=False)


def _of_decks(texts: Iterable[str]) -> Iterator[Sign]:
    for text in texts:
        over = lifewords.said("ended", text)
        if over:
            yield _sign("a notice", over, ended=True)


def _of_post(post: Draft) -> Iterator[Sign]:
    """Yield what the headline, the first or one of the last two sentences say."""
    told = body(post)
    first = _sentences(told[:_LONGEST_END])[:1]
    last = _sentences(told[-_LONGEST_END:])[-2:]
    sentences = [markup.inline(post.title or ""), *first, *last]
    leaves = not any(lifewords.said("handover", each) for each in sentences)
    for sentence in sentences:
        over = lifewords.said("ended", sentence)
        over = over or (lifewords.said("leave", sentence) if leaves else None)
        if over and not lifewords.said("handover", sentence):
            yield _sign("the last post", over, ended=True)
            return


def body(post: Draft) -> str:
    """Return a draft's body as plain text."""
    return markup.plain(post.html) if post.html else post.text or ""


def _sentences(text: str) -> list[str]:
    found = (words.squeeze(each) for each in _SENTENCE.findall(text))
    return [each for each in found if each and len(each) <= _LONGEST]


def _sign(place: str, over: str, *, ended: bool) -> Sign:
    return Sign(ended=ended, weight="words", reason=f'{place} says "{over}"')
