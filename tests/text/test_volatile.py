# ruff: noqa: RUF001 - Cyrillic letters stand here on purpose.
"""What changes by itself goes, whatever the language; what is news stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text.volatile import steady

AGES_AND_COUNTS = (
    "2 minutes ago",
    "(2 minutes ago)",
    "an hour ago",
    "just now",
    "Updated 3m ago",
    "Updated at 12.36 BST",
    "Last updated: 2 hours ago",
    "123 comments",
    "No comments",
    "Comments (123)",
    "45 shares",
    "1.2k likes",
    "1,234 people watching",
    "5 min read",
    "vor 5 Minuten",
    "vor einer Stunde",
    "Aktualisiert um 14:05 Uhr",
    "Kommentare: 12",
    "5 Min. Lesezeit",
    "1,2 Mio. Aufrufe",
    "il y a 3 h",
    "à l’instant",
    "Mis à jour il y a 2 min",
    "temps de lecture : 4 min",
    "hace una hora",
    "3 min de lectura",
    "un'ora fa",
    "tempo di lettura: 5 minuti",
    "5 minuten geleden",
    "12 reacties",
    "há 10 min",
    "10 minutos atrás",
    "5 минут назад",
    "12 345 просмотров",
    "10 хв тому",
    "3 коментарі",
)
COUNTDOWNS = ("Starts in 2 days 4 hours", "Countdown: 00:12:33", "2 hours left")
NEWS = "The ferry is back in port."


@pytest.mark.parametrize("label", [*AGES_AND_COUNTS, *COUNTDOWNS])
def test_a_line_that_is_a_label_goes(label: str) -> None:
    assert steady(f"{NEWS}\n{label}\nMore soon.") == f"{NEWS}\nMore soon."
    assert steady(label) == ""


@pytest.mark.parametrize("label", AGES_AND_COUNTS)
def test_a_label_behind_the_last_sentence_goes(label: str) -> None:
    assert steady(f"{NEWS} {label}") == NEWS
    assert steady(f"{NEWS} {label} 3 likes") == NEWS


def test_labels_between_dots_go_and_the_rest_stays() -> None:
    assert steady("By Jane Roe · 5 min read · Harbour") == "By Jane Roe | Harbour"


@pytest.mark.parametrize(
    "text",
    [
        "Two minutes ago he fell",
        "2 minutes ago he fell from the ladder",
        "He fell 2 minutes ago",
        "He said 123 comments were made",
        "The ferry left. 5 people died",
        "3 comments were deleted by the court",
        "The match is on. 5 minutes left",
        "Es geschah vor 5 Minuten",
        "Il y a 3 morts",
        "Updated rules come into force",
        "5 dead",
        "3-1",
        "12 m",
        "Now",
        "Harbour · Ferry 12",
        "One line\n\nand another",
        "",
    ],
)
def test_news_keeps_its_numbers(text: str) -> None:
    assert steady(text) == text


@given(st.lists(st.sampled_from([*AGES_AND_COUNTS, *COUNTDOWNS, NEWS, "He fell"])))
def test_what_is_steady_stays_so(lines: list[str]) -> None:
    for joint in ("\n", " ", " · "):
        once = steady(joint.join(lines))
        assert steady(once) == once
