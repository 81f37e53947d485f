"""What a language model is asked, and what its answer decides; a stand-in answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.dedup.nearness import one_story, other_in_meaning, same_in_meaning
from aggregator.dedup.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

FLOOD = (
    "The swollen river burst its banks overnight near the harbour, and hundreds of"
    " frightened families left their homes."
)
AGAIN = (
    "Hundreds of families fled in the night as the river rose over its banks, and the"
    " harbour district stood under water."
)
HEADLINE, AGAIN_IN_SHORT = "River floods harbour", "Harbour under water"


def answering(cosine: float) -> Callable[[str, str], float]:
    return lambda _one, _other: cosine


@pytest.mark.parametrize("tell", [same_in_meaning, other_in_meaning, one_story])
def test_without_a_model_nothing_is_told(tell: Callable[..., bool]) -> None:
    assert not tell(read(None, FLOOD, "en"), read(None, FLOOD, "en"), None)


@pytest.mark.parametrize("tell", [same_in_meaning, other_in_meaning, one_story])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Der Fluss ist über die Ufer getreten, und die Familien sind fort.", FLOOD),
        (FLOOD, "Река вышла из берегов, и семьи покинули свои дома."),
        ("洪水で川が氾濫し、家族が避難した。", "洪水で川が氾濫した。"),
    ],
)
def test_of_posts_in_other_languages_nothing_is_asked(
    tell: Callable[..., bool], old: str, new: str
) -> None:
    def meaning(one: str, other: str) -> float:
        pytest.fail(f"asked about {one!r} and {other!r}")

    assert not tell(read(None, old, None), read(None, new, None), meaning)


def test_title_and_text_are_asked_about_the_earlier_post_first() -> None:
    asked = list[tuple[str, str]]()

    def meaning(one: str, other: str) -> float:
        asked.append((one, other))
        return 1.0

    old, new = read("River floods", FLOOD, "en"), read("Harbour flooded", "", "en")
    assert same_in_meaning(old, new, meaning)
    ((first, second),) = asked
    assert first.startswith("River floods. The swollen river burst")
    assert second == "Harbour flooded"


@pytest.mark.parametrize(
    ("old", "new", "least"),
    [(FLOOD, AGAIN, 0.65), (HEADLINE, AGAIN_IN_SHORT, 0.77), (FLOOD, HEADLINE, 0.77)],
)
def test_of_a_headline_more_is_asked_than_of_a_post(
    old: str, new: str, least: float
) -> None:
    pair = read(None, old, "en"), read(None, new, "en")
    assert same_in_meaning(*pair, answering(least))
    assert not same_in_meaning(*pair, answering(least - 0.01))


def test_posts_are_other_below_a_figure_and_of_one_story_from_one() -> None:
    pair = read(None, HEADLINE, "en"), read(None, AGAIN_IN_SHORT, "en")
    assert other_in_meaning(*pair, answering(0.74))
    assert not other_in_meaning(*pair, answering(0.75))
    assert one_story(*pair, answering(0.65))
    assert not one_story(*pair, answering(0.64))
