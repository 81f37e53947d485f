from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.extract import outlet, rules
from aggregator.extract.drafts import Draft
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]


def rules_of(*lines: str) -> Outlet:
    text = "\n".join(('zone = "Europe/Rome"', "[post]", *lines))
    return outlet.parse("gazette.toml", text.encode())


def test_posts_are_read_from_their_nodes(page_of: PageOf) -> None:
    page = page_of(
        '<div class=post id=p2><time datetime="2026-03-01T11:00">x</time><h2>Two</h2>'
        "<p>Counting</p></div><div class=post id=p1><p>Opening</p></div><p>End</p>"
    )
    assert rules.drafts(page, rules_of('each = ".post"')) == [
        Draft(
            id="p2",
            url="#p2",
            title="Two",
            html="<p>Counting</p>",
            published="2026-03-01T11:00",
            zone="Europe/Rome",
        ),
        Draft(id="p1", url="#p1", html="<p>Opening</p>", zone="Europe/Rome"),
    ]


def test_bodies_may_follow_their_headings_under_days(page_of: PageOf) -> None:
    page = page_of(
        "<p>Above</p><h2>Sunday, 1. 3.</h2><h3>10.30 Uhr: Two</h3><p>Counting</p>"
        "<ul><li>slowly</ul><h3>No clock</h3><p>and on</p>"
        "<h2>Saturday, 28. 2.</h2><p>Between</p><h3>23.00 Uhr</h3><p>Opening</p>"
        "<h2>More of the day</h2><p>Elsewhere</p>"
    )
    outlet = rules_of(
        'each = "h3"', 'time = "h3"', 'title = "h3"', 'day = "h2"', 'body = "~ p, ul"'
    )
    found = rules.drafts(page, outlet)
    assert [(draft.published, draft.title, draft.html) for draft in found] == [
        (
            "2026-03-01T10:30:00",
            "Two",
            "<p>Counting</p><ul><li>slowly</li></ul><h3>No clock</h3><p>and on</p>",
        ),
        ("2026-02-28T23:00:00", None, "<p>Opening</p>"),
    ]


def test_paragraphs_that_begin_with_a_clock_are_posts(page_of: PageOf) -> None:
    page = page_of(
        "<p><b>A summary</b></p><p><b>11.20 Ann Lee</b> saw it.</p><p>And heard it.</p>"
        "<p><b>11.05 </b>Dawn. <b>Bob</b> slept.</p><p><b>17 Feb 2026 11.00</b> x</p>"
    )
    outlet = rules_of('each = "p"', 'time = "b"', 'body = "~ p"')
    found = rules.drafts(page, outlet)
    assert [(draft.published, draft.html) for draft in found] == [
        ("2026-03-01T11:20:00", "<p><b> Ann Lee</b> saw it.</p><p>And heard it.</p>"),
        ("2026-03-01T11:05:00", "<p><b> </b>Dawn. <b>Bob</b> slept.</p>"),
        ("2026-02-17T11:00:00", "<p><b></b> x</p>"),
    ]


def test_a_clock_with_no_day_anywhere_is_of_a_day_that_was_guessed(
    page_of: PageOf,
) -> None:
    lines = "<p><b>11.20</b> Two</p><p><b>17 Feb 2026 11.00</b> One</p>"
    outlet = rules_of('each = "p"', 'time = "b"')
    assert [each.doubtful for each in rules.drafts(page_of(lines), outlet)] == [
        True,
        False,
    ]
    stated = '<meta property="article:modified_time" content="2026-02-17T12:00Z">'
    found = rules.drafts(page_of(stated + lines), outlet)
    assert [each.doubtful for each in found] == [False, False]


def test_an_outlet_without_selectors_is_not_read_so(page_of: PageOf) -> None:
    assert rules.drafts(page_of("<p>"), Outlet(profile="x")) == []
