"""The body of a post as pages show it: below its headline, closed where it is long."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from aggregator.publish.wording import headline, legal, markup
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from aggregator.model import Post

_LONG = 420  # characters that stand open: about five lines of the column
_EXCERPT = 240

# Each tag as it was cleaned, attributes and all: none is sought inside of another's.
_TAG = re.compile(r'<(/?)([a-z]+[1-6]?)((?: [a-z]+="[^"]*")*)>')
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))


def body_of(post: Post) -> str | None:
    """Return sanitised markup, without the headline where it opens with that.

    None: the headline says it all.
    """
    html, said = markup(post), headline(post)
    if "<img" not in html and legal(post.text).strip() in ("", said):
        return None
    opening = f"<p>{escape(said, quote=False)}"
    rest = html.removeprefix(opening)
    # A title may be the beginning of a sentence; what we made of the text is a whole.
    ends = ("</p>",) if post.title else ("</p>", " ")
    repeats = html.startswith(opening) and rest.startswith(ends)
    return _TAG.sub(_fitting, f"<p>{rest}" if repeats else html)


def excerpt_of(post: Post) -> str | None:
    """Return what stands for a long body until that is opened; None: it is short."""
    text = squeeze(legal(post.text))
    if len(text) <= _LONG:
        return None
    rest = text if post.title else text.removeprefix(headline(post)).strip()
    return f"{_cut(rest)} …"


def _fitting(tag: re.Match[str]) -> str:
    """Return a tag as it fits into a page.

    Its headings stand below that of the post, and a hundred posts do not ask for all
    of their pictures at once.
    """
    slash, name, attributes = tag.groups()
    if name in _HEADINGS:
        return f"<{slash}h4>"
    return f'<img loading="lazy"{attributes}>' if name == "img" else tag[0]


def _cut(text: str) -> str:
    return text[:_EXCERPT].rpartition(" ")[0] or text[:_EXCERPT]
