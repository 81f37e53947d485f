from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import stamps
from aggregator.extract.lengths import count
from aggregator.extract.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.lengths import Lengths

    PageOf = Callable[[str], Page]

NEAR = date(2026, 3, 1)


def measured(page: Page) -> Lengths:
    return stamps.scan(page, NEAR).lengths


def test_words_are_counted_without_those_of_scripts(page_of: PageOf) -> None:
    page = page_of(
        "<div><h2>One <i>two</i></h2><p>three<!-- x --> four<script>five six</script>"
        "</p><time>seven</time></div><p>eight</p></body><!-- end -->"
    )
    lengths = measured(page)
    div, *paragraphs = page.tree.css("div, p")
    assert lengths.of(div) == 5
    assert lengths.besides(div) == 2
    assert [lengths.of(each) for each in paragraphs] == [2, 1]


def test_a_line_within_a_line_counts_once(page_of: PageOf) -> None:
    page = page_of("<div><h2>One <time>two</time> three</h2>four</div>")
    (div,) = page.tree.css("div")
    assert measured(page).besides(div) == 1


def test_scripts_without_spaces_have_words_as_well() -> None:
    assert count("Die Fähre fährt", ["Die", "Fähre", "fährt"]) == 3
    assert count("台風が海岸に近づいている", ["台風が海岸に近づいている"]) == 1 + 6


@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>a b", "c<br>", "<i>d</i>"])))
def test_all_words_of_a_node_are_those_of_its_text(parts: list[str]) -> None:
    tree = LexborHTMLParser("".join(parts))
    page = Page(url="", tree=tree, fetched=datetime(2026, 3, 1, tzinfo=UTC))
    lengths = measured(page)
    for node in tree.body.css("*") if tree.body else ():
        assert lengths.of(node) == len(node.text(separator=" ").split())
