from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.model import Ledger, Source, SourceState, Standing
from aggregator.publish.rows import Tally, rows_of, tallies_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Make = Callable[..., Standing]

HOUR = timedelta(hours=1)


@pytest.fixture
def stand(make_source: Callable[..., Source]) -> Make:
    def make(source: str = "gazette", **state: Any) -> Standing:
        return Standing(
            source=make_source(id=source),
            state=SourceState(source=source, **state),
            ledger=Ledger(new=1200, echoes=30, revisions=4),
            posts=1230,
            posts_per_day=17.54,
        )

    return make


def test_a_source_that_was_never_looked_at_says_so(stand: Make, noon: datetime) -> None:
    (row,) = rows_of([stand()], now=noon)
    assert (row.state, row.reason) == ("never looked", "its first look is due")
    assert (row.last_look, row.next_look, row.last_post) == (None, None, None)
    assert row.moved is None


@pytest.mark.parametrize(
    ("failures", "reason"),
    [(1, "HTTP 503 (once)"), (3, "HTTP 503 (3 times in a row)")],
)
def test_a_failing_source_tells_its_error(
    stand: Make, noon: datetime, failures: int, reason: str
) -> None:
    failing = stand(last_look=noon, error="HTTP 503", failures=failures)
    (row,) = rows_of([failing], now=noon)
    assert (row.state, row.reason) == ("failing", reason)


@pytest.mark.parametrize(
    ("hours", "state", "reason"),
    [
        (None, "quiet", "no post yet"),
        (24, "ok", ""),
        (25, "quiet", "no new post for 25 h"),
    ],
)
def test_a_source_without_posts_for_a_day_is_quiet(
    stand: Make, noon: datetime, hours: int | None, state: str, reason: str
) -> None:
    last_post = None if hours is None else noon - hours * HOUR
    (row,) = rows_of([stand(last_look=noon, last_post=last_post)], now=noon)
    assert (row.state, row.reason) == (state, reason)


def test_a_row_tells_all_that_is_known(stand: Make, noon: datetime) -> None:
    standing = stand(
        last_look=noon - HOUR,
        next_look=noon + HOUR,
        last_post=noon - HOUR,
        kind="live",
        warnings=("no\ntimes",),
        location="https://moved.example/",
    )
    (row,) = rows_of([standing], now=noon)
    moments = [row.last_look, row.next_look, row.last_post]
    assert [moment and moment.words for moment in moments] == [
        "60 min ago",
        "in 60 min",
        "60 min ago",
    ]
    assert (row.kind, row.warnings) == ("live", ("no times",))
    assert row.moved == "https://moved.example/"
    assert (row.per_day, row.posts) == ("17.5", "1,230")
    assert (row.new, row.echoes, row.revisions) == ("1,200", "30", "4")


def test_what_needs_a_hand_comes_first_and_is_counted(
    stand: Make, noon: datetime
) -> None:
    well = {"last_look": noon, "last_post": noon}
    rows = rows_of(
        [
            stand("a", **well),
            stand("b", last_look=noon, error="gone", failures=1),
            stand("c"),
            stand("d", **well),
        ],
        now=noon,
    )
    assert [row.id for row in rows] == ["b", "c", "a", "d"]
    assert tallies_of(rows) == (
        Tally(state="failing", count=1),
        Tally(state="never looked", count=1),
        Tally(state="ok", count=2),
    )
