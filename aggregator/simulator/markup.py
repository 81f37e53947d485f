"""How the outlets mark their pages up: six ways to publish the same kind of posts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.simulator.script import Markup, Outlet

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post as it is printed: times are real, in UTC, and in the past."""

    key: str
    url: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime | None
    pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an outlet has to print at one moment."""

    outlet: Outlet
    url: str
    modified: datetime
    items: tuple[Item, ...]


Printer: TypeAlias = Callable[[Page], str]


def jsonld(page: Page) -> str:
    """Return a live blog as JSON-LD, beside the same posts for people."""
    blog = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "@id": page.url,
        "url": page.url,
        "headline": page.outlet.title,
        "dateModified": _iso(page.modified),
        "publisher": {"@type": "NewsMediaOrganization", "name": page.outlet.name},
        "liveBlogUpdate": [_blog_posting(item) for item in page.items],
    }
    data = json.dumps(blog, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    head = f'<script type="application/ld+json">{data}</script>'
    return _document(page.outlet, _visible(page, "live-post"), head)


def microdata(page: Page) -> str:
    """Return a live blog as microdata: each post is a `liveBlogUpdate`."""
    posts = "".join(
        f'<div id="{escape(item.key)}" itemprop="liveBlogUpdate" itemscope'
        ' itemtype="https://schema.org/BlogPosting">'
        f'<meta itemprop="url" content="{escape(item.url)}">'
        f"{_itemprop_times(item)}"
        f'<h2 itemprop="headline">{escape(item.title)}</h2>'
        f'<div itemprop="articleBody">{_body(item)}</div></div>\n'
        for item in page.items
    )
    blog = (
        '<div itemscope itemtype="https://schema.org/LiveBlogPosting">'
        f'<h1 itemprop="headline">{escape(page.outlet.title)}</h1>\n{posts}</div>'
    )
    return _document(page.outlet, blog)


def plain(page: Page) -> str:
    """Return a live blog without any standard markup: it needs a profile."""
    return _document(page.outlet, _visible(page, "minute"))


def rss(page: Page) -> str:
    """Return an RSS 2.0 feed; it does not tell when an item was edited."""
    items = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f'<guid isPermaLink="false">{escape(f"{page.outlet.id}:{item.key}")}</guid>'
        f"<pubDate>{format_datetime(item.published, usegmt=True)}</pubDate>"
        f"<description>{escape(_body(item))}</description></item>\n"
        for item in page.items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(page.outlet.title)}</title><link>{escape(page.url)}</link>"
        f"<description>{escape(page.outlet.name)}</description>"
        f"<language>{page.outlet.language}</language>\n{items}</channel></rss>\n"
    )


def atom(page: Page) -> str:
    """Return an Atom 1.0 feed (RFC 4287)."""
    entries = "".join(
        f"<entry><id>{_tag(page, item.key)}</id><title>{escape(item.title)}</title>"
        f'<link rel="alternate" href="{escape(item.url)}"/>'
        f"<published>{_iso(item.published)}</published>"
        f"<updated>{_iso(item.updated or item.published)}</updated>"
        f'<content type="html">{escape(_body(item))}</content></entry>\n'
        for item in page.items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom"'
        f' xml:lang="{page.outlet.language}"><id>{_tag(page, "feed")}</id>'
        f"<title>{escape(page.outlet.title)}</title>"
        f"<author><name>{escape(page.outlet.name)}</name></author>"
        f'<link rel="self" href="{escape(page.url)}"/>'
        f"<updated>{_iso(page.modified)}</updated>\n{entries}</feed>\n"
    )


def jsonfeed(page: Page) -> str:
    """Return a JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.outlet.title,
        "feed_url": page.url,
        "language": page.outlet.language,
        "items": [_feed_item(item) for item in page.items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


PRINTERS: Mapping[Markup, tuple[str, Printer]] = {
    "jsonld": (HTML, jsonld),
    "microdata": (HTML, microdata),
    "plain": (HTML, plain),
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "jsonfeed": ("application/feed+json", jsonfeed),
}
"""The media type and the printer of every markup."""


def article(page: Page, item: Item) -> str:
    """Return the page that a feed's item links to: one post, alone."""
    return _document(page.outlet, _visible(replace(page, items=(item,)), "story"))


def consent_wall(outlet: Outlet) -> str:
    """Return the page that stands before the posts until somebody agrees."""
    return _document(
        outlet,
        '<form class="consent" method="post"><h1>Before you continue</h1>'
        "<p>We and our 412 partners store cookies on your device. Please accept to"
        f" read {escape(outlet.name)}.</p><button>Accept all</button></form>",
    )


def index(pages: tuple[Page, ...]) -> str:
    """Return the list of all outlets, for people."""
    rows = "".join(
        f'<li><a href="{escape(page.url)}">{escape(page.outlet.name)}</a>'
        f" ({page.outlet.markup}): {len(page.items)} posts</li>\n"
        for page in pages
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>Outlets of a day that never was</title></head>\n"
        "<body><h1>Outlets of a day that never was</h1>\n"
        f"<ul>\n{rows}</ul></body></html>\n"
    )


def _document(outlet: Outlet, main: str, head: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="{outlet.language}"><head><meta charset="utf-8">'
        f"<title>{escape(outlet.title)} - {escape(outlet.name)}</title>{head}</head>\n"
        f'<body><header><a href="/">{escape(outlet.name)}</a></header>\n'
        f"<main>\n{main}</main>\n<footer>{escape(outlet.name)}</footer></body></html>\n"
    )


def _visible(page: Page, name: str) -> str:
    posts = "".join(
        f'<article class="{name}{" pinned" * item.pinned}" id="{escape(item.key)}">'
        f"{_times(item)}<h2>{escape(item.title)}</h2>"
        f'<div class="body">{_body(item)}</div></article>\n'
        for item in page.items
    )
    return f"<h1>{escape(page.outlet.title)}</h1>\n{posts}"


def _times(item: Item) -> str:
    times = _time(item.published)
    if item.updated:
        times += f" <span>Updated at {_time(item.updated, 'edited')}</span>"
    return times


def _time(when: datetime, name: str = "posted") -> str:
    return f'<time class="{name}" datetime="{_iso(when)}">{when:%H:%M} UTC</time>'


def _itemprop_times(item: Item) -> str:
    published, updated = _iso(item.published), _iso(item.updated or item.published)
    return (
        f'<time itemprop="datePublished" datetime="{published}">'
        f"{item.published:%H:%M} UTC</time>"
        f'<meta itemprop="dateModified" content="{updated}">'
    )


def _blog_posting(item: Item) -> dict[str, str]:
    return {
        "@type": "BlogPosting",
        "@id": item.url,
        "url": item.url,
        "headline": item.title,
        "datePublished": _iso(item.published),
        "dateModified": _iso(item.updated or item.published),
        "articleBody": "\n\n".join(item.paragraphs),
    }


def _feed_item(item: Item) -> dict[str, str]:
    modified = {"date_modified": _iso(item.updated)} if item.updated else {}
    return {
        "id": item.key,
        "url": item.url,
        "title": item.title,
        "content_html": _body(item),
        "date_published": _iso(item.published),
    } | modified


def _body(item: Item) -> str:
    return "".join(f"<p>{escape(each, quote=False)}</p>" for each in item.paragraphs)


def _tag(page: Page, name: str) -> str:
    """Return an id as RFC 4151 has it: the same wherever the outlet is played."""
    return f"tag:{page.outlet.id}.example,2024:{escape(name)}"


def _iso(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"
