"""The standing of each source as its page shows it: what needs a hand comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from aggregator.model import Activity
from aggregator.outputs import Filters
from aggregator.publish.charts import Chart, hours_chart, lag_chart
from aggregator.publish.phrases import Moment, ago, due, span
from aggregator.publish.site import BARE, query_of, source_feed
from aggregator.publish.wording import address, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from aggregator.liveblog import Gap, Life
    from aggregator.model import SourceId, SourceState, Standing
    from aggregator.publish.site import Site

_OPEN = timedelta(days=1)  # for which a gap is shown as the state of its source
_QUIET = timedelta(days=1)  # without a post; many a live blog rests over night
# In the order of their urgency.
_WORDS = ("failing", "gap", "quiet", "never looked", "ok", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One source, in the words of its page."""

    id: str
    shown: str  # the query by which the timeline shows this source alone
    feed: str | None  # of this source alone, as seen from the timeline's page
    outlet: str
    url: str | None
    kind: str
    state: str  # one of `_WORDS`
    reason: str
    warnings: tuple[str, ...]
    moved: str | None  # the address that answers in its place
    life: str  # stage of the live blog and why; empty for what is none
    gaps: tuple[str, ...]
    last_look: Moment | None
    next_look: Moment | None
    last_post: Moment | None
    per_day: str
    hours: Chart | None  # posts of the last hours; None: not known
    lag: Chart | None  # behind the first outlet; None: it echoed nobody
    firsts: str  # "first 12 of 40 times"; empty: it never met another outlet
    posts: str
    new: str
    echoes: str
    revisions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many sources are in one state."""

    state: str
    count: int


def rows_of(
    standings: Sequence[Standing],
    *,
    now: datetime,
    activity: Mapping[SourceId, Activity] = MappingProxyType({}),
    site: Site = BARE,
) -> tuple[Row, ...]:
    """Return a row for each source, the most urgent state first, else as given.

    Args:
        standings: of the sources.
        now: from which "ago" counts.
        activity: what they did of late, for the charts.
        site: tells which feeds there are.
    """
    rows = (
        _row(each, activity.get(each.source.id, Activity()), site=site, now=now)
        for each in standings
    )
    return tuple(sorted(rows, key=lambda row: _WORDS.index(row.state)))


def tallies_of(rows: Sequence[Row]) -> tuple[Tally, ...]:
    """Return how many sources are in each state that occurs."""
    states = [row.state for row in rows]
    counts = {word: states.count(word) for word in _WORDS}
    return tuple(Tally(state=word, count=n) for word, n in counts.items() if n)


def gap_in_words(gap: Gap) -> str:
    """Return a stretch that may lack posts, with its bounds, in one line."""
    bounds = f"between {_bound(gap.after)} and {_bound(gap.before)}"
    if gap.filled is not None:
        return f"gap filled: {bounds}"
    return one_line(f"posts may be missing {bounds}: {gap.reason}")


def _row(standing: Standing, activity: Activity, *, site: Site, now: datetime) -> Row:
    source, state = standing.source, standing.state
    word, reason = _condition(standing, now=now)
    return Row(
        id=one_line(source.id),
        shown=query_of(Filters(source=source.id)),
        feed=source_feed(site, source.id),
        outlet=one_line(source.outlet),
        url=address(source.url),
        kind=state.kind or source.kind,
        state=word,
        reason=one_line(reason),
        warnings=tuple(map(one_line, state.warnings)),
        moved=state.location and one_line(state.location),
        life=_life(state.life, now=now),
        gaps=tuple(gap_in_words(each) for each in standing.gaps),
        last_look=_told(ago, state.last_look, now=now),
        next_look=_told(due, state.next_look, now=now),
        last_post=_told(ago, state.last_post, now=now),
        per_day=f"{standing.posts_per_day:,.1f}",
        hours=hours_chart(activity.hours, now=now) if activity.hours else None,
        lag=_lag(activity),
        firsts=_firsts(activity),
        posts=f"{standing.posts:,}",
        new=f"{standing.ledger.new:,}",
        echoes=f"{standing.ledger.echoes:,}",
        revisions=f"{standing.ledger.revisions:,}",
    )


def _lag(activity: Activity) -> Chart | None:
    behind = activity.lag
    return None if behind is None else lag_chart(timedelta(seconds=behind))


def _firsts(activity: Activity) -> str:
    met = activity.first + activity.echoes
    times = "1 time" if met == 1 else f"{met:,} times"
    return f"first {activity.first:,} of {times}" if met else ""


def _told(
    say: Callable[..., Moment], when: datetime | None, *, now: datetime
) -> Moment | None:
    return None if when is None else say(when, now=now)


def _condition(standing: Standing, *, now: datetime) -> tuple[str, str]:
    """Return the state of a source in a word, and the reason for it."""
    state = standing.state
    if state.last_look is None:
        return "never looked", "its first look is due"
    if state.error is not None:
        times = "once" if state.failures <= 1 else f"{state.failures} times in a row"
        return "failing", f"{state.error} ({times})"
    if any(_is_open(each, now=now) for each in standing.gaps):
        return "gap", ""  # told by itself
    if state.life is not None and state.life.stage == "closed":
        return "closed", ""
    return ("ok", "") if state.kind == "list" else _pace(state, now=now)


def _pace(state: SourceState, *, now: datetime) -> tuple[str, str]:
    if state.last_post is None:
        return "quiet", "no post yet"
    silence = now - state.last_post
    if silence > _QUIET:
        return "quiet", f"no new post for {span(silence)}"
    return "ok", ""


def _is_open(gap: Gap, *, now: datetime) -> bool:
    return gap.filled is None and now - gap.noticed <= _OPEN


def _life(life: Life | None, *, now: datetime) -> str:
    if life is None:
        return ""
    since = ago(life.since, now=now).words
    return one_line(f"{life.stage} since {since}: {life.reason}")


def _bound(when: datetime | None) -> str:
    return f"{when:%d %b %H:%M} UTC" if when else "a time not told"
