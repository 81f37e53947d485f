"""What one post is to another, by examples and by properties."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.dedup.judge import compare
from aggregator.model import Post

Tell: TypeAlias = Callable[..., Post]

PAIRS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("pairs.json").read_text("utf-8")
)
FIRE = (
    "A fire at a furniture warehouse in Leeds has killed six people, police said on "
    "Monday. Forty firefighters fought the blaze through the night."
)


def post(text: str, title: str | None = None) -> Post:
    return Post(
        source="s", outlet="o", key="k", url="u", title=title, html="", text=text
    )


def relation(pair: dict[str, Any]) -> str:
    a, b = (post(pair[side]["text"], pair[side]["title"]) for side in "ab")
    return compare(a, b).relation


def test_precision_and_recall_on_our_own_pairs_are_kept() -> None:
    found = [(pair["kind"], relation(pair)) for pair in PAIRS]
    right = found.count(("echo", "echo"))
    merged = sum(verdict == "echo" for _, verdict in found)
    echoes = sum(kind == "echo" for kind, _ in found)
    assert len(PAIRS) >= 40
    assert right / merged == 1.0
    assert right / echoes >= 0.9


def test_what_goes_beyond_a_post_is_told_from_what_has_nothing_to_do_with_it() -> None:
    found = [(pair["kind"], relation(pair)) for pair in PAIRS if pair["kind"] != "echo"]
    assert sum(kind == verdict for kind, verdict in found) / len(found) >= 0.9


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (FIRE.replace("six", "four"), "six → four"),
        (FIRE.replace("Leeds", "Bradford"), "Leeds → Bradford"),
        (FIRE.replace("said", "denied"), "says “denied”"),
        (FIRE.replace("has killed", "has not killed"), "says “not”"),
        (FIRE.replace("Forty", "Sixty"), "Forty → Sixty"),
        (FIRE.replace("has killed", "may have killed"), "says “may”"),
        (FIRE.replace("warehouse", "museum"), "warehouse → museum"),
        (FIRE.replace("has killed", "will kill"), "has → will"),
    ],
)
def test_the_reason_is_told_in_words(new: str, reason: str) -> None:
    found = compare(post(FIRE), post(new))
    assert (found.relation, found.reasons) == ("update", (reason,))


def test_what_is_taken_away_is_told_too() -> None:
    assert compare(
        post(FIRE.replace("has killed", "has not killed")), post(FIRE)
    ).reasons == ("no longer says “not”",)


def test_a_name_that_changes_places_is_no_echo() -> None:
    old = (
        "Iraq attacked Iran near the border town of Qasr this morning, witnesses said."
    )
    new = (
        "Iran attacked Iraq near the border town of Qasr this morning, witnesses said."
    )
    assert compare(post(old), post(new)).reasons == ("Iraq ↔ Iran",)


def test_a_unit_goes_with_any_number_and_changes_no_places() -> None:
    old = "Turnover rose to 2 million dollars in the spring, Mayhew Stores said."
    new = "Mayhew Stores said turnover rose to 2 million dollars in the spring."
    assert compare(post(old), post(new)).relation == "echo"


def test_words_in_one_or_in_two_are_the_same() -> None:
    old = "The cease fire in the northern border region holds, observers said."
    assert compare(post(old), post(old.replace("e f", "ef"))).relation == "echo"


def test_a_passage_that_has_dozens_of_other_words_is_compared_all_the_same() -> None:
    old, new = (
        " ".join(f"Na{letter}me{first}{last}" for first in "abcd" for last in "efgh")
        for letter in "xz"
    )
    frame = "In the northern border region the observers met {} on Monday morning. "
    assert compare(
        post(frame.format(old) + FIRE), post(frame.format(new) + FIRE)
    ).reasons


def test_a_story_with_many_other_names_is_no_echo_in_other_words() -> None:
    old = (
        "The home team managed to equalise five minutes before the end, but Trabzon "
        "won by a late goal of Filip Novak in added time at Kayseri."
    )
    new = (
        "Five minutes before the whistle the hosts drew level, yet Filip Novak struck "
        "late in added time and gave Trabzon the victory at Kayseri."
    )
    names = " ".join(f"Na{first}{last}" for first in "abcd" for last in "efghi")
    others = names.replace("N", "R")
    crowd = "and so did {} in that order"
    assert compare(post(old), post(new)).relation == "echo"
    assert (
        compare(
            post(f"{old[:-1]}, {crowd.format(names)}."),
            post(f"{new[:-1]}, {crowd.format(others)}."),
        ).relation
        != "echo"
    )


def test_a_post_cut_short_is_still_an_echo() -> None:
    cut = "A fire at a furniture warehouse in Leeds has killed six people…"
    assert compare(post(FIRE), post(cut)).relation == "echo"
    assert compare(post(cut), post(FIRE)).relation != "distinct"


def test_a_denial_counts_even_where_the_older_post_was_cut_short() -> None:
    old = "The ministry has agreed to buy forty trains for the northern line…"
    new = (
        "The ministry has agreed to buy forty trains for the northern line, false news."
    )
    assert compare(post(old), post(new)).reasons == ("says “false”",)


def test_one_sentence_may_be_told_in_two() -> None:
    whole = (
        "The minister arrived in Geneva for talks on the northern border, "
        "and would not answer questions about the missing documents."
    )
    split = whole.replace(", and would", ". And would")
    assert compare(post(whole), post(split)).relation == "echo"
    assert compare(post(split), post(whole)).relation == "echo"


def test_initials_stand_for_a_name() -> None:
    old = (
        "The United Nations will send forty observers to the northern border on Monday."
    )
    new = "The UN will send forty observers to the northern border on Monday."
    assert compare(post(old), post(new)).relation == "echo"


def test_a_story_in_other_words_is_an_echo_if_all_facts_agree() -> None:
    old = (
        "The home team managed to equalise five minutes before the end, but Trabzon "
        "won by a late goal of Filip Novak in added time at Kayseri."
    )
    new = (
        "Five minutes before the whistle the hosts drew level, yet Filip Novak struck "
        "late in added time and gave Trabzon the victory at Kayseri."
    )
    assert compare(post(old), post(new)).relation == "echo"
    assert compare(post(old), post(f"{new} Fans called it a lie.")).relation != "echo"
    other = new.replace("Trabzon", "Rize and Sivas").replace("Filip Novak", "Jan Duric")
    assert compare(post(old), post(other)).relation != "echo"


def test_a_recap_of_an_old_matter_below_a_new_one_goes_beyond() -> None:
    new = (
        "Parliament will meet tomorrow at ten to elect a speaker; three women stand. "
        "The session is open to visitors and is shown on all public channels. "
        f"Earlier: {FIRE}"
    )
    assert compare(post(FIRE), post(new)).relation == "update"


def test_headlines_count_beside_a_short_text() -> None:
    text = "Follow all the reactions from our correspondents here."
    won = post(text, "Chancellor wins confidence vote in Berlin")
    lost = post(text, "Chancellor loses confidence vote in Berlin")
    assert compare(won, won).relation == "echo"
    assert compare(won, lost).reasons == ("wins → loses",)


@pytest.mark.parametrize("text", ["", "Goal!", "🎉", "…", "1", "<p></p>"])
def test_of_two_posts_that_say_nothing_neither_is_an_echo(text: str) -> None:
    assert compare(post(text), post(text)).relation == "distinct"


def test_a_text_without_end_is_compared_by_its_beginning() -> None:
    endless = "A fire in Leeds has killed six people " * 20_000
    assert compare(post(endless), post(endless)).relation == "echo"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    found = compare(post(one), post(other))
    assert 0 <= found.likeness <= 1.0001


@given(
    st.lists(
        st.sampled_from(FIRE.split() + PAIRS[12]["a"]["text"].split()),
        min_size=12,
        max_size=60,
    )
)
def test_a_text_that_says_something_echoes_itself(words: list[str]) -> None:
    text = " ".join(words)
    found = compare(post(text), post(text))
    assert found.relation in ("echo", "distinct")
    assert compare(post(f"{FIRE} {text}"), post(f"{FIRE} {text}")).relation == "echo"
