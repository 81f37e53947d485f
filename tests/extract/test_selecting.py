from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import selecting


def exactly(markup: str, css: str) -> str | None:
    tree = LexborHTMLParser(markup)
    return selecting.exactly(tree, tree.css(css))


@pytest.mark.parametrize(
    ("markup", "wanted", "selector"),
    [
        ("<p id=post-1><p id=post-2><p>", "[id]", 'p[id^="post-"]'),
        ("<p class='x1 post'><p class=post><p>", ".post", "p.post"),
        ("<p class='a2b'><p class=a2b><p>", ".a2b", "p.a2b"),
        ("<p class='a:b'><p class=a:b><p>", "[class]", 'p[class~="a:b"]'),
        ("<p class='a&quot;'>1</p><b><p>2</p></b>", "[class]", "body > p"),
        ("<p itemprop='a&quot;b'>1</p><b><p>2</p></b>", "[itemprop]", "body > p"),
        ("<p data-at=1><p data-at=2><p>", "[data-at]", "p[data-at]"),
        ("<p itemprop=a><p itemprop=a><p>", "[itemprop]", 'p[itemprop="a"]'),
        ("<div class=l><p>1<p>2</div><p>", ".l p", "div.l > p"),
        ("<main><p>1</p><b><p>2</p></b></main><p>", "main p", "main p"),
        ("<p><time>1</time><p><time>2</time><p>", "p:has(time)", "p:has(time)"),
        ("<p>1</p><p>2</p>", "p:last-child", None),
        ("<p class=a></p><i class=a></i><b></b>", ".a", ".a"),
    ],
)
def test_the_plainest_selector_of_just_these_nodes_is_found(
    markup: str, wanted: str, selector: str | None
) -> None:
    assert exactly(markup, wanted) == selector


def test_if_others_cannot_be_left_out_the_fewest_are_let_in() -> None:
    tree = LexborHTMLParser("<div><p>1<p>2</div><section><p>3</section>")
    wanted = tree.css("div p:last-child")
    assert selecting.covering(tree, wanted) == "div > p"
    odd = [tree.css("div")[0], tree.css("section")[0]]
    assert selecting.covering(tree, odd) is None


def test_a_node_in_each_head_is_found_by_its_first_match() -> None:
    tree = LexborHTMLParser("<p><i>1</i><b>2</b><b>3</b><p><i>1</i><b>2</b>")
    heads = tree.css("p")
    assert selecting.within(heads, [head.css("b")[0] for head in heads]) == "b"
    assert selecting.within(heads, [head.css("b")[-1] for head in heads]) is None
