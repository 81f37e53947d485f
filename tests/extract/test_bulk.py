"""What is refused before a parser sees it."""

from __future__ import annotations

import pytest

from aggregator.extract import bulk


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 12_000,
        b"<DIV>" * 12_000 + b"</div>" * 12_000,
        b"<a><b>" * 6_000,
        b"<table><tr><td>" * 12_000,
        b"<section></p></i>" * 12_000,
    ],
)
def test_what_is_nested_without_end_is_refused(body: bytes) -> None:
    assert "deep" in str(bulk.refusal(body))


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 1_000,
        b"<div><p>One<br>Two</div>" * 6_000,
        b"<ul>" + b"<li><b>One</b>" * 6_000 + b"</ul>",
        b"<svg>" + b"<path d='M0'/>" * 12_000 + b"</svg>",
        b"<div><i></div>" * 12_000,
        b'{"html": "' + b"<div class='a'>One<\\/div>" * 12_000 + b'"}',
        b"<script>" + b'"<div>"' * 12_000 + b"</script><p>One</p>",
        b"<SCRIPT>" + b"<div>" * 12_000,
    ],
)
def test_what_outlets_write_is_not(body: bytes) -> None:
    assert bulk.refusal(body) is None


def test_a_page_of_nothing_but_tags_is_refused() -> None:
    assert "tags" in str(bulk.refusal(b"<p>" * 300_001))


def test_a_tag_of_nothing_but_attributes_is_refused() -> None:
    many = b" ".join(b"a%d=1" % number for number in range(21_000))
    assert "attributes" in str(bulk.refusal(b"<p " + many + b">"))


def test_data_in_an_attribute_is_no_attribute() -> None:
    data = b"a=1&amp;" * 21_000
    assert bulk.refusal(b'<p data-state="' + data + b'">') is None
