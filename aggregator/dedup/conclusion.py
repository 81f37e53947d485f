"""What comes of all that a post was weighed against, and why: kept to be explained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from aggregator.evidence import NOTHING_LIKE_IT, Decision, Mode, Relation
from aggregator.text.words import digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from aggregator.dedup.weighing import Case
    from aggregator.model import PostId

_RULES = 7  # counted up with each change of the rules that may change a verdict
_DIGITS = 12  # of the digest: enough to tell one configuration from another
_WEIGHED = 5  # leads that a decision tells of
_BY_HAND = "merged by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a post is to the lead that it is most like, if it is like any."""

    relation: Relation = "distinct"  # "echo": it joins, in the mode that was asked for
    lead: PostId | None = None
    likeness: float = 0.0
    reasons: tuple[str, ...] = ()
    eager: PostId | None = None  # the lead that it would join in eager mode
    stems: bytes = b""  # what it is found by
    decision: Decision = NOTHING_LIKE_IT


def configuration(mode: Mode, window: timedelta, *, by_meaning: bool) -> str:
    """Return a short digest of all that verdicts depend on, beside the posts."""
    seconds = str(window.total_seconds())
    return digest(mode, seconds, str(by_meaning), str(_RULES))[:_DIGITS]


def concluded(
    cases: Iterable[Case], *, stems: bytes = b"", configuration: str = ""
) -> Judgement:
    """Return what comes of the cases: the best decides, of equals the oldest lead.

    Args:
        cases: the leads beside the post.
        stems: what the post is found by.
        configuration: all that verdicts depend on.
    """
    best = sorted(cases, key=lambda each: each.order)
    if not best:
        nothing = _nothing_like_it(configuration)
        return Judgement(stems=stems, decision=nothing)
    told = best[0].weighed
    joins = [each for each in best if each.eager]
    nearest = min(joins, key=lambda each: each.order[1:], default=None)
    return Judgement(
        relation=told.relation,
        lead=told.lead,
        likeness=told.likeness,
        reasons=told.reasons,
        eager=nearest.weighed.lead if nearest else None,
        stems=stems,
        decision=Decision(
            rule=told.rule,
            weighed=tuple(each.weighed for each in best[:_WEIGHED]),
            configuration=configuration,
        ),
    )


@cache
def _nothing_like_it(configuration: str) -> Decision:
    """Return the decision on most posts: one for all of them."""
    return replace(NOTHING_LIKE_IT, configuration=configuration)


def by_hand(found: Judgement, lead: PostId) -> Judgement:
    """Return the judgement of a post that a person has put into an entry."""
    weighed = found.decision.weighed
    return replace(
        found,
        relation="echo",
        lead=lead,
        likeness=max([each.likeness for each in weighed if each.lead == lead] or [0.0]),
        reasons=(),
        decision=replace(found.decision, rule=_BY_HAND),
    )
