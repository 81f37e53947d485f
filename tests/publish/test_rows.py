from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.liveblog import Gap, Life
from aggregator.model import Ledger, Source, SourceState, Standing
from aggregator.publish.rows import Tally, rows_of, tallies_of
from aggregator.publish.site import Site

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


def test_each_source_has_its_feed_and_so_has_a_live_blog_that_was_found(
    stand: Make, noon: datetime
) -> None:
    site = Site(served=frozenset(("source/{source:path}.atom",)))
    rows = rows_of([stand("gazette"), stand("gazette/found")], now=noon, site=site)
    feeds = ["source/gazette.atom", "source/gazette/found.atom"]
    assert [row.feed for row in rows] == feeds
    assert [row.feed for row in rows_of([stand()], now=noon)] == [None]


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


def test_the_life_of_a_live_blog_is_told_with_its_reason(
    stand: Make, noon: datetime
) -> None:
    life = Life(stage="cooling", since=noon - 2 * HOUR, reason="no post for 2 h")
    looked = stand(last_look=noon, last_post=noon, life=life)
    (row,) = rows_of([looked], now=noon)
    assert (row.state, row.life) == ("ok", "cooling since 2 h ago: no post for 2 h")


def test_a_closed_live_blog_needs_no_hand(stand: Make, noon: datetime) -> None:
    life = Life(stage="closed", since=noon - 30 * HOUR, reason="it says so")
    (row,) = rows_of([stand(last_look=noon, life=life)], now=noon)
    assert row.state == "closed"


def test_a_list_of_live_blogs_is_well_without_posts(
    stand: Make, noon: datetime
) -> None:
    (row,) = rows_of([stand(last_look=noon, kind="list")], now=noon)
    assert row.state == "ok"


@pytest.mark.parametrize(
    ("hours", "filled", "state", "told"),
    [
        (
            1,
            False,
            "gap",
            "posts may be missing between 01 Mar 09:00 UTC and a time not told: cut",
        ),
        (
            30,
            False,
            "quiet",
            "posts may be missing between 01 Mar 09:00 UTC and a time not told: cut",
        ),
        (
            1,
            True,
            "quiet",
            "gap filled: between 01 Mar 09:00 UTC and a time not told",
        ),
    ],
)
def test_a_gap_is_told_with_its_bounds_and_is_urgent_for_a_day(
    stand: Make,
    noon: datetime,
    hours: int,
    filled: bool,  # noqa: FBT001  (a parameter of the table)
    state: str,
    told: str,
) -> None:
    gap = Gap(
        after=noon - 3 * HOUR,
        before=None,
        noticed=noon - hours * HOUR,
        reason="cut",
        filled=noon if filled else None,
    )
    standing = replace(stand(last_look=noon), gaps=(gap,))
    (row,) = rows_of([standing], now=noon)
    assert (row.state, row.gaps) == (state, (told,))
