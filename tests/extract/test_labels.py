# ruff: noqa: RUF001 - figures and signs of other scripts stand here on purpose.
from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from aggregator.extract import labels

NEAR = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("11時04分", (11, 4)),
        ("午後3時5分", (15, 5)),
        ("오후 3:05", (15, 5)),
        ("١١:٠٤", (11, 4)),
        ("11:04 น.", (11, 4)),
        ("３：０５ ＰＭ", (3, 5)),
        ("12:48 μ.μ.", (12, 48)),
        ("3:05 م", (15, 5)),
        ("2:05 p. m.", (14, 5)),
        ("12.05 hs", (12, 5)),
        ("kl. 07.40", (7, 40)),
        ("klo 9.05", (9, 5)),
        ("A las 12:05 horas", (12, 5)),
        ("[21h07]", (21, 7)),
        ("(11:04 Uhr)", (11, 4)),
        ("12 a.m.", (0, 0)),
        ("Posted by Ann Lee at 7 pm", (19, 0)),
    ],
)
def test_clocks_are_read_in_many_languages(said: str, at: tuple[int, int]) -> None:
    found = labels.clock(said, NEAR)
    assert found is not None
    assert found.at == time(*at)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("Ore 12:48 – Nave in porto", "Nave in porto"),
        ("Update 9.05 Uhr: Neues", "Neues"),
        ("8pm: Hello", "Hello"),
        ("[11:04] Hello", "Hello"),
        ("١١:٠٤ ١٢ قارب", "١٢ قارب"),
    ],
)
def test_what_stands_behind_a_clock_keeps_its_own_figures(said: str, rest: str) -> None:
    found = labels.clock(said, NEAR)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    "said",
    [
        "17 people",
        "25:00",
        "Um 11.04 Uhr fuhr die Fähre in den Hafen, und alle Gäste gingen von Bord",
        "2026. március 1.",
        "18.7.2026",
    ],
)
def test_other_figures_are_no_clocks(said: str) -> None:
    assert labels.clock(said, NEAR) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026. március 1. 12:48", date(2026, 3, 1)),
        ("2月28日 午後8:48", date(2026, 2, 28)),
        ("2025年2月28日 20:48", date(2025, 2, 28)),
        ("2월 28일 20:48", date(2026, 2, 28)),
        ("2026-02-27 12:48 x", date(2026, 2, 27)),
        ("27/02/2026 à 12:48", date(2026, 2, 27)),
        ("2026. 03. 02. 12:48", date(2026, 3, 2)),
        ("2026.03.02 12:48", date(2026, 3, 2)),
        ("02-03-2026 12:48", date(2026, 3, 2)),
        ("2.mar.2026 às 12h48", date(2026, 3, 2)),
        ("2.3. klo 12.48", date(2026, 3, 2)),
        ("2. března 2026 v 12:48", date(2026, 3, 2)),
        ("2026-02-31 12:48 x", None),
    ],
)
def test_a_day_beside_a_clock_is_read(said: str, day: date | None) -> None:
    found = labels.clock(said, NEAR)
    assert found is not None
    assert found.day == day


def test_a_clock_alone_is_told_from_one_with_words() -> None:
    assert labels.bare("11:04") is not None
    assert labels.bare("11:04 Ferry") is None
    assert labels.bare("Ferry") is None


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("0 hours ago", timedelta()),
        ("5 min. ago", timedelta(minutes=5)),
        ("12 jam ago", None),
        ("4 menit temu, as somebody says in a line that is far too long", None),
    ],
)
def test_how_long_ago_it_was(said: str, ago: timedelta | None) -> None:
    assert labels.ago(said) == ago


def test_minutes_of_a_match_are_in_order() -> None:
    said = ("45'", "45+2'", "46’ Ferry", "90 + 4 '")
    minutes = [labels.minute(each) for each in said]
    assert minutes == sorted(each for each in minutes if each)
    assert labels.minute("45 ferries") is None
    assert labels.minute("45' 30") is None
