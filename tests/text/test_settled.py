from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import markup
from aggregator.text.settled import settled

BASE = "https://news.example/live/page"
LINK = '<a href="https://news.example/?a=1&amp;b=2" rel="noopener noreferrer">'
PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<em>", "</em>", "<li>"),
        *("</li>", "<ul>", "</ul>", "<ol>", "</ol>", "<h2>", "</h2>", "<h3>", "</h3>"),
        *("<blockquote>", "</blockquote>", "<figure>", "</figure>", "<br>", LINK),
        *("</a>", '<img src="https://news.example/a.png">', "x", " ", "\n", "&amp;"),
        *("&lt;", "&nbsp;", "&", "\xa0", "\ufeff", "\r", "<pre>", "</pre>", "<td>"),
        *('<img alt="x">', '<img src="https://news.example/a.png" width="1">'),
        *("<table>", "</table>", "<!--", '<p lang="en">', '<a href="javascript:x">'),
    ]
)
TREES = st.recursive(
    st.sampled_from(["x ", "&amp;", "é", "<br>", "&nbsp;y"]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "div", "ul", "li", "b", "em", "h2", "h3", "blockquote"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
)


def is_settled(html: str) -> bool:
    return settled(html, lambda tag, name, value: markup._stays(BASE, tag, name, value))


@given(st.lists(PIECES).map("".join) | st.lists(TREES, max_size=4).map("".join))
def test_what_is_settled_is_what_cleaning_leaves_as_it_is(html: str) -> None:
    if is_settled(html):
        assert markup.sanitise(html, base=BASE) == markup._cleaned(html, BASE)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "words &amp; words",
        f"<p>One {LINK}two <b>three</b></a><br>four</p>\n<h2>five</h2>",
        "<ul><li>one</li><li>two<ol><li>three</li></ol></li></ul>",
        "<blockquote><p>one</p></blockquote>",
        '<p><img src="https://news.example/a.png"></p>',
    ],
)
def test_what_most_posts_are_made_of_is_settled(html: str) -> None:
    assert is_settled(html)


@pytest.mark.parametrize(
    "html",
    [
        "a < b",
        "R&D",
        "<p>one",
        "one</p>",
        "<p>one<p>two</p></p>",
        "<b><p>one</p></b>",
        "<b>one<b>two</b></b>",
        "<ul><b>one</b></ul>",
        "<li>one</li>",
        "<script>one</script>",
        '<a href="https://news.example/">one</a>',
        '<a href="/one" rel="noopener noreferrer">one</a>',
        '<a href="javascript:x" rel="noopener noreferrer">one</a>',
        '<p onclick="x">one</p>',
        '<img src="https://news.example/a" src="https://news.example/a">',
        "<pre>\n\none</pre>",
        "<table><tr><td>one</td></tr></table>",
    ],
)
def test_what_cleaning_may_change_is_not_settled(html: str) -> None:
    assert not is_settled(html)
