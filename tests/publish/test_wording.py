from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.publish.wording import (
    address,
    anchor,
    byline,
    headline,
    language,
    legal,
    link,
    markup,
    one_line,
    outlet_of,
)

if TYPE_CHECKING:
    from .conftest import MakePost

ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_legal_text_is_legal_already(text: str) -> None:
    assert legal(legal(text)) == legal(text)
    legal(text).encode()


def test_legal_text_keeps_lines_and_scripts_and_drops_the_rest() -> None:
    assert (
        legal("a\r\nb\rc\x00\x1b\ud800\ufffe\ufdd0\U0001ffff \t漢é") == "a\nb\nc \t漢é"
    )


def test_one_line_is_cut_where_a_list_cannot_show_it() -> None:
    assert one_line(" a\n b ") == "a b"
    assert len(one_line("word " * 99)) <= 300
    assert one_line("word " * 99).endswith("word…")


def test_an_outlet_without_a_name_goes_by_its_source(make_post: MakePost) -> None:
    assert outlet_of(make_post(outlet=" The\nGazette ")) == "The Gazette"
    assert outlet_of(make_post(outlet="\x00")) == "gazette"
    assert outlet_of(make_post(outlet="", source="")) == "Unnamed outlet"


def test_a_headline_is_the_title_or_the_first_sentence_and_never_empty(
    make_post: MakePost,
) -> None:
    told = {"text": "Polls have closed. Counting begins."}
    assert headline(make_post(title="Polls close", **told)) == "Polls close"
    assert headline(make_post(title=" \x07 ", **told)) == "Polls have closed."
    assert headline(make_post(title=None, text=" ")) == "The Gazette"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (None, "The Gazette"),
        ("  ", "The Gazette"),
        ("Ann Lee", "Ann Lee, The Gazette"),
        ("Ann Lee for the gazette", "Ann Lee for the gazette"),
    ],
)
def test_a_byline_names_the_outlet_once(
    make_post: MakePost, author: str | None, expected: str
) -> None:
    assert byline(make_post(author=author)) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (("de", "en"), "de"),
        (("de_AT", "en"), "de-AT"),
        ((None, "en"), "en"),
        (("not a language", "en"), "en"),
        (("", None), "und"),
    ],
)
def test_a_language_is_the_first_that_is_a_tag(
    stated: tuple[str | None, ...], expected: str
) -> None:
    assert language(*stated) == expected


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/live", "", "http://[", "data:text/html,x", "//x"]
)
def test_only_what_leads_to_the_web_becomes_a_link(url: str) -> None:
    assert link(url) is None


@given(ANYTHING)
def test_a_link_survives_being_made_twice(rest: str) -> None:
    made = link(f"https://gazette.example/{rest}")
    assert made is None or link(made) == made


def test_a_link_to_a_post_is_without_marks_and_the_operators_own_stays() -> None:
    told = "https://gazette.example/a?itid=rss&id=1#post-7"
    assert link(told) == "https://gazette.example/a?id=1#post-7"
    assert address(told) == told
    assert address("javascript:x") is None


def test_what_an_earlier_version_took_for_safe_is_cleaned_again(
    make_post: MakePost,
) -> None:
    held = "<p onclick='x'>a<img src='https://pixel.wp.com/g'></p><script>b</script>"
    assert markup(make_post(html=held)) == "<p>a</p>"


def test_an_anchor_escapes_its_address_and_its_words() -> None:
    assert anchor('https://x.example/?a&"', "<b>") == (
        '<a href="https://x.example/?a&amp;&quot;">&lt;b&gt;</a>'
    )
