"""What was read of a node is found again by the node's markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from aggregator.extract.kept import ByMarkup

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST = 8_192
MANY = 1_100  # nodes; more than are kept


@pytest.fixture
def read() -> list[str]:
    """The texts of the nodes that were really read."""
    return []


@pytest.fixture
def reader(read: list[str]) -> ByMarkup[str, str]:
    def text(node: LexborNode, end: str) -> str:
        read.append(node.text())
        return node.text() + end

    return ByMarkup(text)


def paragraphs(*texts: str) -> list[LexborNode]:
    return LexborHTMLParser("".join(f"<p>{text}</p>" for text in texts)).css("p")


def test_nodes_of_the_same_markup_are_read_once(
    reader: ByMarkup[str, str], read: list[str]
) -> None:
    looks = (*paragraphs("flood"), *paragraphs("flood", "fire"))
    assert [reader(node, ".") for node in looks] == ["flood.", "flood.", "fire."]
    assert read == ["flood", "fire"]
    assert reader(looks[0], "!") == "flood!"


def test_a_node_of_much_markup_is_read_each_time(
    reader: ByMarkup[str, str], read: list[str]
) -> None:
    (node,) = paragraphs("a" * LONGEST)
    assert reader(node, ".") == reader(node, ".")
    assert len(read) == 2


def test_of_many_nodes_the_oldest_is_forgotten_and_at_a_word_all_are(
    reader: ByMarkup[str, str], read: list[str]
) -> None:
    nodes = paragraphs(*map(str, range(MANY)))
    for node in (*nodes, nodes[-1], nodes[0]):
        reader(node, ".")
    assert read == [*map(str, range(MANY)), "0"]
    reader.cache_clear()
    reader(nodes[-1], ".")
    assert read[-1] == str(MANY - 1)
