from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from aggregator.liveblog import Gap, Life
from aggregator.model import Ledger, Source, SourceState, Standing
from aggregator.outputs import Offer
from aggregator.publish.atom import atom_of
from aggregator.publish.healthfeed import health
from tests.inert.judged import faults_of_body
from tests.publish.hostile import MARKED, SOME_DAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import FeedInfo
    from aggregator.publish.issues import Issue

    from .conftest import Findings

    Stand = Callable[..., Standing]

HOUR = timedelta(hours=1)


def standing_of(said: str, **fields: Any) -> Standing:
    gaps = fields.pop("gaps", ())
    return Standing(
        source=Source(
            id=said, url=f"https://{said}.example/live", outlet=f"The {said}"
        ),
        state=SourceState(source=said, **fields),
        ledger=Ledger(),
        posts=1,
        posts_per_day=1.0,
        gaps=gaps,
    )


@pytest.fixture
def stand(noon: datetime) -> Stand:
    """Return a builder of standings that are well, but for what is told."""

    def make(**fields: Any) -> Standing:
        well = {"last_look": noon, "last_success": noon, "last_post": noon}
        return standing_of("gazette", **{**well, **fields})

    return make


def issues(standing: Standing, info: FeedInfo, now: datetime) -> tuple[Issue, ...]:
    return health([standing], info, now=now).issues


@given(said=MARKED)
def test_whatever_a_source_says_the_feed_is_in_order(
    findings: Findings, info: FeedInfo, said: str
) -> None:
    gap = Gap(after=None, before=SOME_DAY, noticed=SOME_DAY, reason=said)
    failing = standing_of(said, failures=3, error=said, gaps=(gap,))
    standing = replace(failing, source=Source(id=said, url=said, outlet=said))
    edition = health([standing], replace(info, title=said), now=SOME_DAY)
    assert findings(atom_of(edition, info).body, "health") == []
    assert len(edition.issues) == 2
    for each in edition.issues:
        assert faults_of_body(each.content) == []


def test_of_what_is_well_nothing_is_told(
    findings: Findings, info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    edition = health([stand(), stand(failures=2, error="503")], info, now=noon)
    assert edition.issues == ()
    assert edition.modified == edition.updated
    assert findings(atom_of(edition, info).body, "health") == []


def test_a_source_that_fails_is_told_once_for_as_long_as_it_does(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    failing = stand(failures=3, error="the server said 503")
    again = stand(failures=9, error="the server said 503", last_look=noon + HOUR)
    (issue,) = issues(failing, info, noon)
    assert issues(again, info, noon + HOUR) == (issue,)
    assert issue.title == "The gazette: failing"
    assert issue.published == issue.updated == noon
    assert issue.url == "https://news.example/live/sources"
    assert issue.content == (
        "<p>the server said 503</p><p>Last success: 2026-03-01 12:00 UTC</p>\n"
        '<p>— <a href="https://gazette.example/live">The gazette</a>, '
        '<a href="https://news.example/live/sources">all sources</a></p>'
    )


def test_another_reason_or_another_time_is_another_issue(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    one = stand(failures=3, error="503")
    others = [
        replace(one, state=replace(one.state, error="404")),
        replace(one, state=replace(one.state, last_success=noon + HOUR)),
        replace(one, source=replace(one.source, id="wire")),
    ]
    told = [issues(each, info, noon)[0].id for each in (one, *others)]
    assert len(set(told)) == 4


def test_a_source_that_never_worked_is_told_once_a_day(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    never = stand(failures=3, last_success=None, last_post=None)
    (today,) = issues(never, info, noon)
    assert issues(never, info, noon + HOUR) == (today,)
    assert issues(never, info, noon + 24 * HOUR) != (today,)
    assert today.published == noon.replace(hour=0)
    assert "no reason is known" in today.content
    assert "It never worked." in today.content


def test_a_source_that_is_gone_for_good_is_told_so(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    (issue,) = issues(stand(muted=noon, failures=4, error="410"), info, noon)
    assert issue.title == "The gazette: gone for good"
    assert issue.published == noon


def test_a_source_that_is_silent_for_a_day_is_told_until_it_posts(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    now = noon + 25 * HOUR
    (issue,) = issues(stand(), info, now)
    assert issues(stand(), info, now + 99 * HOUR) == (issue,)
    assert issue.title == "The gazette: no new post for a day"
    assert issue.published == noon + 24 * HOUR
    assert issues(stand(last_post=now), info, now) == ()


def test_those_that_need_not_post_may_be_silent(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    closed = Life(stage="closed", since=noon, reason="it says so")
    live = replace(closed, stage="live")
    later = noon + 48 * HOUR
    assert issues(stand(life=closed), info, later) == ()
    assert issues(stand(kind="list"), info, later) == ()
    assert issues(stand(last_post=None), info, later) == ()
    assert len(issues(stand(life=live), info, later)) == 1


def test_a_gap_is_told_until_it_is_filled(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    gap = Gap(after=None, before=noon, noticed=noon, reason="no older page")
    (issue,) = issues(stand(gaps=(gap,)), info, noon)
    assert issue.title == "The gazette: posts may be missing"
    assert "between a time not told and 2026-03-01 12:00 UTC." in issue.content
    assert issues(stand(gaps=(replace(gap, filled=noon),)), info, noon) == ()


def test_the_newest_comes_first(info: FeedInfo, stand: Stand, noon: datetime) -> None:
    edition = health(
        [stand(failures=3), stand(failures=3, last_success=noon + HOUR)],
        info,
        now=noon + 2 * HOUR,
    )
    assert [each.published for each in edition.issues] == [noon + HOUR, noon]
    assert edition.updated == noon + HOUR


def test_a_feed_that_cannot_hold_a_day_is_told_once_a_day(
    findings: Findings, info: FeedInfo, noon: datetime
) -> None:
    url = "https://news.example/war.atom"
    war = Offer(name="war", title="War & peace", atom=url, json=url, rss=url)
    secret = replace(war, name="desk", title="The plot", private=True)
    first = health([], info, now=noon, full=[war, secret])
    assert first == health([], info, now=noon + 9 * HOUR, full=[war, secret])
    told, hidden = first.issues
    assert told.title == "War & peace: holds less than a day"
    assert told.published == noon - 12 * HOUR
    assert f'<a href="{url}">War &amp; peace</a>' in told.content
    assert hidden.title == "A feed with a token: holds less than a day"
    assert "plot" not in str(hidden)
    assert "war.atom" not in str(hidden)
    next_day = health([], info, now=noon + 12 * HOUR, full=[war])
    assert next_day.issues[0].id != told.id
    assert findings(atom_of(first, info).body, "health") == []


def test_a_source_without_any_name_has_one(
    info: FeedInfo, stand: Stand, noon: datetime
) -> None:
    standing = stand(failures=3)
    unnamed = replace(standing, source=replace(standing.source, outlet=" "))
    assert issues(unnamed, info, noon)[0].title == "gazette: failing"
