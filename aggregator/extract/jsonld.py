"""Posts from schema.org's LiveBlogPosting, as pages state it in JSON-LD.

Wherever it stands: alone, in a list, in `@graph`, nested in another object.
Defined at https://schema.org/LiveBlogPosting; what outlets make of it differs.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from aggregator.extract import lenient
from aggregator.extract.drafts import Draft
from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.extract.lenient import Object
    from aggregator.extract.page import Page

_MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|br|div|li|h\d|blockquote)\b", re.IGNORECASE)


_DEMONSTRATION = (
    "https://ampbyexample.com"  # a theme of Sourcefabric's prints its posts
)


def drafts(page: Page) -> list[Draft]:
    """Return the posts of every live blog that the page states."""
    return [
        _draft(update, blog.get("headline"))
        for blog in blogs(page)
        for update in lenient.listed(blog.get("liveBlogUpdate"))
        if isinstance(update, dict)
        if not (lenient.first(update, "url") or "").startswith(_DEMONSTRATION)
    ]


def blogs(page: Page) -> Sequence[Object]:
    """Return what the page states as a live blog, with posts or without."""
    return page.live_blogs


def _draft(update: Object, page_headline: object) -> Draft:
    said = lenient.first(update, "articleBody", "text", "description")
    markup, text = body(said or "")
    title = lenient.first(update, "headline", "name")
    return Draft(
        id=lenient.first(update, "@id", "identifier"),
        url=lenient.first(update, "url"),
        title=title if title != page_headline else None,
        html=markup,
        text=text,
        published=lenient.first(update, "datePublished", "dateCreated"),
        updated=lenient.first(update, "dateModified"),
        author=_names(update.get("author")),
        language=lenient.first(update, "inLanguage"),
    )


@remembered
def body(said: str) -> tuple[str | None, str | None]:
    """Return a body as (markup, text), one of them None.

    Many outlets write text with the entities of markup, markup with entities for its
    tags, or lines of text with links.
    """
    if "<" not in said and "&" not in said:
        return None, said
    unescaped = html.unescape(html.unescape(said))
    if not _MARKUP.search(unescaped):
        return None, unescaped
    markup = said if _MARKUP.search(said) else unescaped
    if _BLOCK.search(markup):
        return markup, None
    lines = (line for line in markup.splitlines() if line.strip())
    return "".join(f"<p>{line}</p>" for line in lines), None


def _names(author: object) -> str | None:
    """Return the names of one author or several, each once."""
    if isinstance(author, str):
        return author.strip() or None
    if isinstance(author, dict):
        return lenient.first(author, "name")
    said = (
        lenient.first(each, "name") if isinstance(each, dict) else lenient.scalar(each)
        for each in lenient.listed(author)
    )
    return ", ".join(dict.fromkeys(name for name in said if name)) or None
