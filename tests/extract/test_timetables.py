"""What is told by its times to be no live blog."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import segments
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

NO_OUTLET = Outlet(profile="")
PROSE = (
    "Engineers found a crack in the second pillar, and the bridge stays shut. The road "
    "beside it will be open again as soon as the water has left the valley"
)


def items(*said: str, form: str = "<b class=t>{}</b>") -> str:
    return "".join(
        f"<li class=item>{form.format(each)}<p>{PROSE} {n}</p></li>"
        for n, each in enumerate(said)
    )


def written(*hours: int) -> str:
    form = '<time datetime="{}Z">x</time>'
    return items(*(f"2026-03-0{1 + h // 24}T{h % 24:02}:17" for h in hours), form=form)


SCHEDULE = tuple(f"{h}:{m:02}" for h in range(8, 12) for m in (0, 15, 30))
CASES = {
    "too few bear times": items("11:48", "11:02", "10:41", "9:33"),
    "most bear the same time": items(*["11:48"] * 8),
    "their times run no way": written(9, 4, 11, 2, 10, 6, 8, 1),
    "hours pass between them": items(
        *(f"{d} February 2026, 11:48" for d in range(20, 12, -1))
    ),
    "their times are those of a schedule": items(*SCHEDULE),
    "most are still to come": written(40, 37, 33, 30, 29, 27, 25),
    "they count from nought, as a recording does": items(
        *(f"0:{7 * n + 1:02}" for n in range(8))
    ),
    "minutes of a match, and nothing says live": items("90'", "71'", "45'", "12'"),
}


@pytest.mark.parametrize("reason", CASES)
def test_why_times_are_not_those_of_posts(reason: str, page_of: PageOf) -> None:
    says_live = "few" not in reason and "match" not in reason
    title = "Storm live" if says_live else "Storm"
    page = page_of(f"<title>{title}</title><ul>{CASES[reason]}</ul>")
    page = replace(page, url="https://gazette.example/storm")
    assert segments.drafts(page, NO_OUTLET) == []
    assert (segments.why_not(page, NO_OUTLET) or "").endswith(reason)


def test_from_the_oldest_down_only_a_live_blog_runs(page_of: PageOf) -> None:
    inner = items("7:48", "8:02", "8:41", "9:17", "9:33", "10:04")
    page = replace(page_of(inner), url="https://gazette.example/storm")
    assert segments.drafts(page, NO_OUTLET) == []
    assert (segments.why_not(page, NO_OUTLET) or "").endswith("nothing says live")
    live = replace(page, url="https://gazette.example/live/storm")
    assert len(segments.drafts(live, NO_OUTLET)) == 6


def test_a_night_may_begin_at_one_o_clock(page_of: PageOf) -> None:
    clocks = ("01:17 Uhr", "1:48 Uhr", "02:41 Uhr", "03:12 Uhr", "04:20 Uhr")
    page = page_of(f"<title>Storm live</title>{items(*clocks)}")
    assert len(segments.drafts(page, NO_OUTLET)) == 5


def test_minutes_of_a_match_run_one_way(page_of: PageOf) -> None:
    inner = items("9'", "71'", "12'", "45'", "3'", "80'", "1'", "60'")
    page = page_of(f"<title>Live</title>{inner}")
    assert (segments.why_not(page, NO_OUTLET) or "").endswith(
        "their minutes run no way"
    )


def test_hours_ago_are_round_and_yet_no_schedule(page_of: PageOf) -> None:
    inner = items(*(f"{n} hours ago" for n in range(8)))
    assert len(segments.drafts(page_of(inner), NO_OUTLET)) == 8


def test_nothing_repeats_and_nothing_is_told(page_of: PageOf) -> None:
    assert segments.why_not(page_of(f"<p>{PROSE}</p>"), NO_OUTLET) is None


def test_few_posts_are_a_live_blog_that_has_begun_where_one_is_expected(
    page_of: PageOf,
) -> None:
    page = page_of(f"<title>Storm live</title><ul>{items('11:48', '11:02')}</ul>")
    assert segments.drafts(page, NO_OUTLET) == []
    assert len(segments.drafts(replace(page, expected=True), NO_OUTLET)) == 2


def test_an_outlet_that_rounds_its_times_is_read_where_a_live_blog_is_expected(
    page_of: PageOf,
) -> None:
    page = page_of(f"<title>Storm live</title><ul>{items(*SCHEDULE[::-1])}</ul>")
    assert segments.drafts(page, NO_OUTLET) == []
    found = segments.drafts(replace(page, expected=True), NO_OUTLET)
    assert len(found) == len(SCHEDULE)


def test_few_items_that_nobody_calls_live_are_none_even_where_one_is_expected(
    page_of: PageOf,
) -> None:
    page = page_of(f"<title>Storm</title><ul>{items('11:48', '11:02')}</ul>")
    page = replace(page, url="https://gazette.example/storm", expected=True)
    assert segments.drafts(page, NO_OUTLET) == []


def test_clocks_that_go_back_over_midnight_count_from_no_nought(
    page_of: PageOf,
) -> None:
    clocks = items("00:02", "23:46", "23:46", "23:31", "23:31")
    found = segments.drafts(page_of(f"<title>Storm live</title>{clocks}"), NO_OUTLET)
    assert len(found) == 5
