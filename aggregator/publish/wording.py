"""How feeds and pages word what a post says of itself, whatever characters it holds."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from aggregator.text.markup import sanitise
from aggregator.text.tracking import untracked
from aggregator.text.urls import absolute
from aggregator.text.words import first_sentence, printable, squeeze

if TYPE_CHECKING:
    from aggregator.model import EntryId, Post

_LONGEST_LINE = 300  # characters of a title or a name

# The code points that Unicode has set aside as no characters (core spec, 23.7).
_NO_CHARACTERS = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (65534, 65535))
    + "]"
)
_LINE_END = re.compile(r"\r\n?")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def legal(text: str) -> str:
    """Return `text` without the characters that no XML or HTML document may hold."""
    if text.isascii() and text.isprintable():  # most are: halves the time of a feed
        return text
    return _NO_CHARACTERS.sub("", printable(_LINE_END.sub("\n", text)))


def one_line(text: str) -> str:
    """Return `text` legal, on one line, and of a length that a list can show."""
    line = squeeze(legal(text))
    if len(line) <= _LONGEST_LINE:
        return line
    return line[: _LONGEST_LINE - 1].rstrip() + "…"


def outlet_of(post: Post) -> str:
    """Return the publisher's name; the source's id where it has none."""
    return one_line(post.outlet) or one_line(post.source) or "Unnamed outlet"


def headline(post: Post) -> str:
    """Return the post's title, else its first sentence; never empty.

    Readers put the feed's own title or a date where an entry has none
    (docs/timeline-format.md, rule 9).
    """
    return (
        one_line(post.title or "")
        or one_line(first_sentence(legal(post.text)))
        or outlet_of(post)
    )


def byline(post: Post) -> str:
    """Return "Reporter, Outlet", or the outlet alone (rule 8)."""
    outlet, author = outlet_of(post), one_line(post.author or "")
    if not author or outlet.casefold() in author.casefold():
        return author or outlet
    return f"{author}, {outlet}"


def language(*stated: str | None) -> str:
    """Return the first of `stated` that is a language tag, else "und" (RFC 5646)."""
    tags = (one_line(each or "").replace("_", "-") for each in stated)
    return next(filter(_LANGUAGE.fullmatch, tags), "und")


def link(url: str) -> str | None:
    """Return `url` fit for a link to a post, or None if it does not lead to the web.

    What only tells the outlet where its reader came from is left out.
    """
    place = address(url)
    return place and untracked(place)


def address(url: str) -> str | None:
    """Return `url` as the operator gave it, or None if it does not lead to the web."""
    return absolute(legal(url), base="")


def markup(post: Post) -> str:
    """Return the body of a post, safe by the rules of today.

    A database also holds what earlier versions took for safe
    (docs/decisions/0017-what-is-served-is-inert.md).
    """
    return legal(sanitise(post.html, base=""))


def page_of(entry: EntryId) -> str:
    """Return where the page of an entry lies, as seen from the timeline's."""
    return f"entry/{quote(entry.removeprefix('urn:uuid:'), safe='')}"


def anchor(url: str, words: str) -> str:
    """Return the markup of a link to `url` that reads `words`."""
    return f'<a href="{escape(url)}">{escape(words)}</a>'
