from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.settings import duration
from aggregator.settings.quantities import size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("30s", 30),
        ("5m", 300),
        ("90m", 5400),
        ("2h", 7200),
        ("1h30m", 5400),
        ("7d", 604_800),
        ("1d2h3m4s", 93_784),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


NO_DURATIONS = ["5", "m", "5M", "-5m", "1.5h", "30m1h", "5m5m", "1w", "9999999d"]


@pytest.mark.parametrize("text", ["", "5 m", "5m\n", "\u0665m", *NO_DURATIONS])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        duration(text)


@given(st.integers(0, 999_999), st.integers(0, 23), st.integers(0, 59))
def test_the_parts_of_a_duration_add_up(days: int, hours: int, minutes: int) -> None:
    told = timedelta(days=days, hours=hours, minutes=minutes)
    assert duration(f"{days}d{hours}h{minutes}m") == told


@given(st.text())
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert duration(text) >= timedelta(0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("900B", 900),
        ("500kB", 500_000),
        ("8MB", 8_000_000),
        ("8 mb", 8_000_000),
        ("1GB", 1_000_000_000),
    ],
)
def test_a_size_is_read_as_people_write_it(text: str, told: int) -> None:
    assert size(text) == told


@pytest.mark.parametrize("text", ["", "8", "MB", "8M", "1.5MB", "-8MB", "8MiB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        size(text)
