from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.publish.bodies import body_of, excerpt_of

if TYPE_CHECKING:
    from .conftest import MakePost

PARAGRAPH = "The count goes on in all districts, and no result is expected soon. "
PICTURE = '<img src="https://x.example/1.png" alt="A hall">'
LAZY = '<img loading="lazy" src="https://x.example/1.png" alt="A hall">'


def test_a_short_body_stands_open(make_post: MakePost) -> None:
    post = make_post(title="Count", html="<p>On.</p>", text="On.")
    assert (body_of(post), excerpt_of(post)) == ("<p>On.</p>", None)


def test_a_long_body_is_closed_behind_its_beginning(make_post: MakePost) -> None:
    excerpt = excerpt_of(make_post(title="Count", text=PARAGRAPH * 9))
    assert excerpt is not None
    assert excerpt.startswith("The count goes on")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 250


def test_a_long_text_without_spaces_has_an_excerpt_too(make_post: MakePost) -> None:
    assert excerpt_of(make_post(title="Count", text="漢" * 900)) == "漢" * 240 + " …"


def test_an_excerpt_does_not_say_the_headline_again(make_post: MakePost) -> None:
    excerpt = excerpt_of(make_post(title=None, text=f"Polls close. {PARAGRAPH * 9}"))
    assert excerpt is not None
    assert excerpt.startswith("The count goes on")


def test_a_headline_made_from_the_text_is_not_said_twice(make_post: MakePost) -> None:
    text = "Polls have closed & counting begins."
    html = "<p>Polls have closed &amp; counting begins."
    assert body_of(make_post(text=text, html=f"{html}</p>")) is None
    more = make_post(text=f"{text} More.", html=f"{html} More.</p>")
    assert body_of(more) == "<p> More.</p>"


@pytest.mark.parametrize(
    ("title", "html", "body"),
    [
        ("Poll", "<p>Polls close.</p>", "<p>Polls close.</p>"),
        ("Polls close", "<p>Polls close at six.</p>", "<p>Polls close at six.</p>"),
        ("Polls close", "<p>Polls close</p><p>At six.</p>", "<p></p><p>At six.</p>"),
    ],
)
def test_a_title_is_taken_out_of_the_body_only_where_it_stands_alone(
    make_post: MakePost, title: str, html: str, body: str
) -> None:
    post = make_post(title=title, html=html, text="Polls close at six.")
    assert body_of(post) == body


def test_a_picture_is_shown_although_the_headline_says_all(
    make_post: MakePost,
) -> None:
    html = f"<p>Polls closed.</p>{PICTURE}"
    post = make_post(title="Polls closed.", text="Polls closed.", html=html)
    assert body_of(post) == f"<p></p>{LAZY}"


def test_headings_of_a_post_stand_below_its_own_and_pictures_wait_to_be_seen(
    make_post: MakePost,
) -> None:
    html = f"<h1>Now</h1><p>On.<br>And <em>on</em>.</p><h6>Then</h6>{PICTURE}"
    post = make_post(title="Count", html=html, text="Now")
    fitted = f"<h4>Now</h4><p>On.<br>And <em>on</em>.</p><h4>Then</h4>{LAZY}"
    assert body_of(post) == fitted


def test_what_looks_like_a_tag_within_an_attribute_stays_in_it(
    make_post: MakePost,
) -> None:
    evil = '<abbr title="&lt;img onclick=">a</abbr><abbr title="<h1>">b</abbr>'
    body = body_of(make_post(title="Count", html=f"<p>{evil}</p>", text="ab")) or ""
    assert "lazy" not in body
    assert "h4" not in body
