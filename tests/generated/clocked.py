"""Families of markup that tell the time by a clock only; bodies often just follow."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from tests.generated.pages import (
    body,
    document,
    heading,
    local,
    named,
    speech,
    stream,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.generated.blog import Page, Printed

    Form: TypeAlias = Callable[[Printed, Page], str]


def clock_headings(page: Page) -> str:
    """Print `<h5>11.04 Uhr: headline</h5>`, then paragraphs, as NZZ does."""
    return document(page, f"<section>{_by_day(page, _headed)}</section>", zone=True)


def bold_clocks(page: Page) -> str:
    """Print `<p><b>+++ 14:05 headline +++</b></p>`, then paragraphs, as n-tv does."""
    main = f'<div class="article__text">{_by_day(page, _bold)}</div>'
    return document(page, main, zone=True)


def anchors(page: Page) -> str:
    """Print an anchor with day and clock, then paragraphs, as tagesschau does."""
    posts = [_anchor(each, page) for each in page.items]
    return document(page, f"<div>{stream(page, posts)}</div>", zone=True)


def table(page: Page) -> str:
    rows = "\n".join(_row(each, page) for each in page.items)
    main = f"<table class=liveticker><tbody>{rows}</tbody></table>"
    return document(page, main, zone=True)


def definitions(page: Page) -> str:
    pairs = "\n".join(_pair(each, page) for each in page.items)
    return document(page, f'<dl class="ticker">{pairs}</dl>', zone=True)


def _by_day(page: Page, form: Form) -> str:
    """Return posts under headings of their days, where there is more than one."""
    days = [
        (day, [form(each, page) for each in items])
        for day, items in groupby(page.items, lambda each: _day(each, page))
    ]
    if len(days) == 1:
        return stream(page, days[0][1])
    return "\n".join(f"<h2>{day}</h2>\n{_joined(posts)}" for day, posts in days)


def _joined(posts: Sequence[str]) -> str:
    return "\n".join(posts)


def _day(item: Printed, page: Page) -> str:
    return text(speech(page).dated(local(item.at, page)))


def _clock(item: Printed, page: Page) -> str:
    return speech(page).clocked(local(item.at, page))


def _headed(item: Printed, page: Page) -> str:
    title = text(item.saying.headline or "")
    said = f"{_clock(item, page)}: {title}" if title else _clock(item, page)
    return f"<h5{named('id', item.id)}>{said}</h5>\n{body(item)}"


def _bold(item: Printed, page: Page) -> str:
    title = text(item.saying.headline or "")
    said = f"+++ {_clock(item, page)} {title} +++" if title else _clock(item, page)
    return f"<p><b>{said}</b></p>\n{body(item)}"


def _anchor(item: Printed, page: Page) -> str:
    there = local(item.at, page)
    return (
        f'<div class="liveblog--anchor"{named("id", item.id)}>'
        f'<p class="liveblog__datetime">{there:%d.%m.%Y} • {there:%H:%M} Uhr</p>'
        f"{heading(item, 'h2')}</div>\n{body(item)}"
    )


def _row(item: Printed, page: Page) -> str:
    return (
        f"<tr{named('id', item.id)}><td>{_clock(item, page)}</td>"
        f"<td>{heading(item, 'h4')}{body(item)}</td></tr>"
    )


def _pair(item: Printed, page: Page) -> str:
    return (
        f"<dt{named('id', item.id)}>{_clock(item, page)}</dt>"
        f"<dd>{heading(item, 'h4')}{body(item)}</dd>"
    )
