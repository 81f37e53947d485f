from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import nodes
from aggregator.extract.drafts import Draft
from aggregator.extract.outlet import Selector
from aggregator.text import markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

POST = """<article id="p7" data-updated="1772364000000"><header>
<time datetime="2026-03-01T11:00Z">1h ago</time> <h2>Polls <i>close</i></h2></header>
<p class="by">By Ann</p><p>Counting <b>begins</b>.</p><ul><li><p>Slowly</p></ul>
<div>An advertisement</div><footer><p>Share</p></footer></article>"""


def read(page: Page, **fields: Selector) -> Draft:
    node = page.tree.css_first("article, div")
    assert node is not None
    return nodes.read(node, fields)


def test_a_post_is_read_by_habit_where_nothing_is_told(page_of: PageOf) -> None:
    assert read(page_of(POST)) == Draft(
        id="p7",
        url="#p7",
        title="Polls close",
        published="2026-03-01T11:00Z",
        html='<p class="by">By Ann</p><p>Counting <b>begins</b>.</p>'
        "<ul><li><p>Slowly</p></li></ul>",
    )


def test_what_is_told_comes_before_habit(page_of: PageOf) -> None:
    draft = read(
        page_of(POST),
        id=Selector(css="", attribute="data-none"),
        url=Selector(css="", attribute="id"),
        time=Selector(css="", attribute="data-updated"),
        updated=Selector(css="h9"),
        title=Selector(css="h2 i"),
        author=Selector(css=".by"),
        body=Selector(css="p, ul p"),
    )
    assert draft == Draft(
        url="p7",
        title="close",
        published="1772364000000",
        author="By Ann",
        html="<p>Counting <b>begins</b>.</p><p>Slowly</p><p>Share</p>",
    )


def test_a_body_may_be_an_attribute(page_of: PageOf) -> None:
    page = page_of('<div><meta name="b" content="Counting begins"></div>')
    body = Selector(css="meta", attribute="content")
    assert read(page, body=body).html == "Counting begins"
    assert read(page, body=Selector(css="h9", attribute="content")).html is None


def test_what_is_to_be_dropped_is_no_body(page_of: PageOf) -> None:
    node = page_of("<div><p>One</p><p class=ad>Buy <b class=ad>!</b></p></div>")
    first = node.tree.css_first("div")
    assert first is not None
    assert nodes.read(first, {}, ".ad").html == "<p>One</p>"


@pytest.mark.parametrize(
    "markup",
    [
        '<div data-posted-date-timestamp="1772362800000">x</div>',
        '<div><i data-timestamp="1772362800">x</i></div>',
        '<div><i datetime="soon"></i><i data-time="4m" data-date="2026-03-01T11:00">x',
    ],
)
def test_an_attribute_named_after_time_is_one(page_of: PageOf, markup: str) -> None:
    assert read(page_of(markup)).published in {
        "1772362800000",
        "1772362800",
        "2026-03-01T11:00",
    }


def test_a_post_without_paragraphs_is_all_its_words(page_of: PageOf) -> None:
    draft = read(page_of("<div><h3>Polls close</h3>Counting <svg>x</svg>begins</div>"))
    assert draft.html == "<div>Counting begins</div>"
    assert draft.url is None
    assert draft.published is None


@pytest.mark.parametrize("markup", ["<h2>Polls close</h2>", "<aside>Share</aside>"])
def test_a_post_that_is_but_a_headline_or_no_prose_has_no_body(
    page_of: PageOf, markup: str
) -> None:
    node = page_of(markup).tree.css_first("h2, aside")
    assert node is not None
    assert nodes.read(node, {}).html == ""
    body = {"body": Selector(css="p", attribute="id")}
    assert nodes.read(node, body).html is None
    assert nodes.prose(node) in {"", markup}


def test_reading_a_post_leaves_the_page_as_it_is(page_of: PageOf) -> None:
    page = page_of(POST)
    before = page.tree.html
    read(page, author=Selector(css=".by"))
    assert page.tree.html == before


def test_prose_is_without_a_line_that_is_known(page_of: PageOf) -> None:
    node = page_of("<div><b>Polls close</b>Counting<button>Share</button></div>")
    first = node.tree.css_first("div")
    assert first is not None
    assert nodes.prose(first, besides="Polls close") == "<div>Counting</div>"


BARE = "The evening ferry has returned with all passengers, and the harbour is open."


def test_bare_text_beside_a_list_is_not_lost(page_of: PageOf) -> None:
    bare = f"<article><div>{BARE}<br><b>All</b> are well.<ul><li>One</ul></div>"
    assert markup.plain(read(page_of(bare)).html or "").split("\n") == [
        BARE,
        "All are well.",
        "One",
    ]


def test_short_lines_and_links_outside_of_paragraphs_are_no_body(
    page_of: PageOf,
) -> None:
    around = f"<i>11:48</i><b>By Ann Lee</b><a href=/x>{BARE}</a><div>{BARE[:40]}</div>"
    draft = read(page_of(f"<article>{around}<p>Counting begins.</p></article>"))
    assert draft.html == "<p>Counting begins.</p>"
