from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.extract import microdata
from aggregator.extract.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

UPDATE = '<div itemprop="liveBlogUpdate" itemscope>{}</div>'


def only(page: Page) -> Draft:
    (draft,) = microdata.drafts(page)
    return draft


def test_every_property_of_an_update_is_read(page_of: PageOf) -> None:
    page = page_of(
        UPDATE.format(
            '<a itemprop="url" href="/live#7">link</a><h3 itemprop="headline">Polls'
            ' close</h3><time itemprop="datePublished" datetime="2026-03-01T11:00Z">'
            '1h</time><meta itemprop="dateModified" content="2026-03-01T11:05Z">'
            '<i itemprop="author"><b itemprop="name">Ann</b></i>'
            '<div itemprop="articleBody"><p>Counting begins.</p></div>'
        )
    )
    assert only(page) == Draft(
        url="/live#7",
        title="Polls close",
        html="<p>Counting begins.</p>",
        published="2026-03-01T11:00Z",
        updated="2026-03-01T11:05Z",
        author="Ann",
    )


def test_the_words_shown_are_believed_before_a_broken_attribute(
    page_of: PageOf,
) -> None:
    said = '"Four in a row," said the coach of the visitors after the last whistle.'
    page = page_of(
        UPDATE.format(
            f'<meta itemprop="headline" content="Won">'
            f'<meta itemprop="articleBody" content="The final is over. {said}">'
            f'<span itemprop="author"><meta itemprop="name" content="Ann"></span>'
            f"<div class=date>21:06</div><div class=text><div>Won</div>"
            f"<p>The final <a>is over.</a> {said}</p><p>More soon.</p></div>"
            f"<div>Share on <svg>x</svg></div>"
        )
    )
    draft = only(page)
    assert draft.html == (
        f'<div class="text"><p>The final <a>is over.</a> {said}</p>'
        "<p>More soon.</p></div>"
    )
    assert (draft.title, draft.author) == ("Won", "Ann")


def test_an_attribute_is_the_body_where_nothing_shows_it(page_of: PageOf) -> None:
    meta = '<meta itemprop="articleBody" content="{}"><meta itemprop="author">'
    assert only(page_of(UPDATE.format(meta.format("Only here.")))).html == "Only here."
    assert only(page_of(UPDATE.format(meta.format("") + "<p>Shown.</p>"))).html == (
        "<p>Shown.</p>"
    )


def test_a_page_without_updates_has_no_posts(page_of: PageOf) -> None:
    assert microdata.drafts(page_of("<p>LiveBlog</p>")) == []


def test_an_update_inside_another_is_a_part_of_it(page_of: PageOf) -> None:
    inner = UPDATE.format("<p>Two</p>")
    page = page_of(UPDATE.format(f"<p>One</p>{inner}"))
    assert only(page).html == "<p>One</p><p>Two</p>"


def test_the_address_of_a_picture_is_not_that_of_its_post(page_of: PageOf) -> None:
    picture = '<i itemprop="image" itemscope><meta itemprop="url" content="/a.jpg"></i>'
    assert only(page_of(UPDATE.format(f"{picture}<p>So it goes."))).url is None
    own = '<a itemprop="url" href="/live#7">link</a>'
    assert only(page_of(UPDATE.format(f"{picture}<p>{own}"))).url == "/live#7"
