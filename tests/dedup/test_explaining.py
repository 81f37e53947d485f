"""Two posts side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedup.explaining import Explanation, explain
from aggregator.model import Post

FIRE = (
    "A fire at a furniture warehouse in Leeds has killed six people. "
    "Forty firefighters fought the blaze through the night."
)


def post(text: str) -> Post:
    return Post(
        source="s", outlet="o", key="k", url="u", title=None, html="", text=text
    )


def runs(found: Explanation) -> list[list[tuple[str, str]]]:
    return [[(run.words, run.fate) for run in pair.runs] for pair in found.pairs]


def test_what_stands_for_another_is_shown_in_its_place() -> None:
    found = explain(post(FIRE), post(FIRE.replace("six", "four")))
    assert runs(found) == [
        [
            ("A fire at a furniture warehouse in Leeds has killed", "same"),
            ("six", "gone"),
            ("four", "come"),
            ("people", "same"),
        ],
        [("Forty firefighters fought the blaze through the night", "same")],
    ]
    assert found.decided == "something speaks against it: six → four"
    assert (found.gone, found.come) == (("six",), ("four",))
    assert "Leeds" in found.shared


def test_what_stands_elsewhere_has_moved() -> None:
    moved = "In Leeds a fire at a furniture warehouse has killed six people."
    found = explain(post(FIRE), post(moved))
    assert runs(found)[0][0] == ("In Leeds", "moved")


def test_sentences_that_only_one_has_stand_alone() -> None:
    new = f"{FIRE.partition('. ')[0]}. The mayor ordered an inquiry into its permits."
    assert runs(explain(post(FIRE), post(new)))[1:] == [
        [("The mayor ordered an inquiry into its permits", "come")],
        [("Forty firefighters fought the blaze through the night", "gone")],
    ]


def test_what_decided_is_named_where_nothing_differs() -> None:
    assert explain(post(FIRE), post(FIRE)).decided == "nearly the same words"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_explained(one: str, other: str) -> None:
    assert explain(post(one), post(other)).decided
