from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text.rules import rule


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("fire", "Fire in the harbour"),
        ("harbour fire", "A HARBOUR: fire again"),
        ("straße", "Die STRASSE ist frei"),
        ("地震", "東京で地震がありました"),
        ("re:(?i)harbou?r", "The Harbor"),
        ("re:^Live: .*closed", "Live: all is closed"),
        (r"re:\d{1,3} (dead|hurt)", "12 dead"),
        (r"re:[)*+]{2}", "a)*"),
        (r"re:(?P<who>mayor|council)?lor", "councillor"),
    ],
)
def test_a_text_has_what_is_asked_for(written: str, text: str) -> None:
    assert rule(written)(text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("fire", "A firefighter"),
        ("harbour fire", "The fire in the harbour"),
        ("re:harbour", "HARBOUR"),
        ("re:end", "x" * 2_000 + "end"),
    ],
)
def test_a_text_has_it_not(written: str, text: str) -> None:
    assert not rule(written)(text)


def test_words_are_looked_for_in_all_of_a_text() -> None:
    assert rule("end")("x " * 20_000 + "end")


@pytest.mark.parametrize("written", ["", " ", "!?", "re:(", "re:[a"])
def test_what_asks_for_nothing_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"no word in it|no regular expression"):
        rule(written)


@pytest.mark.parametrize(
    "written",
    [
        "re:(a+)+$",
        "re:(a|a)*b",
        "re:(a{0,9}){9}b",
        r"re:(a)?\1",
        "re:(?P<x>a)(?P=x)",
        "re:.*a.*b",
        "re:a{2,}b{2,}",
        "re:" + "a?" * 30 + "a" * 30,
        "re:" + "(?:a|b|ab)" * 30,
    ],
)
def test_what_a_hostile_text_could_hang_on_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="too long"):
        rule(written)


@pytest.mark.parametrize("written", ["re:a.*b", "re:a{0,40}a{0,40}b", "re:.*.?$x"])
def test_what_is_taken_comes_to_an_end(written: str) -> None:
    asked = rule(written)
    began = time.perf_counter()
    assert not asked("a" * 5_000)
    assert time.perf_counter() - began < 2


PIECES = st.lists(st.sampled_from([*"ab()[]{}*+?|\\^.,19", "(?:", "(?=", "a*", "{1,}"]))


@given(PIECES.map("".join))
def test_any_pattern_is_either_refused_or_quick(written: str) -> None:
    try:
        asked = rule(f"re:{written}")
    except ValueError:
        return
    began = time.perf_counter()
    asked("ab" * 600 + "a" * 800)
    assert time.perf_counter() - began < 2


@given(st.text(), st.text())
def test_any_words_can_be_asked_for(written: str, text: str) -> None:
    try:
        asked = rule(written)
    except ValueError:
        return
    assert asked(f"{text} {written} {text}") or written.startswith("re:")
