"""Clocks on their days and in their zones, and what of it had to be guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from aggregator.extract import page as pages
from aggregator.extract import segments
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aggregator.extract.page import Page
    from aggregator.model import Document

    PageOf = Callable[[str], Page]
    DocumentOf = Callable[..., Document]

NO_OUTLET = Outlet(profile="")
NEWEST = datetime(2026, 3, 1, 11, 48, tzinfo=UTC)
STEPS = (0, 37, 96, 131, 205, 290, 330, 391)
TIMES = [NEWEST - timedelta(minutes=each) for each in STEPS]
PROSE = "The bridge is shut, and the road beside it is under water once more today"


def posts(said: Iterable[str]) -> str:
    return "<title>Storm live</title>" + "".join(
        f"<div class=item>{each}<p>{PROSE} {n}</p></div>" for n, each in enumerate(said)
    )


def stated(when: str) -> str:
    return f'<meta property="article:modified_time" content="{when}">'


def shown(zone: str, form: str, times: Sequence[datetime] = TIMES) -> list[str]:
    return [each.astimezone(ZoneInfo(zone)).strftime(form) for each in times]


def read(page: Page) -> list[str | None]:
    return [each.published for each in segments.drafts(page, NO_OUTLET)]


def utc(times: Iterable[datetime]) -> list[str]:
    return [f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in times]


def test_clocks_that_state_a_zone_are_placed_in_it(page_of: PageOf) -> None:
    clocks = shown("Asia/Kolkata", "<b class=t>%H:%M (IST)</b>")
    page = page_of(stated("2026-03-01T11:50:00Z") + posts(clocks))
    assert read(page) == utc(TIMES)


def test_a_day_beside_the_clock_is_that_of_the_post(page_of: PageOf) -> None:
    forms = shown("UTC", "<b class=t>%H:%M</b> <i class=d>%d %b %Y</i>")
    page = page_of(posts(forms) + "<p class=d>2 January 2026</p>")
    page = replace(page, fetched=NEWEST + timedelta(days=400))
    assert read(page) == utc(TIMES)


def test_the_hour_that_autumn_has_twice_is_told_apart_by_order(
    document_of: DocumentOf,
) -> None:
    newest = datetime(2026, 10, 25, 2, 40, tzinfo=UTC)
    times = [newest - timedelta(minutes=29 * n) for n in range(8)]
    for order in (times, times[::-1]):
        clocks = shown("Europe/Berlin", "<b class=t>%H:%M</b>", order)
        document = document_of(posts(clocks), url="https://www.gazette.de/live")
        page = replace(pages.parse(document), fetched=newest + timedelta(minutes=5))
        assert read(page) == utc(order)


def test_z_is_not_believed_of_posts_of_the_future(document_of: DocumentOf) -> None:
    local = shown("Asia/Kolkata", '<time datetime="%Y-%m-%dT%H:%M:%SZ">x</time>')
    document = document_of(posts(local), url="https://www.gazette.in/live")
    assert read(pages.parse(document)) == utc(TIMES)


def test_z_is_not_believed_where_only_local_times_fit_the_edit(
    document_of: DocumentOf,
) -> None:
    local = shown("America/Lima", '<time datetime="%Y-%m-%dT%H:%M:%SZ">%H:%M</time>')
    markup = stated("2026-03-01T11:50:00Z") + posts(local)
    document = document_of(markup, url="https://www.gazette.com.pe/live")
    assert read(pages.parse(document)) == utc(TIMES)


def test_z_is_believed_where_other_clocks_are_shown(document_of: DocumentOf) -> None:
    said = [
        f'<time datetime="{each:%Y-%m-%dT%H:%M:%SZ}">{each.minute}:59</time>'
        for each in (when - timedelta(hours=5) for when in TIMES)
    ]
    markup = stated("2026-03-01T11:50:00Z") + posts(said)
    document = document_of(markup, url="https://www.gazette.com.pe/live")
    assert read(pages.parse(document))[0] == "2026-03-01T06:48:00Z"


def test_a_zone_that_nobody_knows_dates_nothing(page_of: PageOf) -> None:
    odd = stated("2026-03-01T11:50:00+99:99")
    assert read(page_of(odd + posts(shown("UTC", "<b class=t>%H:%M</b>")))) == []


@pytest.mark.parametrize(
    ("host", "above", "form", "guessed"),
    [
        ("gazette.de", stated("2026-03-01T11:50:00Z"), "<b class=t>%H:%M</b>", False),
        ("gazette.com", stated("2026-03-01T11:50:00Z"), "<b class=t>%H:%M</b>", True),
        ("gazette.de", "", "<b class=t>%H:%M</b>", True),
        (
            "gazette.de",
            "<div><div><div><div><p class=date>1 March 2026</div></div></div></div>",
            "<b class=t>%H:%M</b>",
            False,
        ),
        (
            "gazette.de",
            "<div><div><div><div><p class=date>3 March 2026</div></div></div></div>",
            "<b class=t>%H:%M</b>",
            True,
        ),
        (
            "gazette.de",
            "<div><div><div><div><p class=ferry>1 March 2026</div></div></div></div>",
            "<b class=t>%H:%M</b>",
            True,
        ),
        (
            "gazette.com",
            "All times are in CET. ",
            "<b class=t>%d.%m.%Y %H:%M</b>",
            False,
        ),
        ("gazette.com", "", "<b class=t>%H:%M CET, %d %b</b>", False),
        ("gazette.com", "", '<time datetime="%Y-%m-%dT%H:%M">x</time>', True),
        ("gazette.com", "", '<time datetime="%Y-%m-%dT%H:%M+01:00">x</time>', False),
        ("gazette.com", "", '<time datetime="%H:%M">x</time>', True),
    ],
)
def test_a_day_or_zone_that_was_guessed_is_told(
    *, host: str, above: str, form: str, guessed: bool, document_of: DocumentOf
) -> None:
    markup = above + posts(shown("Europe/Berlin", form))
    document = document_of(markup, url=f"https://www.{host}/live")
    found = segments.drafts(pages.parse(document), NO_OUTLET)
    assert {each.doubtful for each in found} == {guessed}
    assert len(found) == len(TIMES)


def test_the_hour_that_autumn_has_twice_moves_no_day(document_of: DocumentOf) -> None:
    newest = datetime(2026, 10, 25, 0, 52, tzinfo=UTC)  # 02:52, and it is 02:03
    times = [newest - timedelta(minutes=19 * n) for n in range(8)]
    clocks = shown("Europe/Berlin", "<b class=t>%H:%M</b>", times)
    document = document_of(posts(clocks), url="https://www.gazette.de/live")
    page = replace(pages.parse(document), fetched=newest + timedelta(minutes=11))
    assert read(page) == utc(times)


def test_a_post_pinned_on_top_takes_no_trust_from_the_times(page_of: PageOf) -> None:
    times = [TIMES[2], *TIMES[:3]]
    said = shown("UTC", '<time datetime="%Y-%m-%dT%H:%M:%SZ">%H:%M</time>', times)
    assert read(page_of(posts(said))) == utc(times)
