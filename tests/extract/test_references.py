# ruff: noqa: RUF001 - Cyrillic letters stand here on purpose.
"""A post speaks of another by the clock, in nine languages; not of much else."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import references

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("As we mentioned earlier (see 7.13 post), the mayor", time(7, 13)),
        ("see 7.13am", time(7, 13)),
        ("The harbour is shut. See below, 11.04", time(11, 4)),
        ("It is over: see 12.05am.", time(0, 5)),
        ("as we reported at 14:05, the ferry", time(14, 5)),
        ("As reported earlier at 14:05 the ferry", time(14, 5)),
        ("The harbour is shut (see post at 11.04).", time(11, 4)),
        ("more in our 7pm post", time(19)),
        ("in our 3.45pm update we said", time(15, 45)),
        ("(10.32am post)", time(10, 32)),
        ("scroll back to 10.15am", time(10, 15)),
        ("Der Hafen ist zu (siehe Eintrag von 11.04 Uhr).", time(11, 4)),
        ("Wie wir schon um 9 Uhr berichteten, war", time(9)),
        ("wie bereits um 14.05 Uhr gemeldet", time(14, 5)),
        ("(s. 14:05)", time(14, 5)),
        ("voir notre message de 21h07", time(21, 7)),
        ("comme nous l’indiquions à 14 h 05", time(14, 5)),
        ("véase la entrada de las 14.05", time(14, 5)),
        ("como contamos a las 14:05", time(14, 5)),
        ("(vedi post delle 11.04)", time(11, 4)),
        ("come abbiamo scritto alle 11.04", time(11, 4)),
        ("zie bericht van 14.05", time(14, 5)),
        ("zoals we om 14.05 uur meldden", time(14, 5)),
        ("ver publicação das 14h05", time(14, 5)),
        ("como noticiámos às 14h05", time(14, 5)),
        ("(см. запись от 14:05)", time(14, 5)),
        ("как мы уже сообщали в 14:05", time(14, 5)),
        ("(див. допис від 14:05)", time(14, 5)),
        ("як ми повідомляли о 14:05", time(14, 5)),
    ],
)
def test_a_reference_by_the_clock_is_found(text: str, at: time) -> None:
    assert [found.at for found in references.clocks(text)] == [at]


def test_words_are_as_written() -> None:
    found = references.clocks("The pier (see 7.13 post) is shut; see our 8.20am entry.")
    assert [each.words for each in found] == ["see 7.13 post", "see our 8.20am entry"]


def test_several_clocks_of_one_cue_are_several_references() -> None:
    found = list(
        references.clocks("The pier is shut. (See 9.14am, 9.40am and 10.20am.)")
    )
    assert [each.at for each in found] == [time(9, 14), time(9, 40), time(10, 20)]


@pytest.mark.parametrize(
    "text",
    [
        "at 7.13 a bomb fell",
        "the score was 3.13",
        "it costs 7.13 dollars, see page 7",
        "see Luke 7:13 for that",
        "We'll see 7.13% growth",
        "see 3.13 million people",
        "(see page 7.13)",
        "The 7.30 report on ABC",
        "In the 12:00 update, the ministry said",
        "He said at 7.13 that a bomb fell",
        "See you at 7pm",
        "see the 8:15 train",
        "we see 10.15am as the deadline",
        "in a post at 11:04 on Telegram he said",
        "Reuters, which reported at 10.15am",
        "as reported at 10.15am by Reuters",
        "Wie um 14.05 Uhr bekannt wurde",
        "um 11.04 Uhr fiel eine Bombe",
        "à 21h07 une bombe est tombée",
        "às 14h05 caiu uma bomba",
        "",
    ],
)
def test_a_time_that_is_no_reference_is_left_alone(text: str) -> None:
    assert list(references.clocks(text)) == []


def test_links_are_told_with_their_words() -> None:
    html = (
        '<p>See <a rel="x" href="https://a.example/?b&amp;c#d">the <b>post</b></a></p>'
    )
    assert list(references.links(html)) == [
        ("https://a.example/?b&c#d", "the <b>post</b>")
    ]
    assert list(references.links("<p>none</p>")) == []


def test_the_seed_has_its_one_reference(shared: Path) -> None:
    texts = [
        file.read_text(encoding="utf-8")
        for file in sorted((shared / "seeds").glob("*.txt"))
    ]
    found = [each for text in texts for each in references.clocks(text)]
    assert [each.at for each in found] == [time(7, 13)]
    assert re.fullmatch(r"see \S+ post", found[0].words)
