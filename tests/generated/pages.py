"""What stands around the posts of a page: its head, adverts, teasers, key events."""

from __future__ import annotations

from datetime import UTC
from html import escape
from typing import TYPE_CHECKING

from tests.generated.words import speeches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.generated.blog import Page, Printed
    from tests.generated.words import Speech


def speech(page: Page) -> Speech:
    return speeches()[page.blog.language]


def iso(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def local(when: datetime, page: Page) -> datetime:
    return when.astimezone(page.blog.tz)


def text(said: str) -> str:
    return escape(said, quote=False)


def named(name: str, value: object) -> str:
    """Return an attribute, if there is anything to say."""
    return "" if value is None else f' {name}="{escape(str(value))}"'


def body(item: Printed) -> str:
    return "".join(f"<p>{text(each)}</p>" for each in item.saying.paragraphs)


def heading(item: Printed, tag: str = "h3") -> str:
    title = item.saying.headline
    return f"<{tag}>{text(title)}</{tag}>" if title else ""


def document(page: Page, main: str, head: str = "", *, zone: bool = False) -> str:
    """Return a whole page; with `zone`, its configuration names its time zone."""
    title, name = text(speech(page).title), page.blog.name.title()
    config = f'var config = {{"edition":"main","timezone":"{page.blog.zone}"}};'
    changed = local(page.newest, page).isoformat()
    return (
        f'<!doctype html>\n<html lang="{page.blog.language}"><head>'
        f'<meta charset="utf-8"><title>{title} | {name}</title>'
        f'<meta property="article:modified_time" content="{changed}">'
        f"{f'<script>{config}</script>' if zone else ''}{head}</head>\n"
        f'<body><header><a href="/">{name}</a></header>\n'
        f"<main><h1>{title}</h1>\n{main}</main>\n"
        f"{_teasers(page)}<footer><p>{name}</p></footer></body></html>\n"
    )


def stream(page: Page, posts: Sequence[str]) -> str:
    """Return posts one after another, with an advert between them."""
    advert = f'<div class="ad-slot"><span>{text(speech(page).advert)}</span></div>'
    between = [advert] if page.blog.furniture else []
    return "\n".join([*posts[:2], *between, *posts[2:]])


def key_events(page: Page) -> str:
    """Return a list of links to the posts that have headlines."""
    titled = [each for each in page.items if each.saying.headline and each.id]
    if not page.blog.furniture or not titled:
        return ""
    links = "".join(
        f'<li><a href="#{each.id}"><time datetime="{iso(each.at)}">'
        f"{local(each.at, page):%H:%M}</time> {text(each.saying.headline or '')}</a>"
        "</li>"
        for each in titled
    )
    title = text(speech(page).key_events)
    return f'<section class="key-events"><h2>{title}</h2><ul>{links}</ul></section>\n'


def _teasers(page: Page) -> str:
    if not page.blog.furniture:
        return ""
    links = "".join(
        f'<li><a href="/news/{number}">{text(speech(page).teaser)} {number}</a>'
        f'<time datetime="{iso(page.newest)}">{number}</time></li>'
        for number in range(3)
    )
    return f'<aside class="related"><ul>{links}</ul></aside>\n'
