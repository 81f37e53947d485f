"""What edits do: our own labelled edits in edits.json, and some rules."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.dedup.changes import change
from aggregator.dedup.notices import notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.liveblog import Change
    from aggregator.model import Post

EDITS = json.loads(Path(__file__).with_name("edits.json").read_text("utf-8"))
SENTENCES = (
    "The harbour stays shut until the storm has passed.",
    "Two bridges are being checked by engineers.",
    "Schools in the valley open an hour later.",
    "Volunteers hand out soup in the town hall.",
    "A second train is waiting outside the station.",
    "The mayor thanked all who came to help.",
    "Nobody knows how the gate came to be open.",
)
shared_fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("edit", EDITS)
def test_edits_are_classed_as_people_class_them(
    edit: dict[str, Any], make_post: Callable[..., Post]
) -> None:
    before = make_post(text=edit["before"], language=edit["language"])
    after = replace(before, text=edit["after"])
    assert change(before, after) == edit["change"]


@shared_fixtures
@given(
    sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5, unique=True),
    more=st.sampled_from(SENTENCES),
    data=st.data(),
)
def test_a_sentence_added_at_any_place_is_an_addition(
    sentences: list[str], more: str, data: st.DataObject, make_post: Callable[..., Post]
) -> None:
    place = data.draw(st.integers(0, len(sentences)))
    before = make_post(text=" ".join(sentences))
    longer = [*sentences[:place], more, *sentences[place:]]
    assert change(before, replace(before, text=" ".join(longer))) == "addition"


@shared_fixtures
@given(
    was=st.integers(2, 90),
    now=st.integers(2, 90),
    around=st.lists(st.sampled_from(SENTENCES)),
)
def test_another_number_is_a_correction(
    was: int, now: int, around: list[str], make_post: Callable[..., Post]
) -> None:
    text = f"The blast has hurt {{}} people in the port. {' '.join(around)}"
    before = make_post(text=text.format(was))
    found = change(before, replace(before, text=text.format(now)))
    assert found == ("rewording" if was == now else "correction")


@shared_fixtures
@given(was=st.text(max_size=60), now=st.text(max_size=60))
def test_whatever_the_words_an_edit_has_a_class(
    was: str, now: str, make_post: Callable[..., Post]
) -> None:
    before = make_post(text=was)
    assert change(before, replace(before, text=now))
    says_so_already = notice(make_post(text=""), before)
    if was.strip() and not says_so_already:
        assert change(before, replace(before, text=f"{was} (Removed)\nRemoved.")) == (
            "retraction"
        )


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("Fire kills six", "Fire kills nine", "correction"),
        ("Fire kills six", "Six die in a warehouse fire", "rewording"),
        ("Blaze Guts Store in Leeds", "Fire Destroys Store in Leeds", "rewording"),
        ("Biden Visits Paris", "Trump Visits Paris", "correction"),
        ("Fier kills six", "Fire kills six", "typo"),
        ("Fire kills six", "Fire kills six, and the owner is missing", "addition"),
        (None, "Fire kills six", "addition"),
        ("Fire kills six", None, "rewording"),
    ],
)
def test_headlines_count(
    was: str | None, now: str | None, expected: Change, make_post: Callable[..., Post]
) -> None:
    before = make_post(title=was, text="It broke out before dawn.")
    assert change(before, replace(before, title=now)) == expected


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("They meet.\n2 minutes ago", "All have met.\n9 minutes ago", "rewording"),
        ("Updated. They meet.", "Updated. They meet, and at last today.", "addition"),
        ("We wait.", "We waited and waited on.", "rewording"),
        ("It is at 12:05 now.", "It is at 12:04 now.", "correction"),
        ("Watch again", "Watch live", "rewording"),
        ("This post was removed.", "This post was removed. It was wrong.", "addition"),
        ("6人死亡", "9人死亡", "correction"),
        ("投票が終わりました。", "投票が終わりました。開票です。", "addition"),
        ("a b c d e f", "ax bx cx dx ex fx", "rewording"),
    ],
)
def test_the_edges(
    was: str, now: str, expected: Change, make_post: Callable[..., Post]
) -> None:
    before = make_post(text=was)
    assert change(before, replace(before, text=now)) == expected


def test_many_slips_are_no_slip(make_post: Callable[..., Post]) -> None:
    right = "over there under these bridges where people usually gather"
    wrong = "ovre there udner these brigdes where poeple usually gahter"
    assert change(make_post(text=wrong), make_post(text=right)) == "rewording"


def test_long_posts_are_compared_in_bounded_time(
    make_post: Callable[..., Post],
) -> None:
    before = make_post(text="harbour " * 9_000)
    after = make_post(text="station " * 9_000)
    assert change(before, after) == "rewording"
    notice = replace(before, text=f"{before.text} This post has been removed.")
    assert change(before, notice) == "retraction"
