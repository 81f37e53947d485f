"""What is turned round in posts told in other words."""

from __future__ import annotations

import pytest

from aggregator.dedup.likeness import compare
from aggregator.dedup.reading import read
from aggregator.dedup.reversals import reversed_in
from aggregator.model import Post

SALES = (
    "Because of the rain, the summer brought an {} demand for umbrellas in the harbour"
    " town, and the two shops on the quay had to send for more of them."
)
AGAIN = (
    "Demand for umbrellas {} in the harbour town over a wet summer, so that both shops"
    " on the quay ordered again from the makers."
)


def post(text: str, outlet: str) -> Post:
    return Post(
        source=outlet, outlet=outlet, key="k", url="u", title=None, html="", text=text
    )


def told(old: str, new: str) -> tuple[str, ...]:
    return tuple(reversed_in(read(None, old, "en"), read(None, new, "en")))


def relation(old: str, new: str) -> str:
    return compare(post(old, "a"), post(new, "b")).relation


def test_an_opposite_in_the_same_company_turns_the_news_wherever_it_stands() -> None:
    old = SALES.format("increased")
    assert told(old, AGAIN.format("grew")) == ()
    assert relation(old, AGAIN.format("grew")) == "echo"
    assert told(old, AGAIN.format("fell")) == ("increased → fell",)
    assert relation(old, AGAIN.format("fell")) != "echo"


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("foreseen", "unforeseen", ("foreseen → unforeseen",)),
        ("unexpected", "expected", ("unexpected → expected",)),
        ("unexpected", "seen", ()),
        ("interesting", "teresting", ("interesting → teresting",)),
    ],
)
def test_a_prefix_turns_a_word_round(
    one: str, other: str, reason: tuple[str, ...]
) -> None:
    old, new = "The harbour saw {} demand for boats", "Demand for boats was {} there"
    assert told(old.format(one), new.format(other)) == reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Beside other words it tells of another thing.
        (
            "Prices rose at the fish market while the harbour lay under thick ice",
            "The temperature fell while the harbour lay under ice, and thick fog came",
        ),
        # So it does in a sentence of another matter.
        (
            "Umbrella sales rose at the market by the old stone bridge near Bryne",
            "After dark umbrella sales fell out of favour among wealthy valley farmers",
        ),
        # "Beat", "defeat": it is so, and not.
        ("Bryne beat Viking in the cup", "The cup: defeat of Viking by Bryne"),
        # The other post has the word too.
        ("Bread prices rose and fell", "Bread prices fell once more"),
        # Only one says "not", and so it is the same.
        (
            "The board did not call a new vote necessary",
            "A new vote was called unnecessary by the board",
        ),
        ("Bread prices rose", "Bread prices rose"),
    ],
)
def test_what_is_not_turned_round_is_no_reason(old: str, new: str) -> None:
    assert told(old, new) == ()
    assert told(new, old) == ()
