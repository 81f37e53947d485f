"""Judge and write what a look brought, or why it brought nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.looks import found, gaps, state, withdrawals
from aggregator.looks.identity import recognised
from aggregator.looks.look import Brought, Kept, Look
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

    from aggregator.errors import SourceError
    from aggregator.model import Extraction, Post, PostId


def keep(look: Look, brought: Brought) -> Kept:
    """Judge and write what a look brought.

    Raises:
        StoreError: it cannot be kept; the transaction is to be rolled back.
    """
    if brought.extraction is None:
        return _unchanged(look, brought)
    extraction = brought.extraction
    shown = recognised(look.unit, extraction.posts)
    older = [recognised(look.unit, each.posts) for each in brought.older]
    verdicts = _judged(look, _joined(shown, older))
    _save(look, verdicts)
    withdrawn, doubt = withdrawals.withdraw(look, extraction, shown)
    if doubt is not None:
        extraction = replace(extraction, warnings=(*extraction.warnings, doubt))
    ledger = _ledger(verdicts, extraction, withdrawn)
    now = state.after_reading(look, brought.answer, extraction, ledger)
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
    )
    return Kept(report=report, verdicts=verdicts, withdrawn=withdrawn)


def give_up(look: Look, error: SourceError) -> Report:
    """Write a failure down, and when to look again."""
    ledger = Ledger(looks=1, failures=1)
    now = state.after_failure(look, error)
    look.unit.sources.save(now, ledger, now=look.now)
    found.let_go(look, now)
    return Report(source=look.due.source.id, ledger=ledger, error=error.reason)


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


def _joined(shown: Sequence[Post], older: Sequence[Sequence[Post]]) -> list[Post]:
    """Return the posts of all pages in one order; of two versions the newest page's."""
    pages = [shown, *older]
    newest = {each.id: each for page in reversed(pages) for each in page}
    if _is_ascending(shown):
        pages.reverse()
    ids = dict.fromkeys(each.id for page in pages for each in page)
    return [newest[each] for each in ids]


def _is_ascending(posts: Sequence[Post]) -> bool:
    times = [each.published for each in posts if each.published]
    return bool(times) and times[0] < times[-1]


def _judged(look: Look, posts: Sequence[Post]) -> list[Verdict]:
    held = look.unit.posts.held(each.id for each in posts)
    leads = look.unit.posts.held(each.lead for each in held.values() if each.lead)
    return look.judge.consider(posts, leads | held, now=look.now)


def _save(look: Look, verdicts: Sequence[Verdict]) -> None:
    """Save verdicts; what a source had before our first look is its backlog."""
    if look.due.state.last_success is None:
        look.unit.posts.save_backlog(verdicts, now=look.now)
    else:
        look.unit.posts.save(verdicts, now=look.now)


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
