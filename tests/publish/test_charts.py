from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.publish.charts import Bar, hours_chart, lag_chart

MINUTE = timedelta(minutes=1)


def test_the_bars_of_the_hours_share_one_scale(noon: datetime) -> None:
    chart = hours_chart((0, 4, 2, 0), now=noon)
    assert (chart.width, chart.height) == (16, 26)
    assert chart.bars == (
        Bar(x=4, y=0, width=3, height=26),
        Bar(x=8, y=13, width=3, height=13),
    )
    assert chart.words == "6 posts in 4 hours, at most 4 an hour, about 10:00 UTC"


def test_one_post_among_thousands_is_seen(noon: datetime) -> None:
    chart = hours_chart((1, 9_000), now=noon)
    assert [each.height for each in chart.bars] == [2, 26]
    assert "9,001 posts" in chart.words


def test_silence_is_a_chart_without_bars(noon: datetime) -> None:
    assert hours_chart((0,) * 24, now=noon).words == "no posts in 24 hours"
    assert hours_chart((0,) * 24, now=noon).bars == ()
    assert hours_chart((), now=noon).words == "no posts in 0 hours"
    assert hours_chart((1,), now=noon).words.startswith("1 post in")


@pytest.mark.parametrize(
    ("lag", "width", "words"),
    [
        (-MINUTE, 2, "less than a minute behind"),
        (MINUTE / 2, 6, "less than a minute behind"),
        (3 * MINUTE, 22, "3 min behind"),
        (60 * MINUTE, 64, "60 min behind"),
        (360 * MINUTE, 92, "6 h behind"),
        (timedelta(days=3), 92, "3 days behind"),
    ],
)
def test_a_lag_is_as_long_as_it_feels(lag: timedelta, width: int, words: str) -> None:
    chart = lag_chart(lag)
    assert chart.bars[0].width == width
    assert chart.words == words


@given(st.lists(st.integers(min_value=0, max_value=10**9), max_size=48))
def test_no_bar_leaves_its_chart(counts: list[int]) -> None:
    chart = hours_chart(counts, now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert len(chart.bars) == sum(each > 0 for each in counts)
    for bar in chart.bars:
        assert 0 <= bar.x <= chart.width - bar.width
        assert 0 <= bar.y == chart.height - bar.height
