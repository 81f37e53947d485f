# ruff: noqa: RUF001 - live blogs and Cyrillic are written so.
from __future__ import annotations

from aggregator.extract import lifewords


def test_words_are_found_whole_in_any_case_and_quotes() -> None:
    assert lifewords.said("ended", "Storm – AS IT\u00a0HAPPENED!") == "as it happened"
    assert lifewords.said("ended", "The gas it happened to hold") is None
    assert lifewords.said("leave", "That’s it for today") == "that's it for today"


def test_a_label_may_be_adorned_and_says_nothing_else() -> None:
    assert lifewords.is_all("older", "« Older posts")
    assert lifewords.is_all("onward", "Next →")
    assert not lifewords.is_all("onward", "Next week in the harbour")
    assert not lifewords.is_all("older", "")


def test_every_language_has_words_for_each_use() -> None:
    languages = {use: set(words) for use, words in lifewords._table().items()}
    ten = {"en", "de", "fr", "es", "it", "pt", "pl", "nl", "ru", "uk"}
    assert all(spoken == ten for spoken in languages.values()), languages
