from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.extract import clocked

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def is_title(paragraph: str) -> bool:
    return not paragraph.endswith(".") and not paragraph[0].isdigit()


def shown(*paragraphs: str) -> list[tuple[str | None, str | None, str | None]]:
    found = clocked.items(paragraphs, is_title=is_title, now=NOW)
    return [(each.published, each.title, each.text) for each in found]


QUEUE = ("2026-03-01T11:04:00", "Queue at the gate", "Lorries wait.")
FRIDAY = ("Friday, 27 February", "8:00", "Four.")
FERRY = ("2026-03-01T10:50:00", "No ferry", "It is cancelled.")


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("11.04 Uhr: Queue at the gate", "10.50 Uhr: No ferry"),
        ("[11:04] Queue at the gate", "[10:50] No ferry"),
        ("(11:04): Queue at the gate", "(10:50): No ferry"),
        ("+++ 11:04 Queue at the gate +++", "+++ 10:50 No ferry +++"),
        ("11:04 \u2013 Queue at the gate", "10:50 \u2013 No ferry"),
        ("11.04am Queue at the gate", "10.50am No ferry"),
    ],
)
def test_a_clock_begins_a_post(paragraphs: tuple[str, str]) -> None:
    one, other = paragraphs
    assert shown(one, "Lorries wait.", other, "It is cancelled.") == [QUEUE, FERRY]


def test_a_clock_may_stand_above_the_headline_or_beneath_it() -> None:
    titles = ("Queue at the gate", "No ferry")
    one, other = ("11:04", titles[0], "Lorries wait."), ("10:50", titles[1])
    assert shown(*one, *other, "It is cancelled.") == [QUEUE, FERRY]
    beneath = (titles[0], "11:04", "Lorries wait.", titles[1], "10:50")
    assert shown(*beneath, "It is cancelled.") == [QUEUE, FERRY]


def test_a_post_may_have_no_headline_or_nothing_else() -> None:
    assert shown("11:04 - Lorries wait.", "10:50 - No ferry", "9:10") == [
        ("2026-03-01T11:04:00", None, "Lorries wait."),
        ("2026-03-01T10:50:00", "No ferry", ""),
        ("2026-03-01T09:10:00", None, ""),
    ]


def test_days_are_stated_by_lines_or_counted_back_from_now() -> None:
    told = shown("9:10", "One.", "8:00", "Two.", "23:40", "Three.", *FRIDAY)
    assert told == [
        ("2026-03-01T09:10:00", None, "One."),
        ("2026-03-01T08:00:00", None, "Two."),
        ("2026-02-28T23:40:00", None, "Three."),
        ("2026-02-27T08:00:00", None, "Four."),
    ]


def test_words_above_the_first_clock_are_kept_but_headlines_are_the_pages() -> None:
    told = shown("Harbour, live", "It began at dawn.", "11:04", "One.", "10:50", "Two.")
    assert told[0] == (None, None, "It began at dawn.")
    assert len(told) == 3


def test_what_is_a_clock_for_sure_is_marked_as_doubtful_for_its_day() -> None:
    found = clocked.items(["11:04", "One.", "10:50"], is_title=is_title, now=NOW)
    assert [(each.id, each.doubtful) for each in found] == [
        ("11:04", True),
        ("10:50", True),
    ]


@pytest.mark.parametrize(
    "paragraphs",
    [
        (),
        ("One.", "Two."),
        ("11:04", "One."),
        ("7.13 percent of the lorries wait.", "8.20 percent of them are empty."),
        ("[about 11:04] One.", "(not 10:50) Two."),
    ],
)
def test_figures_are_no_clocks(paragraphs: tuple[str, ...]) -> None:
    assert shown(*paragraphs) == []
