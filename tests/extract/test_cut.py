from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract.cut import cut

HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>'
TAIL = "</channel></rss>"


def rss(*items: str, head: str = HEAD, tail: str = TAIL) -> bytes:
    return "\n".join([head, *items, tail]).encode()


def items_of(body: bytes) -> list[bytes]:
    sheet = cut(body)
    assert sheet is not None
    return [sheet.item(each) for each in sheet.digests]


def test_a_feed_falls_into_its_items() -> None:
    items = ['<item rdf:about="x">a</item>', "<item>b</item >"]
    assert items_of(rss(*items)) == [each.encode() for each in items]


def test_entries_and_prefixed_items_are_items_as_well() -> None:
    assert items_of(b"<feed><entry>a</entry></feed>") == [b"<entry>a</entry>"]
    assert items_of(b"<x:feed><x:entry>a</x:entry></x:feed>") == [
        b"<x:entry>a</x:entry>"
    ]


def test_what_only_begins_like_an_item_is_none() -> None:
    body = rss("<items><li/></items>", "<itemize/>", "<item>a</item>")
    assert items_of(body) == [b"<item>a</item>"]


def test_tags_in_comments_and_in_cdata_count_for_nothing() -> None:
    item = "<item><![CDATA[</item><item> <!-- ]]]><!-- -<item> <![CDATA[ ---></item>"
    other = "<item><![CDATA[]]></item>"
    found = items_of(rss(item, "<!-- <item> -->", other))
    assert found == [item.encode(), other.encode()]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>no feed</html>",
        rss(),
        rss("<item>a"),
        rss("a</item>"),
        rss("<item>a<item>b</item></item>"),
        rss("<item>a</item>", "<item/>"),
        rss("<item>a</item>", "<entry>b</entry>"),
        rss("<item>a</entry>"),
        rss("<item>a <!-- </item>"),
        rss("<item>a <![CDATA[ </item>"),
        rss("<item>a</item>", "<item b='/>"),
        rss("<item>a</item>", "<item>a</item>"),
        rss("<item>ä</item>").decode().encode("latin-1"),
        rss("<item>a</item>").decode().encode("utf-16"),
        rss("<item>\x1b$B</item>"),
        rss("<item>a</item>", tail="<!-- " + "a" * 300_000 + " -->"),
    ],
)
def test_what_is_in_doubt_is_not_cut(body: bytes) -> None:
    assert cut(body) is None


def test_a_feed_without_some_of_its_items_keeps_all_else() -> None:
    body = rss("<item>a</item>", "<ttl>5</ttl>", "<item>b</item>", "<item>c</item>")
    sheet = cut(body)
    assert sheet
    a, b, c = sheet.digests
    assert sheet.without({a, c}).split() == [
        *HEAD.encode().split(),
        b"<item>b</item>",
        b"<ttl>5</ttl>",
        TAIL.encode(),
    ]
    assert cut(sheet.without({b})) is not None
    assert cut(sheet.without({a, b, c})) is None


def outside(head: str, tail: str = "") -> bytes:
    sheet = cut(rss("<item>a</item>", head=HEAD + head, tail=tail + TAIL))
    assert sheet
    return sheet.outside


@pytest.mark.parametrize(
    "volatile",
    [
        "<lastBuildDate>Sun, 01 Mar 2026</lastBuildDate>",
        "<dc:date a='b'>2026-03-01</dc:date>",
        "<ttl>5</ttl>",
        "<!-- served by 7 -->",
        "<items><rdf:Seq><rdf:li resource='x'/></rdf:Seq></items>",
        "\n ",
    ],
)
def test_what_changes_from_look_to_look_is_no_part_of_the_setting(
    volatile: str,
) -> None:
    assert outside(volatile) == outside("")
    assert outside("", volatile) == outside("")


@pytest.mark.parametrize(
    "stable", ["<link>https://a.example/</link>", "<language>de</language>"]
)
def test_what_says_how_items_are_read_is_part_of_the_setting(stable: str) -> None:
    assert outside(stable) != outside("")
    assert outside("", stable) != outside("")


@given(
    st.lists(st.sampled_from(["<item>", "</item>", "<!--", "-->", "<![CDATA[", "a"]))
)
def test_whatever_comes_a_cut_keeps_every_byte_but_those_of_items(
    parts: list[str],
) -> None:
    body = "".join([*parts, "<item>z</item>"]).encode()
    sheet = cut(body)
    if sheet is not None:
        kept = sheet.without(())
        assert sorted(kept.replace(b"\n", b"")) == sorted(body)


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--",
        "<![CDATA[",
        "<item",
        "<item ",
        "<date>",
        "<items>",
        "<aaaaaaaaaaaaaaaaaaa",
        "<!--a",
    ],
)
def test_no_hostile_feed_takes_long_to_cut(hostile: str) -> None:
    began = time.process_time()
    for body in (
        hostile.encode() * (1_000_000 // len(hostile)),
        rss("<item>a</item>", tail=f"<![CDATA[{hostile * 20_000}]]>"),
    ):
        sheet = cut(body)
        assert sheet is None or isinstance(sheet.outside, bytes)
    assert time.process_time() - began < 1
