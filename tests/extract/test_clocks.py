from __future__ import annotations

from datetime import date, datetime, time

import pytest

from aggregator.extract import clocks
from aggregator.extract.clocks import Clock

ANCHOR = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12)  # noqa: DTZ001  (places are local times, and naive)


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("11.04 Uhr: Bridge opens", time(11, 4), "Bridge opens"),
        ("17.00", time(17), ""),
        ("+++ 14:05 Bridge opens +++", time(14, 5), "Bridge opens"),
        ("2:05pm", time(14, 5), ""),
        ("12.30 a.m. | Bridge", time(0, 30), "Bridge"),
        ("21h05 - Pont", time(21, 5), "Pont"),
        ("09:15:30", time(9, 15), ""),
    ],
)
def test_a_clock_is_read_where_a_text_begins_with_it(
    text: str, at: time, rest: str
) -> None:
    assert clocks.read(text, anchor=ANCHOR) == Clock(at=at, day=None, rest=rest)


@pytest.mark.parametrize("text", ["", "4m ago", "At 11.04 the", "18.7.2026", "25:00"])
def test_what_does_not_begin_with_a_clock_has_none(text: str) -> None:
    assert clocks.read(text, anchor=ANCHOR) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17.02.2026 • 20:11 Uhr", date(2026, 2, 17)),
        ("February 17 2026 20:11 (IST)", date(2026, 2, 17)),
        ("17 Feb 2026, 8.11pm", date(2026, 2, 17)),
    ],
)
def test_a_day_before_the_clock_is_read_as_well(text: str, day: date) -> None:
    read = clocks.read(text, anchor=ANCHOR)
    assert read is not None
    assert (read.at, read.day) == (time(20, 11), day)


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("Donnerstag, 26. 2.", date(2026, 2, 26)),
        ("Mittwoch, 31. Dezember", date(2025, 12, 31)),
        ("Le 1er mars", date(2026, 3, 1)),
        ("5:00PM GMT 31 Dec 2014", date(2014, 12, 31)),
        ("Live-Ticker", None),
        ("Top 10 stories", None),
    ],
)
def test_a_heading_says_the_day_nearest_to_the_page(
    heading: str, day: date | None
) -> None:
    assert clocks.day(heading, anchor=ANCHOR) == day


def placed(*said: tuple[int, int] | tuple[int, int, date]) -> list[str]:
    read = [
        Clock(at=time(*each[:2]), day=each[2] if len(each) > 2 else None, rest="")
        for each in said
    ]
    return [f"{each:%d %H:%M}" for each in clocks.place(read, NOON)]


def test_the_last_day_of_february_is_of_a_leap_year() -> None:
    assert clocks.day("29 February", anchor=date(2027, 3, 1)) == date(2028, 2, 29)
    assert clocks.day("29 February", anchor=date(2026, 3, 1)) is None


def test_a_clock_that_rises_going_down_is_of_the_day_before() -> None:
    assert placed((11, 50), (0, 10), (23, 40), (9, 0)) == [
        "01 11:50",
        "01 00:10",
        "28 23:40",
        "28 09:00",
    ]


def test_posts_written_side_by_side_stand_in_either_order() -> None:
    assert placed((11, 50), (11, 55), (9, 0)) == ["01 11:50", "01 11:55", "01 09:00"]


def test_where_a_post_comes_each_hour_one_may_stand_an_hour_late() -> None:
    assert placed((11, 50), (11, 20), (10, 55), (11, 45), (10, 50)) == [
        "01 11:50",
        "01 11:20",
        "01 10:55",
        "01 11:45",
        "01 10:50",
    ]


def test_a_clock_long_after_the_page_was_changed_is_of_the_day_before() -> None:
    assert placed((19, 0), (18, 0)) == ["28 19:00", "28 18:00"]


def test_a_page_from_the_oldest_down_is_read_from_its_end() -> None:
    assert placed((22, 0), (23, 0), (1, 0), (2, 0)) == [
        "28 22:00",
        "28 23:00",
        "01 01:00",
        "01 02:00",
    ]


def test_two_clocks_around_midnight_run_down() -> None:
    assert placed((10, 4), (23, 40)) == ["01 10:04", "28 23:40"]


def test_headings_are_believed_and_an_order_within_a_day_too() -> None:
    today, before = date(2026, 3, 1), date(2026, 2, 20)
    assert placed(
        (9, 0, today), (10, 0, today), (8, 0, before), (0, 5, before), (23, 50, before)
    ) == ["01 09:00", "01 10:00", "20 08:00", "20 00:05", "19 23:50"]


def test_no_clocks_have_no_places() -> None:
    assert clocks.place([], NOON) == []


def test_markup_loses_the_clock_that_it_begins_with() -> None:
    assert clocks.without("<p> <b>17.00 </b>At 17.05") == "<p> <b> </b>At 17.05"
    assert clocks.without("<b>1. 3.2026</b> • 20:11 Uhr<p>One") == "<b><p>One"
    assert clocks.without("<p>None</p>") == "<p>None</p>"
