from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import stamps

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.extract.stamps import Stamp

    PageOf = Callable[[str], Page]

NEAR = date(2026, 3, 1)


def only(page: Page) -> Stamp:
    (found,) = stamps.scan(page, NEAR).stamps
    return found


@pytest.mark.parametrize(
    ("said", "at", "day", "zone"),
    [
        ("11.04 Uhr: Fähre im Hafen", (11, 4), None, None),
        ("17.00", (17, 0), None, None),
        ("2:05 pm", (14, 5), None, None),
        ("21h07", (21, 7), None, None),
        ("2d ago / 7:58 AM UTC", (7, 58), None, "UTC"),
        ("+++ 14:05 Fähre im Hafen +++", (14, 5), None, None),
        ("Updated at 14.05 BST", (14, 5), None, "BST"),
        ("Publié à 21h07", (21, 7), None, None),
        ("16:20 (IST)", (16, 20), None, "IST"),
        ("Tue 24 Feb 14.05 GMT", (14, 5), (2, 24), "GMT"),
        ("24/02/2026 14:05", (14, 5), (2, 24), None),
        ("2/24/2026, 2:05 PM", (14, 5), (2, 24), None),
        ("10/03/2026 14:05", (14, 5), (3, 10), None),
        ("31/31/2026 14:05", (14, 5), None, None),
        ("14:05 FERRY in port", (14, 5), None, None),
    ],
)
def test_a_clock_is_read_with_what_stands_around_it(
    said: str,
    at: tuple[int, int],
    day: tuple[int, int] | None,
    zone: str | None,
    page_of: PageOf,
) -> None:
    found = only(page_of(f"<p>{said}</p>"))
    assert found.clock is not None
    assert (found.clock.at, found.zone) == (time(*at), zone)
    assert found.clock.day == (date(2026, *day) if day else None)


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("4m ago", timedelta(minutes=4)),
        ("2 hours ago", timedelta(hours=2)),
        ("vor 5 Minuten", timedelta(minutes=5)),
        ("il y a 3 h", timedelta(hours=3)),
        ("hace 10 minutos", timedelta(minutes=10)),
        ("2 ore fa", timedelta(hours=2)),
        ("3 days ago", timedelta(days=3)),
    ],
)
def test_times_are_told_from_now_in_many_languages(
    said: str, ago: timedelta, page_of: PageOf
) -> None:
    assert only(page_of(f"<i>{said}</i>")).ago == ago


@pytest.mark.parametrize(
    "markup",
    [
        '<time datetime="2026-03-01T11:48:00+01:00"></time>',
        '<div data-post-time="1772362080000"></div>',
        '<div data-timestamp="1772362080"></div>',
        '<i title="1 March 2026 11:48"></i>',
        '<i title="2026-03-01 11:48"></i>',
        '<i data-date="1 March 2026 11:48"></i>',
        '<meta itemprop="datePublished" content="2026-03-01T10:48:00Z">',
        "<i>1 March 2026 11:48</i>",
    ],
)
def test_a_whole_time_is_taken_as_it_is_written(markup: str, page_of: PageOf) -> None:
    assert only(page_of(f"<div>{markup}</div>")).written


@pytest.mark.parametrize(
    "markup",
    [
        "<script>11:48</script>",
        "<noscript><b>Ferry</b>11:48</noscript>",
        '<i title="Ferry at 11:48"></i>',
        '<i datetime="later"></i>',
        "<p>The ferry came back at 11.48 with all of its passengers on board today</p>",
        "<p>4 people ago</p>",
        "<p>4000 minutes ago</p>",
        "<p>7 words that say nothing of any time, but are in a line of their own</p>",
        "<p>1 of the 7 words here says no day</p>",
        '<time datetime="tomorrow"></time>',
        '<meta itemprop="name" content="2026-03-01T10:48:00Z">',
        '<div data-id="1772362080"></div>',
    ],
)
def test_other_figures_are_no_times(markup: str, page_of: PageOf) -> None:
    found = stamps.scan(page_of(f"<div>{markup}</div>"), NEAR)
    assert (found.stamps, found.days) == ([], [])


def test_a_page_of_frames_has_no_times(page_of: PageOf) -> None:
    assert stamps.scan(page_of("<frameset></frameset>"), NEAR).stamps == []


def test_a_day_alone_is_kept_as_such(page_of: PageOf) -> None:
    found = stamps.scan(page_of("<h2>Donnerstag, 26. 2.</h2>"), NEAR)
    assert [each.day for each in found.days] == [date(2026, 2, 26)]


def test_the_time_of_an_edit_is_known_by_its_name(page_of: PageOf) -> None:
    assert only(page_of('<div data-update-time="1772362080"></div>')).is_edit
    assert not only(page_of('<div data-post-time="1772362080"></div>')).is_edit
