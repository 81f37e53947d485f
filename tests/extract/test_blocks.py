from __future__ import annotations

from typing import Any

import pytest

from aggregator.extract import blocks


def same(value: object) -> object:
    return value


def paragraph(*children: Any, kind: str = "paragraph") -> dict[str, Any]:
    return {"type": kind, "children": list(children)}


@pytest.mark.parametrize(
    ("tree", "markup"),
    [
        ("One &amp; <two", "One &amp; &lt;two"),
        ("<p>One</p>", "<p>One</p>"),
        (["One", "Two"], "<p>One</p><p>Two</p>"),
        ({"rendered": "<p>One</p>"}, "<p>One</p>"),
        ([{"type": "text", "content": "One"}], "<p>One</p>"),
        (paragraph({"text": "One "}, {"text": "two", "bold": True}), "<p>One two</p>"),
        (paragraph("One ", {"tagName": "em", "children": ["two"]}), "<p>One two</p>"),
        (paragraph("One", {"type": "hardBreak"}, "two"), "<p>One<br>two</p>"),
        (paragraph({"type": "heading", "text": "One"}), "<p>One</p>"),
        (paragraph(paragraph("One"), kind="doc"), "<p>One</p>"),
        (paragraph(" "), " "),
        (paragraph("One", kind="h2"), "<h3>One</h3>"),
        (paragraph(paragraph("One"), kind="listItem"), "<li>One</li>"),
        (paragraph(paragraph("One", kind="li"), kind="ul"), "<ul><li>One</li></ul>"),
        (paragraph("One", kind="quote"), "<blockquote><p>One</p></blockquote>"),
        (paragraph("One", kind="imageBlock"), ""),
        (
            paragraph({"type": "link", "url": "/x?a&b", "children": ["One"]}),
            '<p><a href="/x?a&amp;b">One</a></p>',
        ),
        (
            paragraph({"type": "link", "data": {"uri": "/x"}, "children": ["One"]}),
            '<p><a href="/x">One</a></p>',
        ),
        (paragraph({"type": "link", "children": ["One"]}), "<p>One</p>"),
        ({"blocks": [{"type": "unstyled", "text": "One"}]}, "<p>One</p>"),
        ({"blocks": [{"type": "paragraph", "data": {"text": "One"}}]}, "<p>One</p>"),
        ({"caption": "A crane"}, ""),
        (None, ""),
        (7, ""),
    ],
)
def test_trees_of_all_makers_become_markup(tree: object, markup: str) -> None:
    assert blocks.Writer(same).markup(tree) == markup


def test_a_line_has_no_markup() -> None:
    tree = {"blocks": [paragraph("One"), paragraph("Two")]}
    assert blocks.Writer(same).line(tree) == "One Two"


def test_what_is_too_deep_or_too_much_is_left_out() -> None:
    deep: Any = "One"
    for _ in range(100):
        deep = [deep]
    assert blocks.Writer(same).markup(deep) == ""
    assert blocks.Writer(same, left=9).markup(["One"] * 90).count("One") == 8
