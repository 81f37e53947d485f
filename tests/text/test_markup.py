from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.text import markup
from aggregator.text.words import printable, squeeze

BASE = "https://news.example/live/page"
PAYLOADS = Path(__file__).parents[2].parent / "shared/suites/xss/payloads.jsonl"

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<a href='/x'>", "</a>"),
        *("<table>", "<tr>", "<td>", "</table>", "<pre>", "\n", "</pre>", "<li>"),
        *("<svg>", "<math>", "<style>", "<title>", "<noscript>", "<button>", "<!--"),
        *("-->", "<![CDATA[", "&lt;", "&amp;", "&#1;", "\x00", "\ud800", "x", " "),
        *("<img src=a.png>", "<img src=a.png width=1>", "<a href='javascript:x'>"),
        *("<form>", "<select>", "</select>", "<plaintext>", "<script>", "</script>"),
    ]
)


def clean(html: str) -> str:
    return markup.sanitise(html, base=BASE)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p class=a id=b style='c' onclick=d>x</p>", "<p>x</p>"),
        ("x<script>y</script><style>z</style>", "x"),
        ("<span>a <font color=red>b</font></span>", "a b"),
        ("<iframe src='https://a.example/'>x</iframe>y", "y"),
        ("<h2>a</h2><ul><li>b</ul>", "<h2>a</h2><ul><li>b</li></ul>"),
        ("a<br/>b", "a<br>b"),
        (
            "<time datetime='2026-03-01'>x</time>",
            '<time datetime="2026-03-01">x</time>',
        ),
        ("<blockquote cite='/a'>x", f'<blockquote cite="{BASE[:20]}/a">x</blockquote>'),
        ("<![CDATA[<p>a</p>", "<p>a</p>"),
        ("<pre>\n\n a</pre>", "<pre> a</pre>"),
        ("<td colspan=2>a</td>", "a"),
        ("<ol start=3><li>a</ol>", '<ol start="3"><li>a</li></ol>'),
        ("<ol start='3;'><li>a</ol>", "<ol><li>a</li></ol>"),
        ("a\x00\x1b&#1;&#x1f;b\ud800", "ab"),
        ("<p><button>x</button>a", "<p>a</p>"),
    ],
)
def test_only_what_posts_are_made_of_stays(html: str, wanted: str) -> None:
    assert clean(html) == wanted


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "\x01javascript:alert(1)",
        "jav&#x09;ascript:alert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://[",
    ],
)
def test_an_address_that_is_not_of_the_web_is_dropped(address: str) -> None:
    assert clean(f'<a href="{address}">x</a>') == '<a rel="noopener noreferrer">x</a>'


def test_a_disguised_scheme_is_but_a_path() -> None:
    link = clean("<a href='\u2028javascript:alert(1)'>x</a>")
    assert 'href="https://news.example/live/%E2%80%A8javascript:alert(1)"' in link


def test_links_are_absolute_and_tell_nobody_where_the_reader_was() -> None:
    assert clean("<a href='/a?utm_source=b#c'>x</a>") == (
        '<a href="https://news.example/a#c" rel="noopener noreferrer">x</a>'
    )
    mail = clean("<a href=' MailTo:desk@news.example'>x</a>")
    assert 'href="MailTo:desk@news.example"' in mail


@pytest.mark.parametrize(
    "pixel",
    [
        "<img src=/a.gif width=1px>",
        "<img src=/a.gif height=' 0.5 '>",
        "<img src=/a.gif hidden>",
        "<img src=/a.gif style='display:none'>",
        "<img src=https://sb.scorecardresearch.com/p?c1=2&amp;c2=3>",
        "<noscript><img src=https://www.facebook.com/tr?ev=x&amp;id=1></noscript>",
    ],
)
def test_a_pixel_goes_however_it_is_hidden(pixel: str) -> None:
    assert clean(f"<p>a{pixel}b</p>") == "<p>ab</p>"


@pytest.mark.parametrize(
    ("told", "kept"),
    [("640px", "640"), (" 0640.5", "640"), ("100%", None), ("auto", None)],
)
def test_a_picture_has_its_size_in_pixels(told: str, kept: str | None) -> None:
    size = f' width="{kept}"' if kept else ""
    image = f"<img src='/a.png' style='border: 0' width='{told}'>"
    assert clean(image) == f'<img src="https://news.example/a.png"{size}>'


def test_links_lose_what_tells_where_a_reader_came_from_and_pictures_nothing() -> None:
    found = "<a href='/a?itid=rss&id=1#xtor=b'>a</a><q cite='/b?itid=c'>b</q>"
    link = '<a href="https://news.example/a?id=1" rel="noopener noreferrer">a</a>'
    assert clean(found) == f'{link}<q cite="https://news.example/b">b</q>'
    picture = '<img src="https://news.example/a.png?itid=signed">'
    assert clean(picture) == picture


