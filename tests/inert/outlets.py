"""A hostile outlet: the same payload wherever an outlet may write something."""

from __future__ import annotations

import json
from html import escape
from itertools import count
from typing import TYPE_CHECKING

from aggregator.extract.registry import read
from aggregator.model import Document, Post, Source
from aggregator.text.words import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

SOURCE = Source(id="bad", url="https://bad.example/live", outlet="Bad News")

_ITEM = (
    "<item><title>{it}</title><description>Item {n}: {it}</description>"
    "<dc:creator>{it}</dc:creator><link>{it}</link><category>{it}</category>"
    '<guid isPermaLink="false">{n} {it}</guid></item>'
)
_FEED = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>Bad News</title><link>https://bad.example/</link>{}</channel></rss>"
)


def fed(payloads: Sequence[str], noon: datetime) -> list[Post]:
    """Return the posts of a feed."""
    items = (
        _ITEM.format(it=escape(printable(each)), n=n) for n, each in enumerate(payloads)
    )
    return extracted(_FEED.format("".join(items)), "application/rss+xml", noon)


def paged(payloads: Sequence[str], noon: datetime) -> list[Post]:
    """Return the posts of a live blog's page."""
    updates = [
        {
            "@type": "BlogPosting",
            "@id": f"https://bad.example/live#{n}",
            "headline": each,
            "articleBody": f"Post {n}: {each}",
            "author": {"@type": "Person", "name": each},
            "url": each,
            "datePublished": noon.isoformat(),
        }
        for n, each in enumerate(payloads)
    ]
    blog = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": updates})
    quiet = blog.replace("<", "\\u003c")
    page = f'<!doctype html><script type="application/ld+json">{quiet}</script>'
    return extracted(page, "text/html", noon)


def held(payloads: Sequence[str], noon: datetime) -> list[Post]:
    """Return posts that are hostile throughout, as no version of us has let them in."""
    numbers = count()
    return [
        Post(
            source=each,
            outlet=each,
            key=f"{next(numbers)} {each}",
            url=each,
            title=each,
            html=each,
            text=f"{each} " * (400 // (len(each) + 1) + 1),
            author=each,
            language=each,
            via=each,
            topics=(each,),
            published=noon,
        )
        for each in payloads
    ]


def extracted(text: str, media_type: str, noon: datetime) -> list[Post]:
    """Return the posts of a document of this outlet."""
    document = Document(
        source=SOURCE.id,
        url=SOURCE.url,
        body=text.encode("utf-8", "surrogatepass"),
        media_type=f"{media_type}; charset=utf-8",
        fetched=noon,
    )
    return list(read(document, SOURCE, None).posts)


WAYS: Mapping[str, Callable[[Sequence[str], datetime], list[Post]]] = {
    "feed": fed,
    "page": paged,
    "database": held,
}
