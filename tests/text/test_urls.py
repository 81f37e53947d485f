from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import urls

BASE = "https://news.example/live/page?id=1"


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("/a", "https://news.example/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("?page=2", "https://news.example/live/page?page=2"),
        ("#post-1", "https://news.example/live/page?id=1#post-1"),
        (" \nhttps://news.example/\ta ", "https://news.example/a"),
        ("HTTPS://News.Example:443", "https://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://me:secret@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
        ("https://münchen.example/ä b", "https://münchen.example/%C3%A4%20b"),
        ("https://news.example/%C3%A4%zz", "https://news.example/%C3%A4%zz"),
        ("https://news.example\\@evil.example", "https://news.example/@evil.example"),
        ("/a?q=c:\\d", "https://news.example/a?q=c:%5Cd"),
    ],
)
def test_an_address_is_made_absolute(found: str, wanted: str) -> None:
    assert urls.absolute(found, base=BASE) == wanted


@pytest.mark.parametrize(
    "found",
    [
        None,
        "",
        " \n",
        "javascript:alert(1)",
        "\x01java\tscript:alert(1)",
        "data:text/html,x",
        "mailto:desk@news.example",
        "ftp://news.example/a",
        "http:",
        "http://",
        "http://[::1",
        "http://news.example:99999/",
        "http://news.example:http/",
        "http://two words/",
        "http://a%2fb/",
        "https://news.example/" + "a" * 9000,
        "https://news.example/" + "ä" * 4000,
    ],
)
def test_what_is_no_address_of_the_web_is_none(found: str | None) -> None:
    assert urls.absolute(found, base=BASE) is None


def test_only_what_tells_where_the_reader_came_from_is_removed() -> None:
    found = (
        "/a?utm_source=rss&id=7&fbclid=x&UTM_Medium=y&at_medium=RSS&flag&b=#c?utm_x=1"
    )
    assert urls.absolute(found, base=BASE) == (
        "https://news.example/a?id=7&flag&b=#c?utm_x=1"
    )


@given(st.text() | st.text().map("https://".__add__))
def test_an_address_once_absolute_stays_as_it_is(found: str) -> None:
    once = urls.absolute(found, base=BASE)
    assert once is None or urls.absolute(once, base="https://other.example/") == once
    assert once is None or once.startswith(("http://", "https://"))


def test_a_useless_base_is_no_crash() -> None:
    assert urls.absolute("a", base="http://[") is None
    assert urls.absolute("a", base="") is None
    assert urls.absolute("https://news.example/", base="") == "https://news.example/"


def test_the_host_is_in_lower_case_or_empty() -> None:
    assert urls.host("https://me@News.Example:80/") == "news.example"
    assert urls.host("https://news.example/a?b#c") == "news.example"
    assert urls.host("/a") == ""
    assert urls.host("post-1") == ""
    assert urls.host("http://[") == ""


def test_an_address_is_parted_at_its_fragment() -> None:
    assert urls.fragment("https://news.example/a#b#c") == "b#c"
    assert urls.fragment("https://news.example/a") == ""
    assert urls.without_fragment("https://news.example/a#b") == "https://news.example/a"