def test_images_stay_and_pixels_that_count_readers_go() -> None:
    image = '<img alt="a&gt;&quot;b" src="https://news.example/a.png" width="600">'
    assert sorted(clean(image).split()) == sorted(image.split())
    pixels = "<img src=/a.gif width=1 height=1><img src=/a.gif height='0'>"
    assert clean(pixels + "<img alt=x><img src='data:image/gif,x'>y") == "y"


def test_an_image_that_stands_in_for_a_script_is_shown() -> None:
    assert clean("<noscript><img src=/a.png></noscript>") == (
        '<img src="https://news.example/a.png">'
    )


@given(st.lists(PIECES).map("".join) | st.text())
def test_cleaning_twice_is_cleaning_once(html: str) -> None:
    once = clean(html)
    assert clean(once) == once


@given(st.lists(PIECES).map("".join))
def test_no_script_no_handler_and_no_control_survives(html: str) -> None:
    once = clean(html)
    tree = LexborHTMLParser(f"<body>{once}")
    assert not tree.css(
        "script, style, svg, math, form, iframe, [id], [class], [style]"
    )
    assert once == printable(once)


@pytest.mark.skipif(not PAYLOADS.exists(), reason="the suite of payloads is not here")
def test_no_known_payload_leaves_an_address_or_element_of_its_own() -> None:
    for line in PAYLOADS.read_text("utf-8").strip().split("\n"):
        once = clean(json.loads(line)["payload"])
        tree = LexborHTMLParser(f"<body>{once}")
        links = [node.attributes["href"] or "" for node in tree.css("[href]")]
        assert all(link.startswith(("http", "mailto:")) for link in links)
        assert not tree.css("script, style, iframe, object, embed, form, svg, base")
        assert clean(once) == once


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 100_000 + "x",
        "<p>x" + "<!--" * 100_000,
        "<script>" * 100_000 + "x",
        "<" * 300_000 + "x",
        "<a " + " ".join(f"a{number}" for number in range(100_000)) + ">x",
        "&amp;" * 100_000 + "x",
        "<p><table>" * 2_900 + "x",
    ],
)
def test_what_is_built_to_take_long_takes_little(bomb: str) -> None:
    start = time.process_time()
    once = clean(bomb)
    markup.plain(bomb)
    markup.inline(bomb)
    assert time.process_time() - start < 2
    assert clean(once) == once


def test_what_is_too_large_keeps_its_text() -> None:
    huge = "<div>" * 7_000 + "a &amp; b<p>c<script>d</script><!-- e -->f"
    assert clean(huge) == "<p>a &amp; b</p><p>cf</p>"


def test_markup_that_will_not_settle_keeps_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(markup, "_MOST_ROUNDS", 1)
    assert clean("<p class=a>x") == "<p>x</p>"


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>a\n b</p><p>c<br>d</p>", "a b\nc\nd"),
        ("<div>a</div>b<li>c", "a\nb\nc"),
        ("a<b>b</b> c", "ab c"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<style>a</style><script>b</script>c<!-- d -->", "c"),
        ("&lt;b&gt; &amp;amp; &nbsp;x&#1;", "<b> &amp; x"),
        ("a < b", "a < b"),
        ("<noscript>a</noscript>", "a"),
        ("<pre>a\nb</pre>", "a b"),
        ("<p>a<main-part class=b>c</main-part><p>d", "ac\nd"),
        ('<p>a<live-post id="b">c</live-post> d</p>', "ac d"),
        ("<b>a</b>&#8212;&#x2019;&#39;&#60;", "a\u2014\u2019'<"),
        ("<b>a</b>&#10;b&#x0a;c&NewLine;d&#160;e", "a b c d e"),
        ("", ""),
    ],
)
def test_blocks_become_lines(html: str, wanted: str) -> None:
    assert markup.plain(html) == wanted


def test_plain_text_becomes_paragraphs() -> None:
    assert (
        markup.as_html("a <b>\n\n c & d \x00") == "<p>a &lt;b&gt;</p><p>c &amp; d</p>"
    )
    assert markup.as_html(" \n ") == ""


@given(st.text())
def test_text_survives_being_made_markup(text: str) -> None:
    lines = [squeeze(line) for line in printable(text).splitlines()]
    made = markup.as_html(text)
    assert markup.plain(made) == "\n".join(line for line in lines if line)
    assert clean(made) == made


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("a < b", "a < b"),
        ("List<String> and 1 <2 and 3> 2", "List<String> and 1 <2 and 3> 2"),
        ("<b>a</b>\n <span class='x'>b</span>", "a b"),
        ("Q&amp;A &amp;#8217;s AT&T", "Q&A ’s AT&T"),  # noqa: RUF001 - meant
        ("&lt;em&gt;a&lt;/em&gt;", "a"),
        ("&amp;lt;em&amp;gt;a", "a"),
        ("a\x00\x1b b", "a b"),
    ],
)
def test_a_title_is_one_line_of_plain_text(title: str, wanted: str) -> None:
    assert markup.inline(title) == wanted
