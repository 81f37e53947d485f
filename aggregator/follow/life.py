"""The life of a live blog: in which stage it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from aggregator.liveblog import Life

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from aggregator.liveblog import Sign, Stage, Weight

_QUIET = timedelta(minutes=30)  # from which a live blog cools,
_HUSHED = timedelta(minutes=10)  # sooner if something speaks for its end
_SAID = timedelta(minutes=10)  # silence that a flag of the publishing system needs,
_TWICE = timedelta(minutes=20)  # two signs in words,
_ONCE = timedelta(hours=1)  # one,
_DISPUTED = timedelta(hours=6)  # one that other words speak against,
_PLANNED = timedelta(hours=12)  # a date: a night without posts is no end;
_ALONE = timedelta(hours=36)  # and silence itself: nor is a day with one post
_HELD = timedelta(days=3)  # though the system says "live": that flag is forgotten

_COOLING = timedelta(minutes=5)
_CLOSED = timedelta(hours=1)

_ANSWERS = "the outlet answers with status"  # of a page that is gone,
_BACK = "its page is there again"  # and may be back: that is no news


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look saw of a live blog."""

    signs: tuple[Sign, ...] = ()
    newest: datetime | None = None  # time of its newest post, as claimed
    last: datetime | None = None  # when a post of it was last first seen
    fresh: bool = False  # this look brought new posts; an edit is none
    status: int | None = None  # of a look that failed: 404 or 410


class _Case(NamedTuple):
    """Why a live blog may be at its end, and how long it must be silent for that."""

    needs: timedelta
    reasons: tuple[str, ...]


def lived(before: Life | None, seen: Seen, now: datetime) -> Life:
    """Return the stage after a look; `before` itself if that is unchanged.

    One that was closed is reopened by a new post only, or by its page, if that was
    gone. `since` never goes back, whatever the clock does.

    Args:
        before: the stage after the look before; None at the first.
        seen: what this look saw.
        now: when that was.
    """
    stage, reason = _stage(before, seen, now)
    if before is None:
        return Life(stage=stage, since=now, reason=reason)
    if stage == before.stage:
        return before
    return Life(stage=stage, since=max(now, before.since), reason=reason)


def pause(every: timedelta, stage: Stage) -> timedelta:
    """Return how long to leave a live blog alone that is in `stage`.

    Its own pace while posts may come; up to three times as long, but not above five
    minutes, while it cools; an hour once it is closed, so that a reopening is
    noticed. A source whose own pace is slower keeps it.
    """
    if stage == "closed":
        return max(every, _CLOSED)
    if stage == "cooling":
        return max(every, min(3 * every, _COOLING))
    return every


def _stage(before: Life | None, seen: Seen, now: datetime) -> tuple[Stage, str]:
    known = before if before is not None and before.stage != "found" else None
    # At the first look all posts are new, whatever their age; and what has led to
    # `before` at this very moment is not counted again.
    news = seen.fresh and seen.status is None
    fresh = news and known is not None and now != known.since
    heard = max(_heard(known, seen), default=None)
    silence = max(now - (heard or (before.since if before else now)), timedelta())
    if known is not None and (known.since, known.reason) == (now, _BACK):
        return known.stage, known.reason
    if known is not None and known.stage == "closed":
        return _after_the_end(known, seen, silence, fresh=fresh)
    if fresh:
        return _again(known), "a new post came"
    if seen.status is not None:
        return _gone(known, seen.status, silence)
    if heard is None:
        return _unheard(before, seen.signs, silence)
    return _by_silence(known, seen.signs, silence)


def _heard(known: Life | None, seen: Seen) -> Iterator[datetime]:
    """Yield when something was heard of a live blog.

    Claimed times may be those of drafts, hours old (The Independent), so what was
    seen to come counts as well; but not what was there at the first look.
    """
    if seen.newest is not None:
        yield seen.newest
    stages = ("live", "reopened")
    if known is not None and known.stage in stages and known.reason != _BACK:
        yield known.since
    if known is not None and seen.last is not None and seen.last != known.since:
        yield seen.last


def _after_the_end(
    known: Life, seen: Seen, silence: timedelta, *, fresh: bool
) -> tuple[Stage, str]:
    if fresh:
        return "reopened", "a new post came after it had closed"
    back = known.reason.startswith(_ANSWERS) and seen.status is None
    if back and _by_silence(known, seen.signs, silence)[0] != "closed":
        return "reopened", _BACK
    return "closed", known.reason


def _gone(known: Life | None, status: int, silence: timedelta) -> tuple[Stage, str]:
    """A 404 may be a mishap: a live blog that has just posted is given a moment."""
    reason = f"{_ANSWERS} {status}"
    if status == HTTPStatus.GONE or known is None or silence >= _HUSHED:
        return "closed", reason
    return "cooling", reason


def _again(known: Life | None) -> Stage:
    return "reopened" if known is not None and known.stage == "reopened" else "live"


def _unheard(
    before: Life | None, signs: tuple[Sign, ...], silence: timedelta
) -> tuple[Stage, str]:
    """Return the stage of a live blog of whose posts nothing is known as yet."""
    ends = [case for case in _cases(signs) if silence >= case.needs]
    if ends:
        return "closed", _told(ends[0].reasons, silence)
    return before.stage if before else "found", "no post as yet"


def _by_silence(
    known: Life | None, signs: tuple[Sign, ...], silence: timedelta
) -> tuple[Stage, str]:
    cases = list(_cases(signs))
    for case in cases:
        if silence >= case.needs:
            return "closed", _told(case.reasons, silence)
    spoken = next((case.reasons for case in cases if case.needs <= _ONCE), ())
    if spoken and silence >= _HUSHED:
        return "cooling", _told(spoken, silence)
    if silence >= _QUIET:
        return "cooling", _told((), silence)
    return _again(known), f"its newest post is {_span(silence)} old"


def _cases(signs: tuple[Sign, ...]) -> Iterator[_Case]:
    """Yield what may close a live blog, the strongest first.

    A date proves little (`coverageEndTime` is no end signal: design paper on live
    blogs, pitfall 3), and nothing ends while the system itself says that it goes on,
    but for a flag that is forgotten.
    """
    on = _reasons(signs, "state", ended=False)
    if on:
        yield _Case(_HELD, tuple(f"though {each}" for each in on))
        return
    if flags := _reasons(signs, "state", ended=True):
        yield _Case(_SAID, flags)
    words = _reasons(signs, "words", ended=True)
    if words:
        against = len(_reasons(signs, "words", ended=False))
        yield _Case(_of_words(len(words) - against), words)
    if dates := _reasons(signs, "planned", ended=True):
        yield _Case(_PLANNED, dates)
    yield _Case(_ALONE, ())


def _of_words(count: int) -> timedelta:
    if count > 1:
        return _TWICE
    return _ONCE if count == 1 else _DISPUTED


def _reasons(signs: Iterable[Sign], weight: Weight, *, ended: bool) -> tuple[str, ...]:
    """Return the different reasons of one weight and direction."""
    found = (each for each in signs if each.weight == weight)
    return tuple(dict.fromkeys(each.reason for each in found if each.ended is ended))


def _told(reasons: tuple[str, ...], silence: timedelta) -> str:
    nothing = f"nothing came for {_span(silence)}"
    if not reasons:
        return nothing
    said = " and ".join(reasons)
    if said.startswith("though "):
        return f"{nothing}, {said}"
    return f"{said}, and {nothing}"


def _span(span: timedelta) -> str:
    """Return a duration in its two largest units: "1 h 12 min"."""
    minutes = int(span.total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{days} d {hours % 24} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
