from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from aggregator.simulator.performance import Performance, address, is_feed
from aggregator.simulator.script import day

START = datetime(2024, 11, 11, 6, 30, 0, 900_000, tzinfo=UTC)
BASE = "http://127.0.0.1:8000"


@given(
    elapsed=st.timedeltas(timedelta(seconds=-5), timedelta(hours=2)),
    speed=st.floats(min_value=0.25, max_value=600),
)
def test_no_page_tells_a_time_that_is_yet_to_come(
    elapsed: timedelta, speed: float
) -> None:
    now = START + elapsed
    for page in Performance(start=START, speed=speed).pages(BASE, now):
        assert all(item.published <= now for item in page.items)
        assert all(item.updated is None or item.updated <= now for item in page.items)
        assert page.modified <= max(now, START)


def test_a_minute_of_the_day_is_a_second_at_speed_sixty() -> None:
    played = Performance(start=START, speed=60)

    assert played.second(START + timedelta(seconds=1)) == 60
    assert played.moment(600) == datetime(2024, 11, 11, 6, 30, 10, tzinfo=UTC)


def test_a_start_in_another_zone_is_told_in_utc() -> None:
    east = START.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert Performance(start=east, speed=1).moment(0).utcoffset() == timedelta(0)


def test_a_post_keeps_its_address_and_its_time_when_it_is_edited() -> None:
    outlet = day().outlet("harbour-courier")
    played = Performance(start=START, speed=1)
    before, after = (
        next(
            item
            for item in played.page(outlet, BASE, START + timedelta(seconds=at)).items
            if item.key == "strike-four"
        )
        for at in (300, 500)
    )

    assert before.url == after.url == f"{BASE}/harbour-courier/live#strike-four"
    assert before.published == after.published
    assert (before.updated, after.updated) == (None, played.moment(400))


def test_posts_of_a_feed_have_pages_of_their_own() -> None:
    outlet = day().outlet("radio-teveln")
    page = Performance(start=START, speed=1).page(outlet, BASE, START)

    assert is_feed(outlet)
    assert page.url == address(outlet, BASE + "/") == f"{BASE}/radio-teveln/rss.xml"
    assert page.items[0].url == f"{BASE}/radio-teveln/articles/opening-radio"


def test_the_day_is_over_within_a_minute_at_speed_sixty_and_then_stands_still() -> None:
    played = Performance(start=START, speed=60)

    assert played.pages(BASE, START + timedelta(minutes=1)) == played.pages(
        BASE, START + timedelta(days=1)
    )
