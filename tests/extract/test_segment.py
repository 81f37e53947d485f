# ruff: noqa: RUF001 - figures and signs of other scripts stand here on purpose.
"""What is left of a post when its clock, label, byline and copies are off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import segments
from aggregator.extract.outlet import Outlet
from aggregator.text import markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

NO_OUTLET = Outlet(profile="")
CLOCKS = ("11:48", "11:05", "09:41", "08:02", "07:33", "07:12")
TITLE = "Ferry back in port after the storm"
BODY = (
    "The evening ferry has returned with all of its passengers on board, and the "
    "harbour is open again for every ship that waits outside"
)


def page(build: PageOf, post: str) -> Page:
    posts = "".join(
        post.format(at=at, n=n, title=f"{TITLE} {n}", body=f"{BODY} {n}.")
        for n, at in enumerate(CLOCKS)
    )
    if post.startswith("<tr>"):
        posts = f"<table>{posts}</table>"
    return build(f"<title>Storm live</title><main>{posts}</main>")


def told(draft: Draft) -> tuple[str | None, str]:
    return draft.title, " ".join(markup.plain(draft.html or "").split())


@pytest.mark.parametrize(
    "post",
    [
        "<div class=e><b>{at} hrs: {title}</b><p>{body}</p></div>",
        "<div class=e><b>{at} hrs: {title}</b><ul><li>{body}</ul></div>",
        "<dt>{at} uur: {title}</dt><dd>{body}</dd>",
        "<p><strong>Ore {at} – {title}</strong></p><p>{body}</p>",
        "<div class=e><h3>{title} <small>{at} AM</small></h3><p>{body}</p></div>",
        (
            "<details><summary><time datetime='2026-03-01T{at}Z'>{at}</time> {title}"
            "</summary><p>{body}</p></details>"
        ),
        "<tr><td>{at}</td><td>{title}</td><td><p>{body}</p></td></tr>",
        "<div class=e><i>{at}</i><strong>{title}</strong><p>{body}</p></div>",
        "<div class=e><i>{at}</i><div class=xl>{title}</div><p>{body}</p></div>",
        "<h2>Mar 1, 2026, {at} AM UTC</h2><h3>{title}</h3><p>{body}</p>",
        (
            "<div class=e><i>{at}</i><h3>{title}</h3><p>By Ann Lee</p>"
            "<p>{body}</p></div>"
        ),
    ],
)
def test_a_headline_is_found_wherever_it_stands(post: str, page_of: PageOf) -> None:
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert [told(each) for each in found] == [
        (f"{TITLE} {n}", f"{BODY} {n}.") for n in range(6)
    ]


@pytest.mark.parametrize(
    "post",
    [
        "<p><strong>{at} –</strong> {body}</p>",
        "<p><strong>{at} Uhr</strong>: {body}</p>",
        "<p>[{at}] {body}</p>",
        "<p><em>({at} Uhr)</em> {body}</p>",
        "<tr><td>kl. {at}</td><td>{body}</td></tr>",
        "<div class=e>Updated at {at}<br>{body}</div>",
        "<dt>{at}</dt><dd>{body}</dd>",
    ],
)
def test_a_clock_is_no_part_of_the_text(post: str, page_of: PageOf) -> None:
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert [told(each) for each in found] == [(None, f"{BODY} {n}.") for n in range(6)]


def test_no_word_of_a_table_is_lost(page_of: PageOf) -> None:
    row = "<tr><td>{at}<td>Ann Lee<td><h4>{title}</h4><p>{body}</p>"
    found = segments.drafts(page(page_of, row), NO_OUTLET)
    assert told(found[0]) == (f"{TITLE} 0", f"Ann Lee {BODY} 0.")


@pytest.mark.parametrize("tag", ["b", "header"])
def test_long_words_behind_a_clock_are_kept_as_text(tag: str, page_of: PageOf) -> None:
    post = (
        f"<div class=e><{tag}>{{at}} {{body}} {{body}}</{tag}><p>More to follow.</div>"
    )
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert told(found[0]) == (None, f"{BODY} 0. {BODY} 0. More to follow.")


def test_the_byline_above_most_posts_is_the_author(page_of: PageOf) -> None:
    post = "<div class=e><i>{at}</i><p>By Ann Lee</p><p>{body}</p></div>"
    markup_ = page(page_of, post).tree.html or ""
    found = segments.drafts(page_of(markup_.replace("By Ann Lee", "By", 1)), NO_OUTLET)
    assert [each.author for each in found] == [None] + ["Ann Lee"] * 5


def test_a_byline_may_be_a_link(page_of: PageOf) -> None:
    byline = "<p>By <a href=/lee>Ann Lee</a></p>"
    post = f"<div class=e><i>{{at}}</i>{byline}<p>{{body}}</p></div>"
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert [(each.author, told(each)[1]) for each in found] == [
        ("Ann Lee", f"{BODY} {n}.") for n in range(6)
    ]


def test_a_bold_name_before_the_text_is_no_headline(page_of: PageOf) -> None:
    post = "<div class=e><i>{at}</i><b>Ann Lee</b><p>{body}</p></div>"
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert {each.title for each in found} == {None}


def test_a_pinned_copy_without_an_id_is_left_out(page_of: PageOf) -> None:
    post = "<div class=e id=p-{n}><i>{at}</i><p>{body}</p><p>It goes on.</p></div>"
    pinned = f"<div class=e><i>09:41</i><p>{BODY} 2.</p></div>"
    other = f"<div class=e><i>11:50</i><p>{BODY}, and more.</p></div>"
    inner = page(page_of, post).tree.html or ""
    found = segments.drafts(
        page_of(inner.replace("<main>", f"<main>{pinned}{other}")), NO_OUTLET
    )
    assert [each.id for each in found] == [None, *(f"p-{n}" for n in range(6))]


def test_posts_told_by_the_minute_of_a_match_have_no_times(page_of: PageOf) -> None:
    minutes = ("90+4'", "90'", "71'", "45+2'", "45'", "12'")
    posts = "".join(
        f"<li><b class=m>{minute}</b><p>{BODY} {minute}.</p></li>" for minute in minutes
    )
    found = segments.drafts(page_of(f"<title>Live</title>{posts}"), NO_OUTLET)
    assert [each.published for each in found] == [None] * 6


def test_times_before_the_fetch_are_not_believed_of_an_old_page(
    page_of: PageOf,
) -> None:
    stated = '<meta property="article:modified_time" content="2025-03-01T10:10:00Z">'
    posts = "".join(
        f"<div class=e id=p{n}><i class=t>{n} hours ago</i><p>{BODY} {n}.</p></div>"
        for n in range(6)
    )
    kept = segments.drafts(page_of(f"<title>Live</title>{posts}"), NO_OUTLET)
    assert kept[0].published == "2026-03-01T12:00:00Z"
    saved = page_of(f"{stated}<title>Live</title>{posts}")
    assert {each.published for each in segments.drafts(saved, NO_OUTLET)} == {None}


def test_a_time_with_an_offset_is_left_as_it_is(page_of: PageOf) -> None:
    at = "2026-03-01T{at}:00+02:00"
    post = f"<div class=e><time datetime={at}>{{at}}</time><p>{{body}}</p></div>"
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert [each.published for each in found] == [at.format(at=each) for each in CLOCKS]


def test_a_byline_says_neither_the_time_nor_by(page_of: PageOf) -> None:
    byline = "<p class=byline>1 Mar 2026, {at} <i>By Ann Lee</i></p>"
    post = f"<div class=e><h3>{{title}}</h3>{byline}<p>{{body}}</p></div>"
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert {each.author for each in found} == {"Ann Lee"}


def test_a_bold_line_before_a_block_is_the_headline(page_of: PageOf) -> None:
    post = "<li class=e><b>{title} now</b><i class=t>{at}</i><div>{body}</div></li>"
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert [each.title for each in found] == [f"{TITLE} {n} now" for n in range(6)]


def test_what_sets_a_headline_off_from_its_time_is_no_part_of_it(
    page_of: PageOf,
) -> None:
    post = "<h2><i>{at}</i> | {title}</h2><p>{body}</p>"
    found = segments.drafts(page(page_of, post), NO_OUTLET)
    assert [each.title for each in found] == [f"{TITLE} {n}" for n in range(6)]


def test_some_posts_have_headlines_of_a_name(page_of: PageOf) -> None:
    titled = "<div class=title>The harbour opens again {n}</div>"
    post = "<div class=e><i>{at}</i><p>{body}</p></div>"
    parts = (page(page_of, post).tree.html or "").split("<p>")
    some = "<p>".join(
        part + titled.replace("{n}", str(n)) * (n % 2 == 0 and n < 6)
        for n, part in enumerate(parts)
    )
    found = segments.drafts(page_of(some), NO_OUTLET)
    assert [each.title for each in found] == [
        None if n % 2 else f"The harbour opens again {n}" for n in range(6)
    ]
