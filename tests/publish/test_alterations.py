from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.publish.alterations import Run, alterations

WORDS = st.lists(
    st.sampled_from(["four", "six", "hurt", "in", "the", "fire"]), max_size=12
)


def marked(old: str, new: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "come": "{{+{}+}}"}
    runs = alterations(old, new)
    return "".join(signs[each.fate].format(each.text) + each.gap for each in runs)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("Four hurt.", "Four hurt.", "Four hurt. "),
        ("Four are hurt.", "Six are hurt.", "[-Four-] {+Six+} are hurt. "),
        ("It is  open\n\nnow.", "It is open now.", "It is open now. "),
        ("It is open.", "It is not open.", "It is {+not+} open. "),
        ("It is not open.", "It is open.", "It is [-not-] open. "),
        ("a b c d e", "a x c y e", "a [-b-] {+x+} c [-d-] {+y+} e "),
        ("", "New.", "{+New.+} "),
        ("Old.", "", "[-Old.-] "),
        ("四人がけがをした。", "六人がけがをした。", "[-四-]{+六+}人がけがをした。 "),
    ],
)
def test_what_an_edit_did_is_marked_word_by_word(
    old: str, new: str, shown: str
) -> None:
    assert marked(old, new) == shown


def test_texts_with_little_in_common_are_told_whole() -> None:
    old, new = "The fire in the harbour is out.", "The vote was lost; nobody resigns."
    assert marked(old, new) == f"[-{old}-] {{+{new}+}} "


def test_long_texts_are_compared_where_they_differ() -> None:
    same = "The count goes on. " * 2_000
    before, change, after = alterations(f"{same} Four. {same}", f"{same} Six. {same}")[
        :3
    ]
    assert (before.fate, change, after) == (
        "same",
        Run("gone", "Four.", " "),
        Run("come", "Six.", " "),
    )


def test_long_texts_that_differ_all_over_are_told_whole() -> None:
    old = " ".join(f"{number} same" for number in range(4_001))
    new = " ".join(f"{number}x same" for number in range(4_001))
    gone, come = alterations(f"{old} end", f"{new} end")
    assert (gone.fate, come.fate) == ("gone", "come")


@given(old=WORDS, new=WORDS)
def test_both_texts_can_be_read_out_of_it(old: list[str], new: list[str]) -> None:
    runs = alterations(" ".join(old), " ".join(new))
    for fate, words in (("come", old), ("gone", new)):
        left = "".join(each.text + each.gap for each in runs if each.fate != fate)
        assert left.split() == words


@given(old=WORDS, new=WORDS)
def test_as_much_as_can_be_is_kept(old: list[str], new: list[str]) -> None:
    runs = alterations(" ".join(old), " ".join(new))
    kept = sum(len(each.text.split()) for each in runs if each.fate == "same")
    most = longest(old, new)
    assert kept == (most if most >= max(len(old), len(new)) / 3 else 0)


def longest(old: list[str], new: list[str]) -> int:
    """Return the length of a longest common subsequence, by the textbook's table."""
    row = [0] * (len(old) + 1)
    for word in new:
        before = row
        row = [0]
        for place, other in enumerate(old):
            best = max(row[place], before[place + 1])
            row.append(before[place] + 1 if word == other else best)
    return row[-1]
