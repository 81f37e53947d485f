from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import timing
from aggregator.extract.drafts import Draft
from aggregator.extract.voices import Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def said(**columns: Sequence[str | None]) -> list[dict[str, Voice]]:
    rows = zip(*columns.values(), strict=True)
    return [
        {
            name: Voice(draft=Draft(published=written and f"2026-03-01T{written}"))
            for name, written in zip(columns, row, strict=True)
        }
        for row in rows
    ]


DATA: Sequence[str | None] = [f"{hour}:10:20Z" for hour in range(20, 9, -1)]
LOCAL: Sequence[str | None] = [f"{hour + 1}:10Z" for hour in range(20, 9, -1)]


def off(**columns: Sequence[str | None]) -> dict[str, timedelta]:
    return timing.offsets(said(**columns), list(columns))


def test_one_post_that_shows_its_edit_hides_no_false_zone() -> None:
    edited = [*LOCAL[:-1], "19:47Z"]
    assert off(jsonld=DATA, visible=edited) == {"visible": timedelta(hours=1)}
    assert off(jsonld=DATA, visible=[*LOCAL[:-2], "19:47Z", "18:02Z"]) == {}


def test_data_that_states_no_zone_is_off_where_the_page_states_one() -> None:
    naive = [str(each).removesuffix("Z") for each in LOCAL]
    assert off(jsonld=naive, visible=DATA) == {"jsonld": timedelta(hours=1)}


def test_two_guesses_set_each_other_right_in_nothing() -> None:
    naive = [str(each).removesuffix("Z") for each in DATA]
    other = [str(each).removesuffix("Z") for each in LOCAL]
    assert off(jsonld=naive, visible=other) == {}


def test_readers_without_a_post_in_common_are_not_compared() -> None:
    posts = [*said(jsonld=DATA), *said(visible=LOCAL)]
    assert timing.offsets(posts, ["jsonld", "visible"]) == {}


def test_a_column_with_one_time_for_most_posts_is_believed_last() -> None:
    crowded = ["09:00Z"] * 8 + ["08:00Z", "07:00Z", "06:00Z"]
    mixed = [*DATA[5:], *DATA[:5]]
    posts = said(jsonld=crowded, visible=mixed)
    assert timing.believed(posts, ["jsonld", "visible"], {}) == ["visible", "jsonld"]


@pytest.mark.parametrize(
    ("hours", "crowded"),
    [((), False), ((1, 1), False), ((1, 1, 1), True), ((1, 1, 1, 2, 3, 4), False)],
)
def test_a_crowd_is_more_than_half_and_at_least_three(
    hours: tuple[int, ...], *, crowded: bool
) -> None:
    column = [NOON + timedelta(hours=hour) for hour in hours]
    assert timing.is_crowded(column) is crowded
