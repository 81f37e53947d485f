"""The lists of words, and which of them a text calls for."""

from __future__ import annotations

import pytest

from aggregator.dedup.lexicon import UNKNOWN, lexicon, recognise, voices
from aggregator.dedup.polarity import opposite

LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pt", "ru", "uk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_denies_negates_and_counts(language: str) -> None:
    words = lexicon(language)
    assert len(words.denials) > 20
    assert len(words.negators) > 5
    assert {1, 2, 3, 10} <= set(words.numbers.values())
    assert not words.numbers.keys() & words.scales.keys()
    assert words.doubts
    assert words.exact
    assert words.boilerplate
    assert words.labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_its_own_opposite(language: str) -> None:
    words = lexicon(language)
    assert not [word for word in words.sides if opposite(word, word, words)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the fire in the warehouse was put out", "en"),
        ("der brand in der lagerhalle ist gelöscht und die ursache", "de"),
        ("el incendio en la nave ha sido extinguido por los bomberos", "es"),
        ("le feu dans les locaux est éteint et les pompiers", "fr"),
        ("il fuoco nella fabbrica è stato spento dai pompieri della città", "it"),
        ("de brand in het magazijn is geblust en er zijn geen doden", "nl"),
        ("o fogo no armazém foi apagado pelos bombeiros e não há mortos", "pt"),
        ("пожар на складе потушен и все люди были спасены", "ru"),
        ("пожежу на складі вони загасили, який він бачив, що це", "uk"),
    ],
)
def test_a_language_is_known_by_its_common_words(text: str, language: str) -> None:
    assert recognise(frozenset(text.split()), None) is lexicon(language)


def test_what_the_outlet_states_holds_if_we_have_it() -> None:
    assert recognise(frozenset(["the", "and"]), "de-AT") is lexicon("de")
    assert recognise(frozenset(["the", "and"]), "fi") is lexicon("en")


def test_shorthand_is_taken_for_english_and_the_rest_for_unknown() -> None:
    assert recognise(frozenset(["oil", "up"]), None) is lexicon("en")
    assert "nie" in UNKNOWN.negators
    assert recognise(frozenset(["alert", "over", "in"]), None) is lexicon("en")
    assert recognise(frozenset(["šest", "mrtvých"]), None) is UNKNOWN


def test_opposites_come_from_the_list_or_from_a_prefix() -> None:
    english = lexicon("en")
    assert opposite("rose", "fell", english)
    assert opposite("likely", "unlikely", english)
    assert not opposite("rose", "grew", english)
    assert not opposite("rose", "approved", english)
    assert not opposite("a", "una", english)


def test_who_tells_the_news_is_listed() -> None:
    assert {"reuters", "afp"} <= voices()
