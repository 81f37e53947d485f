"""Judge and write what a look brought, or why it brought nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.looks import found, gaps, pages, state, withdrawals
from aggregator.looks.look import Brought, Kept, Look, Shown
from aggregator.model import (
    Echo,
    Ledger,
    New,
    Report,
    Revision,
    Same,
    Validators,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.errors import PutOffError, SourceError
    from aggregator.model import Extraction, PostId


def keep(look: Look, brought: Brought) -> Kept:
    """Judge and write what a look brought.

    Raises:
        StoreError: it cannot be kept; the transaction is to be rolled back.
    """
    if brought.extraction is None:
        return _unchanged(look, brought)
    extraction = brought.extraction
    if found.is_followed_elsewhere(look, brought.answer):
        return _left(look, brought)
    shown = pages.shown(look, [extraction, *brought.older])
    verdicts = _judged(look, shown)
    _save(look, brought, shown, verdicts)
    withdrawn, doubt = withdrawals.withdraw(look, extraction, shown)
    if doubt is not None:
        extraction = replace(extraction, warnings=(*extraction.warnings, doubt))
    ledger = _ledger(verdicts, extraction, withdrawn)
    if brought.pushed is None:
        fresh = _fresh(shown, verdicts)
        now = state.after_reading(look, brought.answer, extraction, fresh=fresh)
    else:
        ledger = replace(ledger, looks=0)
        fresh = ledger.new + ledger.echoes
        now = state.after_push(look, brought.pushed, fresh=fresh)
    look.unit.sources.save(now, ledger, now=look.now)
    found.let_go(look, now)
    report = Report(
        source=look.due.source.id,
        status=brought.answer.status,
        ledger=ledger,
        warnings=extraction.warnings,
        life=now.life if now.life != look.due.state.life else None,
        gap=gaps.note(look, brought),
        found=found.find(look, extraction),
        hub=brought.answer.hub if extraction.kind == "feed" else None,
    )
    return Kept(report=report, verdicts=verdicts, withdrawn=withdrawn)


def give_up(look: Look, error: SourceError) -> Report:
    """Write a failure down, and when to look again."""
    ledger = Ledger(looks=1, failures=1)
    now = state.after_failure(look, error)
    look.unit.sources.save(now, ledger, now=look.now)
    found.let_go(look, now)
    return Report(
        source=look.due.source.id,
        ledger=ledger,
        error=error.reason,
        life=now.life if now.life != look.due.state.life else None,
    )


def put_off(look: Look, error: PutOffError) -> Report:
    """Write down that an outlet was not asked: that is no look, and no failure."""
    now = state.after_put_off(look, error)
    look.unit.sources.save(now, Ledger(), now=look.now)
    return Report(source=look.due.source.id)


def _unchanged(look: Look, brought: Brought) -> Kept:
    ledger = Ledger(looks=1)
    now = state.after_success(look, brought.answer)
    if gaps.open_one(look) is not None:  # the next look needs the page, changed or not
        now = replace(now, validators=Validators())
    look.unit.sources.save(now, ledger, now=look.now)
    found.let_go(look, now)
    report = Report(
        source=look.due.source.id,
        status=brought.answer.status,
        ledger=ledger,
        life=now.life if now.life != look.due.state.life else None,
    )
    return Kept(report=report)


def _judged(look: Look, shown: Shown) -> list[Verdict]:
    posts = shown.every
    held = look.unit.posts.held(each.id for each in posts)
    leads = look.unit.posts.held(each.lead for each in held.values() if each.lead)
    verdicts = look.judge.consider(
        posts, leads | held, now=look.now, source=look.due.source
    )
    return [_up_to_date(look, each) for each in verdicts] if shown.stale else verdicts


def _up_to_date(look: Look, verdict: Verdict) -> Verdict:
    """Return the verdict of a stale page: earlier words in it are no new edit."""
    post = verdict.post
    if not isinstance(verdict, Revision):
        return verdict
    earlier = look.unit.posts.versions(post.id)
    was_said = any(
        (each.title, each.text) == (post.title, post.text) for each in earlier
    )
    return Same(post=post) if was_said else verdict


def _fresh(shown: Shown, verdicts: Sequence[Verdict]) -> int:
    """Return how many new posts came; those of older pages had come before."""
    top = {each.id for each in shown.newest}
    news = (each for each in verdicts if isinstance(each, New | Echo))
    return sum(each.post.id in top for each in news)


def _save(
    look: Look, brought: Brought, shown: Shown, verdicts: Sequence[Verdict]
) -> None:
    """Save verdicts; what a source had before our first look is its backlog.

    What a stale page says again says nothing new of a post: it may be withdrawn since.
    """
    told = [each for each in verdicts if not (shown.stale and isinstance(each, Same))]
    past = _past(look, brought, shown)
    backlog = [each for each in told if each.post.id in past]
    news = [each for each in told if each.post.id not in past]
    look.unit.posts.save_backlog(backlog, now=look.now)
    look.unit.posts.save(news, now=look.now)


def _past(look: Look, brought: Brought, shown: Shown) -> set[PostId]:
    """Return what was there before our first look, be it read only now."""
    every = {each.id for each in shown.every}
    if look.due.state.last_success is None:
        return every
    missing = brought.missing
    back = missing is not None and missing.gap.after is None
    return every.difference(each.id for each in shown.newest) if back else set()


def _left(look: Look, brought: Brought) -> Kept:
    """Write down that a found live blog is one that is followed already."""
    ledger = Ledger(looks=1)
    now = state.after_success(look, brought.answer)
    look.unit.sources.save(now, ledger, now=look.now)
    reason = f"it is followed already: {now.location}"
    look.unit.live_blogs.drop(now.source, reason, look.now)
    status = brought.answer.status
    return Kept(report=Report(source=now.source, status=status, ledger=ledger))


def _ledger(
    verdicts: Sequence[Verdict], extraction: Extraction, withdrawn: Sequence[PostId]
) -> Ledger:
    def count(verdict: type[Verdict]) -> int:
        return sum(isinstance(each, verdict) for each in verdicts)

    return Ledger(
        looks=1,
        extracted=len(verdicts),
        new=count(New),
        echoes=count(Echo),
        revisions=count(Revision),
        same=count(Same),
        unreadable=extraction.unreadable,
        withdrawn=len(withdrawn),
    )
