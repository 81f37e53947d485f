"""Judge whether a post is new, an edit, or what another outlet has said before."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from aggregator.dedup.changes import change
from aggregator.dedup.conclusion import Judgement, by_hand, concluded, configuration
from aggregator.dedup.likeness import Comparison, compare, compare_readings
from aggregator.dedup.memory import Memory
from aggregator.dedup.repeats import is_said_again
from aggregator.dedup.rulings import Rulings
from aggregator.dedup.voices import voice
from aggregator.dedup.weighing import Scales
from aggregator.evidence import Decision, Mode, Weighed
from aggregator.model import Echo, Held, New, Revision, Same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from aggregator.dedup.weighing import Meaning
    from aggregator.evidence import Override
    from aggregator.model import Post, PostId, Source, Verdict

__all__ = ["Comparison", "Judge", "Judgement", "compare"]

_MOST = 100_000
_MORE = ("says more",)


class Judge:
    """Keeps the recent posts, and judges others by them.

    Identity is told by the caller (`held`); only likeness is asked of the window. An
    outlet never echoes itself, and an echo of an echo echoes the lead: see
    docs/decisions/0003-echoes.md.

    Args:
        window: how long after it was first seen a post can be echoed.
        most: how many posts are kept, whatever the window: then the oldest go.
        meaning: how near two texts are in meaning (0..1), if that can be told.
    """

    def __init__(
        self,
        *,
        window: timedelta = timedelta(hours=48),
        most: int = _MOST,
        meaning: Meaning | None = None,
    ) -> None:
        self.window = window
        self._meaning = meaning
        self._memory = Memory(most)
        self._kept = self._memory.window
        self._rulings = Rulings()
        self._ruled: dict[PostId, PostId | None] = {}  # what they echoed before
        self._configuration = cache(
            partial(configuration, window=window, by_meaning=meaning is not None)
        )

    def consider(
        self,
        posts: Sequence[Post],
        held: Mapping[PostId, Held],
        *,
        now: datetime,
        source: Source | None = None,
    ) -> list[Verdict]:
        """Return one verdict per post, in order; nothing is remembered.

        Args:
            posts: of one look at one source.
            held: those of them that the store holds, whatever their age, and the
                leads of those that are echoes.
            now: when they were seen.
            source: it tells how readily they join others, and who publishes them.
        """
        mode: Mode = source.dedup if source else "conservative"
        publisher = source.publisher if source else ""
        return [
            self._edited(post, held, mode)
            if post.id in held
            else self._first(post, publisher, now=now, mode=mode)
            for post in posts
        ]

    def judgement(
        self, post: Post, *, now: datetime, mode: Mode = "conservative"
    ) -> Judgement:
        """Return what a post that nobody holds is to the leads of the window."""
        self.forget(now - self.window)
        near, stems = self._memory.nearby(
            post, since=now - self.window, anchors=self._rulings.merged
        )
        scales = Scales(
            memory=self._memory,
            apart=self._rulings.parted(post.id, self._kept),
            merged=self._rulings.merged,
            mode=mode,
            meaning=self._meaning,
        )
        found = concluded(
            scales.cases(near, post),
            stems=stems,
            configuration=self._configuration(mode),
        )
        joined = self._rulings.joined(post.id, self._kept)
        return found if joined is None else by_hand(found, joined)

    def remember(self, verdicts: Iterable[Verdict], *, now: datetime) -> None:
        """Take in what was saved; to be called when the transaction is through."""
        upwards = list(verdicts)[::-1]  # the foot of a page is the oldest
        for each in sorted(upwards, key=lambda each: isinstance(each, Echo)):
            if isinstance(each, New | Echo):
                lead = each.lead if isinstance(each, Echo) else None
                stems = each.stems
                held = Held(post=each.post, first_seen=now, lead=lead, stems=stems)
                self._memory.enter(held)
                if isinstance(each, Echo) and not self._rulings.merged:
                    self._spare_a_comparison(each)
            elif isinstance(each, Revision):
                leads = each.parted_from is not None
                self._memory.revise(each.post, leads=leads, stems=each.stems)
            else:
                self._memory.stand_again(each.post)
        self.forget(now - self.window)

    def recall(self, held: Iterable[Held]) -> None:
        """Take in posts that the store has and we lack, oldest first.

        Of those that we have, only whose echoes they are is taken over: a person may
        have decided that.
        """
        for each in held:
            post = each.post.id
            self._ruled.pop(post, None)  # it comes from where rulings are kept
            if self._kept.serial(post) is None:
                self._memory.enter(each)
            if each.withdrawn is not None:
                self._memory.take_back(post)
            elif self._kept.lead(post) != (each.lead or post):
                self._kept.follow(post, each.lead)

    def withdraw(self, posts: Iterable[PostId]) -> None:
        """Drop posts that were taken back: what is said anew is news again."""
        for post in posts:
            self._memory.take_back(post)

    def forget(self, before: datetime) -> None:
        """Drop the posts that were first seen before a time."""
        self._kept.forget(before)

    def obey(self, overrides: Iterable[Override]) -> None:
        """Take what people decided in place of all that they had decided before.

        It holds for posts to come, and at once for those that are kept: they are made
        echoes of a lead, or leads; where a ruling is gone, they are what they were.
        """
        for post, lead in self._ruled.items():
            if self._kept.serial(post) is not None:
                self._kept.follow(post, lead)
        self._rulings = Rulings(overrides)
        self._ruled = self._rulings.apply(self._kept)

    def _first(
        self, post: Post, publisher: str, *, now: datetime, mode: Mode
    ) -> Verdict:
        found = self.judgement(post, now=now, mode=mode)
        who = voice(post, publisher)
        if found.relation == "echo" and found.lead is not None:
            return Echo(
                post=post,
                lead=found.lead,
                likeness=found.likeness,
                stems=found.stems,
                voice=who,
                decision=found.decision,
            )
        is_update = found.relation == "update"
        return New(
            post=post,
            follows=found.lead if is_update else None,
            likeness=found.likeness if is_update else 0.0,
            reasons=(found.reasons or _MORE) if is_update else (),
            eager=found.eager,
            stems=found.stems,
            voice=who,
            decision=found.decision,
        )

    def _spare_a_comparison(self, echo: Echo) -> None:
        """Take note that nothing speaks against an echo, as was just found.

        Not where people have merged entries: it may have joined by another post there.
        """
        best = echo.decision.weighed[:1]
        if best and best[0].lead == echo.lead and best[0].relation == "echo":
            self._memory.agree(echo.lead, echo.post.id)

    def _edited(self, post: Post, held: Mapping[PostId, Held], mode: Mode) -> Verdict:
        known = held[post.id]
        if is_said_again(post, known.post):
            return Same(post=post)
        lead = held.get(known.lead or "")
        done = change(known.post, post)
        stems = self._memory.stems(post)
        found = self._since_edited(post, lead.post, mode) if lead else None
        if lead is None or found is None:
            return Revision(post=post, change=done, stems=stems)
        return Revision(
            post=post,
            parted_from=lead.post.id,
            reasons=found.reasons or _MORE,
            change=done,
            stems=stems,
            decision=Decision(
                rule=found.rule,
                weighed=(found,),
                configuration=self._configuration(mode),
            ),
        )

    def _since_edited(self, post: Post, lead: Post, mode: Mode) -> Weighed | None:
        """Return what parts a post from its lead; None if it stays."""
        if self._rulings.are_joined(post.id, lead.id, self._kept):
            return None
        mine, new = self._memory.reading(lead), self._memory.reading(post)
        found = compare_readings(mine, new, self._meaning)
        if found.relation == "echo" or (mode == "eager" and found.eager):
            return None
        return Weighed(
            lead=lead.id,
            relation=found.relation,
            likeness=found.likeness,
            rule=found.rule,
            reasons=found.reasons,
        )
