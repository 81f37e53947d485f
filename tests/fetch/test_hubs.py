from __future__ import annotations

import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.hubs import advertised
from aggregator.subscription import Hub

URL = "https://wire.example/news/feed.xml"
FOUND = Hub(urls=("https://hub.example/",), topic=URL)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{}
<entry><title>One</title></entry></feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Wire</title>{}<item><title>One</title></item></channel></rss>"""
LINKS = (
    '<{0}link rel="hub" href="https://hub.example/"/><{0}link href="{1}" rel="self">'
)


def found(body: str = "", *links: str) -> Hub:
    headers = httpx.Headers([("Link", each) for each in links])
    return advertised(headers, body.encode(), URL)


def test_links_in_the_header_are_found_in_one_or_many() -> None:
    hub, own = '<https://hub.example/>; rel="hub"', f"<{URL}>;type=x; rel=self"
    assert found("", hub, own) == FOUND
    assert found("", f"{hub}, {own}") == FOUND


def test_one_link_may_have_several_relations_in_any_case() -> None:
    told = found(
        "", '<https://h.example/>; REL="next Hub"', '<./a>; rel="SELF alternate"'
    )
    assert told == Hub(
        urls=("https://h.example/",), topic="https://wire.example/news/a"
    )


def test_links_in_a_feed_are_found_before_its_items() -> None:
    assert found(ATOM.format(LINKS.format("", URL))) == FOUND
    assert found(RSS.format(LINKS.format("atom:", "feed.xml"))) == FOUND
    late = RSS.replace("<title>One</title>", "{}").replace("{}", "", 1)
    assert found(late.format(LINKS.format("atom:", URL))) == Hub()


def test_what_the_header_says_comes_before_what_the_feed_says() -> None:
    header = f'<https://other.example/>; rel="hub", <{URL}>; rel="self"'
    told = found(ATOM.format(LINKS.format("", URL)), header)
    assert told.urls == ("https://other.example/",)


def test_addresses_are_read_as_xml_writes_them() -> None:
    links = (
        "<link rel='hub' href='https://hub.example/?a=1&amp;b=2'/>"
        "<link rel='self' href='x'/>"
    )
    assert found(ATOM.format(links)).urls == ("https://hub.example/?a=1&b=2",)


def test_several_hubs_are_kept_in_order_but_not_many() -> None:
    hubs = ", ".join(f'<https://h{each}.example/>; rel="hub"' for each in range(9))
    told = found("", hubs, f"<{URL}>; rel=self")
    assert told.urls == tuple(f"https://h{each}.example/" for each in range(5))


@pytest.mark.parametrize(
    "links",
    [
        '<https://hub.example/>; rel="hub"',  # nobody knows by which name
        f'<{URL}>; rel="self"',
        f'<ftp://hub.example/>; rel="hub", <{URL}>; rel="self"',
        f'<javascript:alert(1)>; rel="hub", <{URL}>; rel="self"',
        f'<https://[::1/>; rel="hub", <{URL}>; rel="self"',
        f'<>; rel="hub", <{URL}>; rel="self"',
        f'<https://{"h" * 2000}.example/>; rel="hub", <{URL}>; rel="self"',
        f'<https://hub.example/a b>; rel="hub", <{URL}>; rel="self"',
        f'<https://hub.example/>, <{URL}>; rel="self"',
    ],
)
def test_what_cannot_be_subscribed_to_is_not(links: str) -> None:
    assert found("", links) == Hub()


def test_a_page_is_no_feed() -> None:
    page = "<!doctype html><html><head>{}</head></html>"
    assert found(page.format(LINKS.format("", URL))) == Hub()


@given(st.text(alphabet='<link rel="hub"href=>;, /:&\'', max_size=300))
def test_no_header_and_no_feed_can_break_it(text: str) -> None:
    advertised({"link": text}, b"<feed " + text.encode(), URL)


@pytest.mark.parametrize(
    "piece",
    ["<link ", "<link rel=", "<link a=' ", "a", ' rel="', "; rel", "<feed ", "<"],
)
def test_no_repetition_makes_it_slow(piece: str) -> None:
    text = "<feed ><link " + piece * 5000
    start = time.process_time()
    advertised({"link": "<a>" + piece * 5000}, text.encode(), URL)
    assert time.process_time() - start < 0.5
