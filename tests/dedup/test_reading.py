"""A post as the judge sees it."""

from __future__ import annotations

import pytest

from aggregator.dedup.reading import Reading, read, weight


def words(reading: Reading) -> list[list[str]]:
    return [[token.word for token in each.tokens] for each in reading.sentences]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BREAKING: Six are dead.", [["6", "are", "dead"]]),
        ("14:32 Six are dead.", [["6", "are", "dead"]]),
        ("<p>Six are</p><p>dead.</p>", [["6", "are"], ["dead"]]),
        ("He wasn\u2019t there.", [["he", "was", "not", "there"]]),
        (
            "Airbus <Airbus SA> is up 5%.",
            [["airbus", "airbus", "sa", "is", "up", "5", "%"]],
        ),
        ("Mr. Obama saw it. He left.", [["mr", "obama", "saw", "it"], ["he", "left"]]),
        ("The U.S. paid, AFP reports.", [["the", "usa", "paid", "reports"]]),
        (
            "It cost three billion or 2.5 mln.",
            [["it", "cost", "3000000000", "or", "2500000"]],
        ),
        (
            "Twenty-five of 20 6 and a million.",
            [["25", "of", "20", "6", "and", "a", "1000000"]],
        ),
        ("It was \u22125 or (-4.5).", [["it", "was", "-5", "or", "-4.5"]]),
        ("Minus five, and minus -6.", [["-5", "and", "6"]]),
        ("Some 5-10 of them.", [["some", "5", "10", "of", "them"]]),
        ("US$5m, €3.", [["usa", "dollars", "5000000", "euros", "3"]]),
        ("10am or 10 p.m. then", [["10", "am", "or", "10", "pm", "then"]]),
        ("It is out. Read more here.", [["it", "is", "out"]]),
        ("首相は発表。", [["首相", "相は", "は発", "発表"]]),
        ("Iran: talks go on.", [["iran", "talks", "go", "on"]]),
    ],
)
def test_a_text_is_read_in_one_form(text: str, found: list[list[str]]) -> None:
    assert words(read(None, text, None)) == found


def test_the_title_is_read_where_there_is_no_text() -> None:
    assert words(read("Six dead in Leeds", "", None)) == [["6", "dead", "in", "leeds"]]


def test_names_are_told_from_words_that_open_a_sentence() -> None:
    reading = read("Fire In Leeds", "Police went to Leeds. Smoke rose.", None)
    assert reading.cases.names == {"leeds"}
    assert reading.cases.openers == {"fire", "leeds", "police", "smoke"}
    assert "went" in reading.cases.plain


def test_a_sentence_that_was_cut_off_is_marked() -> None:
    cut = [each.is_cut for each in read(None, "Police came. They saw…", None).sentences]
    assert cut == [False, True]


def test_british_and_american_spelling_are_one() -> None:
    british, american = (
        read(None, text, "en") for text in ("labour organised", "labor organized")
    )
    assert british.bag == american.bag


def test_what_is_read_is_bounded() -> None:
    reading = read(None, "word " * 100_000, None)
    assert sum(len(each.tokens) for each in reading.sentences) <= 40 * 60
    assert len(read(None, "Well. " * 1_000, None).sentences) == 40


def test_long_words_and_numbers_weigh_more() -> None:
    assert weight("of") < weight("fire") < weight("wareho") == weight("6")
    assert weight("首相") == 1.0


def test_a_long_sentence_is_news_whatever_phrase_it_has() -> None:
    long = (
        "The editor said that readers who want to read more about the trial of the "
        "mayor of Leeds will find the full record of each day in the town library."
    )
    assert len(read(None, f"{long} Read more here.", "en").sentences) == 1
