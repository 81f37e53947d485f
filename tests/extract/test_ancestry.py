from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import ancestry


def test_a_node_stands_in_those_around_it_up_to_a_bound() -> None:
    node = LexborHTMLParser("<main><p><b>x").css("b")[0]
    around = ancestry.with_ancestors(node, 99)
    assert [each.tag for each in around] == [
        "b",
        "p",
        "main",
        "body",
        "html",
        "-document",
    ]
    assert [each.tag for each in ancestry.with_ancestors(node, 2)] == ["b", "p"]
