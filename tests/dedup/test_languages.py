"""What a post is to an earlier one, whatever the language; the cases are in cases/."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from aggregator.dedup.judge import compare
from aggregator.model import Post

CASES = Path(__file__).parent / "cases"
LISTED = ("de", "es", "fr", "it", "nl", "pt", "ru", "uk")  # languages with word lists


def cases(name: str) -> list[dict[str, Any]]:
    found = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return [{"language": name, **case} for case in found]


EVERY = [case for name in (*LISTED, "other") for case in cases(name)]


def post(text: str, language: str | None) -> Post:
    return Post(
        source="s",
        outlet="o",
        key="k",
        url="u",
        title=None,
        html="",
        text=text,
        language=language,
    )


@pytest.mark.parametrize("language", LISTED)
def test_every_language_has_cases_of_each_verdict(language: str) -> None:
    verdicts = Counter(case["verdict"] for case in cases(language))
    assert verdicts.total() >= 10
    assert {"echo", "update", "related", "distinct"} <= set(verdicts)


@pytest.mark.parametrize("is_stated", [True, False], ids=["stated", "guessed"])
@pytest.mark.parametrize(
    "case", EVERY, ids=[f"{each['language']}: {each['change']}" for each in EVERY]
)
def test_a_change_is_judged_alike_in_every_language(
    case: dict[str, Any], *, is_stated: bool
) -> None:
    language = case["language"] if is_stated else None
    earlier, later = (post(case[side], language) for side in ("earlier", "later"))
    found = compare(earlier, later)
    assert (found.relation, found.reasons) == (case["verdict"], found.reasons)


@pytest.mark.parametrize(
    "case", EVERY, ids=[f"{each['language']}: {each['change']}" for each in EVERY]
)
def test_an_echo_is_one_in_either_order_and_what_speaks_against_it_too(
    case: dict[str, Any],
) -> None:
    earlier, later = (post(case[side], None) for side in ("earlier", "later"))
    if case["change"] not in ("cut", "follow-up"):
        is_echo = compare(later, earlier).relation == "echo"
        assert is_echo == (case["verdict"] == "echo")
