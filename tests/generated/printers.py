"""Families of markup whose posts are nodes of their own, with times for machines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from tests.generated.pages import (
    body,
    document,
    heading,
    key_events,
    local,
    named,
    stream,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.generated.blog import Page, Printed

    Form: TypeAlias = Callable[[Printed, Page], str]


def articles(page: Page, form: Form) -> str:
    """Return posts in one form; the pinned one stands on top once more, without id."""
    posts = [form(each, page) for each in page.items]
    copies = [form(replace(page.pinned, id=None), page)] if page.pinned else []
    return key_events(page) + "".join(copies) + stream(page, posts)


def time_elements(page: Page) -> str:
    return document(page, f"<div>{articles(page, time_element)}</div>")


def epoch_seconds(page: Page) -> str:
    return document(page, f'<div id="liveblog">{articles(page, _seconds)}</div>')


def epoch_thousandths(page: Page) -> str:
    posts = articles(page, _thousandths)
    return document(page, f'<div class="live-event-entries">{posts}</div>')


def microdata(page: Page) -> str:
    posts = articles(page, _micro)
    kind = 'itemscope itemtype="https://schema.org/LiveBlogPosting"'
    return document(page, f"<div {kind}>{posts}</div>")


def time_element(item: Printed, page: Page) -> str:
    there = local(item.at, page)
    key = " is-key-event" if item.is_key else ""
    return (
        f'<article class="live-post{key}"{named("id", item.id)}>'
        f'<time datetime="{there.isoformat()}">{there:%H:%M}</time>'
        f"{heading(item)}<div>{body(item)}</div></article>"
    )


def local_time_element(item: Printed, page: Page) -> str:
    """Write the local time with a false `Z` behind it, as la Repubblica does."""
    there = local(item.at, page)
    return (
        f'<section class="live-post"{named("id", item.id)}>'
        f'<time datetime="{there:%Y-%m-%dT%H:%MZ}">{there:%H:%M}</time>'
        f"{heading(item, 'h2')}<div>{body(item)}</div></section>"
    )


def _seconds(item: Printed, page: Page) -> str:
    key = " type-key" if item.is_key else ""
    shown = f"<span>{local(item.at, page):%H:%M}</span>"
    return (
        f'<div class="liveblog-entry{key}"{named("id", item.id)}'
        f' data-timestamp="{item.at.timestamp():.0f}">{shown}{heading(item, "h2")}'
        f'<div class="liveblog-entry-text">{body(item)}</div></div>'
    )


def _thousandths(item: Printed, page: Page) -> str:
    return (
        f'<div class="live-event-entry"{named("data-post-id", item.id)}'
        f' data-post-time="{item.at.timestamp() * 1000:.0f}">'
        f"<time>{local(item.at, page):%H:%M}</time>{heading(item, 'h2')}"
        f'<div class="entry-content">{body(item)}</div></div>'
    )


def _micro(item: Printed, page: Page) -> str:
    url = f"{page.blog.url}#{item.id}" if item.id else None
    linked = f'<meta itemprop="url"{named("content", url)}>' if url else ""
    title = heading(item).replace("<h3", '<h3 itemprop="headline"')
    return (
        f'<div itemprop="liveBlogUpdate" itemscope{named("id", item.id)}'
        f' itemtype="https://schema.org/BlogPosting">{linked}'
        f'<meta itemprop="datePublished" content="{local(item.at, page).isoformat()}">'
        f'{title}<div itemprop="articleBody">{body(item)}</div></div>'
    )
