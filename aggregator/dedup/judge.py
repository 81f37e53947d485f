"""Judge whether a post is new, an edit, or what another outlet has said before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.dedup.changes import change
from aggregator.dedup.index import Index
from aggregator.dedup.likeness import Comparison, Relation, compare, compare_readings
from aggregator.dedup.reading import read
from aggregator.model import Echo, Held, New, Revision, Same
from aggregator.text.volatile import steady
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.dedup.reading import Reading
    from aggregator.model import Post, PostId, Verdict

__all__ = ["Comparison", "Judge", "Judgement", "compare"]

_MOST = 100_000  # posts held, whatever the window: then the oldest go
_READINGS = (
    128  # kept, some 5 MB; more of them made nothing faster (benchmarks/judge.py)
)
_RANK: dict[Relation, int] = {"distinct": 0, "related": 1, "update": 2, "echo": 3}
_SIGNS = re.compile(r"[$€£¥%‰°+]|-(?=\d)")  # no words, and yet they tell
_MORE = ("says more",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a post is to the lead that it is most like, if it is like any."""

    relation: Relation = "distinct"
    lead: PostId | None = None
    likeness: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    serial: int
    stems: tuple[str, ...]
    held: Held  # without its markup


class Judge:
    """Keeps the recent posts, and judges others by them.

    Identity is told by the caller (`held`); only likeness is asked of the window. An
    outlet never echoes itself, and an echo of an echo echoes the lead: see
    docs/decisions/0003-echoes.md.

    Args:
        window: how long after it was first seen a post can be echoed.
    """

    def __init__(self, *, window: timedelta = timedelta(hours=48)) -> None:
        self.window = window
        self._known: dict[PostId, _Known] = {}  # oldest first
        self._ids: dict[int, PostId] = {}
        self._index = Index()
        self._serial = 0
        self._read = lru_cache(maxsize=_READINGS)(read)

    def consider(
        self, posts: Sequence[Post], held: Mapping[PostId, Held], *, now: datetime
    ) -> list[Verdict]:
        """Return one verdict per post, in order; nothing is remembered.

        Args:
            posts: of one look at one source.
            held: those of them that the store holds, whatever their age, and the
                leads of those that are echoes.
            now: when they were seen.
        """
        return [self._verdict(post, held, now) for post in posts]

    def judgement(self, post: Post, *, now: datetime) -> Judgement:
        """Return what a post that nobody holds is to the leads of the window."""
        best = Judgement()
        for lead, echoes in self._entries(post, now - self.window):
            best = max(best, self._against(lead, echoes, post), key=_order)
        return best

    def remember(self, verdicts: Iterable[Verdict], *, now: datetime) -> None:
        """Take in what was saved; to be called when the transaction is through."""
        for verdict in verdicts:
            if isinstance(verdict, New):
                self._add(Held(post=verdict.post, first_seen=now))
            elif isinstance(verdict, Echo):
                self._add(Held(post=verdict.post, first_seen=now, lead=verdict.lead))
            elif isinstance(verdict, Revision):
                self._revise(verdict.post, verdict.parted_from)
        self.forget(now - self.window)

    def recall(self, held: Iterable[Held]) -> None:
        """Take in posts that the store has and we lack, oldest first."""
        for each in held:
            if each.post.id not in self._known and each.withdrawn is None:
                self._add(each)

    def withdraw(self, posts: Iterable[PostId]) -> None:
        """Drop posts that were taken back: what is said anew is news again."""
        for known in filter(None, map(self._known.get, posts)):
            self._drop(known)

    def forget(self, before: datetime) -> None:
        """Drop the posts that were first seen before a time."""
        while self._known:
            oldest = next(iter(self._known.values()))
            if oldest.held.first_seen >= before and len(self._known) <= _MOST:
                return
            self._drop(oldest)

    def _verdict(
        self, post: Post, held: Mapping[PostId, Held], now: datetime
    ) -> Verdict:
        if post.id in held:
            known = held[post.id]
            return self._edited(post, known, held.get(known.lead or ""))
        found = self.judgement(post, now=now)
        if found.lead is None or found.relation not in ("echo", "update"):
            return New(post=post)
        if found.relation == "echo":
            return Echo(post=post, lead=found.lead, likeness=found.likeness)
        return New(
            post=post,
            follows=found.lead,
            likeness=found.likeness,
            reasons=found.reasons or _MORE,
        )

    def _edited(self, post: Post, held: Held, lead: Held | None) -> Verdict:
        if _is_said_again(post, held.post):
            return Same(post=post)
        found = self._compare(lead.post, post) if lead else None
        if found is None or found.relation == "echo":
            return Revision(post=post, change=change(held.post, post))
        return Revision(
            post=post,
            parted_from=held.lead,
            reasons=found.reasons or _MORE,
            change=change(held.post, post),
        )

    def _entries(
        self, post: Post, since: datetime
    ) -> Iterable[tuple[Held, list[Held]]]:
        """Return the leads that may match, oldest first, each with its echoes."""
        entries: dict[PostId, list[Held]] = {}
        stems = self._reading(post).bag
        for serial in sorted(self._index.candidates(stems)):
            known = self._known[self._ids[serial]].held
            echoes = entries.setdefault(known.lead or known.post.id, [])
            if known.lead:
                echoes.append(known)
        leads = (self._known.get(lead) for lead in entries)
        return [
            (lead.held, entries[lead.held.post.id])
            for lead in leads
            if lead and lead.held.first_seen >= since
        ]

    def _against(self, lead: Held, echoes: Iterable[Held], post: Post) -> Judgement:
        """Return what `post` is to an entry.

        To join it must echo the lead, or one of its echoes while nothing speaks
        against the lead: chains of resemblance do not grow.
        """
        found = self._compare(lead.post, post)
        likeness = found.likeness
        relation = found.relation
        if relation in ("related", "update") and not found.reasons:
            others = [self._compare(echo.post, post) for echo in echoes]
            joined = [other.likeness for other in others if other.relation == "echo"]
            relation = "echo" if joined else relation
            likeness = max([likeness, *joined])
        if relation == "echo" and not _may_echo(post, lead.post):
            relation = "related"
        return Judgement(
            relation=relation,
            lead=lead.post.id,
            likeness=likeness,
            reasons=found.reasons,
        )

    def _compare(self, old: Post, new: Post) -> Comparison:
        return compare_readings(self._reading(old), self._reading(new))

    def _reading(self, post: Post) -> Reading:
        return self._read(post.title, post.text, post.language)

    def _add(self, held: Held) -> None:
        known = self._known.get(held.post.id)
        if known is not None:
            self._drop(known)
        self._serial += 1
        self._enter(held, self._serial)

    def _revise(self, post: Post, parted: PostId | None) -> None:
        known = self._known.get(post.id)
        if known is not None:
            self._index.remove(known.serial, known.stems)
            lead = None if parted else known.held.lead
            self._enter(replace(known.held, post=post, lead=lead), known.serial)

    def _enter(self, held: Held, serial: int) -> None:
        stems = tuple(self._reading(held.post).bag)
        slim = replace(held, post=replace(held.post, html=""))
        self._known[held.post.id] = _Known(serial=serial, stems=stems, held=slim)
        self._ids[serial] = held.post.id
        self._index.add(serial, stems)

    def _drop(self, known: _Known) -> None:
        self._index.remove(known.serial, known.stems)
        del self._ids[known.serial]
        del self._known[known.held.post.id]


def _order(judgement: Judgement) -> tuple[int, float]:
    return _RANK[judgement.relation], judgement.likeness


def _may_echo(post: Post, lead: Post) -> bool:
    """Tell whether a post may echo a lead: of another outlet, or its very item.

    Two feeds of one outlet list one article; that is an echo too, or it would be
    published twice.
    """
    if post.outlet != lead.outlet:
        return True
    return (
        post.source != lead.source
        and post.url == lead.url
        and _said(post) == _said(lead)
    )


def _is_said_again(post: Post, held: Post) -> bool:
    """Tell whether nobody has edited a post: most are told to the letter."""
    if (post.author, post.title, post.text) == (held.author, held.title, held.text):
        return True
    return _said(post) == _said(held)


def _said(post: Post) -> tuple[object, ...]:
    """Return what makes two versions of a post the same, whatever the typography.

    What changes while nobody edits it, such as "2 minutes ago", is not said.
    """
    texts = (post.title or "", steady(post.text))
    return (
        post.author,
        *(words(text) for text in texts),
        *(_SIGNS.findall(text) for text in texts),
    )
