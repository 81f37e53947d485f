"""First lines of bodies that repeat other fields."""

from __future__ import annotations

import pytest

from aggregator.extract import openings
from aggregator.extract.drafts import Draft

BODY = "<p>The ferry is back.</p>"


def drafts(*bodies: str, title: str | None = "Ferry back") -> list[Draft]:
    return [Draft(title=title, html=each) for each in bodies]


@pytest.mark.parametrize(
    "line",
    [
        "<div>19:42 (IST) Aug 13</div>",
        "19:42 (IST) Aug 13<br>",
        "<time>19:42</time>",
        "<span>19:42 GMT</span>",
        "<b>13 Aug 2024, 7:42 pm</b><br>",
        "<p><i>2024-08-13T19:42:00Z</i></p>",
        "<p>Ferry back</p>",
        "<div><h3>Ferry back</h3></div>",
        "<p><strong>Ferry back</strong></p>",
    ],
)
def test_what_most_bodies_repeat_is_taken_off_them(line: str) -> None:
    found = openings.cleared(drafts(*[f"{line}{BODY}"] * 3, BODY))
    assert {(each.html or "").replace("<div></div>", "") for each in found} == {BODY}


@pytest.mark.parametrize(
    "line",
    [
        "<p>Ferry back in port</p>",
        "<p>19:42 passengers</p>",
        "<p>Since 7:42 nobody has seen the ferry at sea or in port</p>",
        "<p>13 August</p>",
        "<img>",
    ],
)
def test_other_first_lines_stay(line: str) -> None:
    given = drafts(*[f"{line}{BODY}"] * 4)
    assert openings.cleared(given) == given


def test_a_line_that_few_bodies_repeat_stays() -> None:
    given = drafts("<p>Ferry back</p>" + BODY, "<p>19:42</p>" + BODY, BODY, BODY, BODY)
    assert openings.cleared(given) == given


def test_a_line_that_is_all_of_the_body_stays() -> None:
    given = drafts(*["<p>Ferry back</p>"] * 4)
    assert openings.cleared(given) == given


def test_where_no_post_has_a_headline_none_is_repeated() -> None:
    given = drafts(*["<p>Ferry back</p>" + BODY] * 4, title=None)
    assert openings.cleared(given) == given
