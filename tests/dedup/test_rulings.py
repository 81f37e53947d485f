"""What people decide over the judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

import pytest

from aggregator.dedup.judge import Judge
from aggregator.evidence import Override, Ruling
from aggregator.model import Echo, Held, New, Post, Revision, Verdict

Tell: TypeAlias = Callable[..., Post]
NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
FIRE = (
    "A fire at a furniture warehouse in Leeds has killed six people, police said on "
    "Monday. Forty firefighters fought the blaze through the night."
)
VOTE = "Parliament will elect a new speaker on Tuesday, its office said in Warsaw."


def see(judge: Judge, *posts: Post) -> list[Verdict]:
    verdicts = judge.consider(posts, {}, now=NOON)
    judge.remember(verdicts, now=NOON)
    return verdicts


def rule(ruling: Ruling, post: Post, other: Post) -> Override:
    return Override(ruling=ruling, post=post.id, other=other.id, made=NOON)


def lead(verdict: Verdict) -> str | None:
    return verdict.lead if isinstance(verdict, Echo) else None


def test_what_is_merged_echoes_the_older_whatever_speaks_against_it(told: Tell) -> None:
    judge, first, later = Judge(), told(FIRE, "Gazette"), told(VOTE, "Herald")
    see(judge, first)
    see(judge, later)
    judge.obey([rule("merge", later, first)])
    (copy,) = see(judge, told(VOTE, "Observer"))
    assert lead(copy) == first.id


def test_a_merge_takes_the_echoes_along_and_its_undoing_gives_them_back(
    told: Tell,
) -> None:
    judge, first, later = Judge(), told(FIRE, "Gazette"), told(VOTE, "Herald")
    see(judge, first)
    see(judge, later)
    see(judge, told(VOTE, "Star"))
    judge.obey([rule("merge", first, later)])
    assert lead(see(judge, told(VOTE, "Observer"))[0]) == first.id
    judge.obey([])
    assert lead(judge.consider([told(VOTE, "Mail")], {}, now=NOON)[0]) == later.id


def test_a_post_to_come_joins_what_it_was_merged_with(told: Tell) -> None:
    judge, first, later = Judge(), told(FIRE, "Gazette"), told(VOTE, "Herald")
    see(judge, first)
    judge.obey([rule("merge", later, first)])
    (verdict,) = see(judge, later)
    assert isinstance(verdict, Echo)
    assert (verdict.lead, verdict.decision.rule) == (first.id, "merged by hand")


@pytest.mark.parametrize("ruling", ["never", "split"])
def test_what_is_kept_apart_shares_no_entry(told: Tell, ruling: Ruling) -> None:
    judge, first, copy = Judge(), told(FIRE, "Gazette"), told(FIRE, "Herald")
    see(judge, first)
    judge.obey([rule(ruling, copy, first)])
    (verdict,) = see(judge, copy)
    assert isinstance(verdict, New)
    assert verdict.eager is None
    assert verdict.decision.weighed[0].rule == "kept apart by hand"


@pytest.mark.parametrize(
    ("ruling", "turned"), [("never", False), ("never", True), ("split", False)]
)
def test_what_shared_an_entry_leaves_it(
    told: Tell, ruling: Ruling, *, turned: bool
) -> None:
    judge, first, copy = Judge(), told(FIRE, "Gazette"), told(FIRE, "Herald")
    see(judge, first)
    see(judge, copy)
    pair = (first, copy) if turned else (copy, first)
    judge.obey([rule(ruling, *pair)])
    judge.withdraw([first.id])
    assert lead(see(judge, told(FIRE, "Star"))[0]) == copy.id


def test_an_edit_does_not_part_what_was_merged(told: Tell) -> None:
    judge, first, later = Judge(), told(FIRE, "Gazette"), told(VOTE, "Herald")
    see(judge, first)
    see(judge, later)
    judge.obey([rule("merge", later, first)])
    held = {
        first.id: Held(post=first, first_seen=NOON),
        later.id: Held(post=later, first_seen=NOON, lead=first.id),
    }
    edited = replace(later, text=VOTE.replace("Tuesday", "Friday"))
    (verdict,) = judge.consider([edited], held, now=NOON)
    assert isinstance(verdict, Revision)
    assert verdict.parted_from is None


def test_rulings_on_posts_that_are_gone_are_passed_over(told: Tell) -> None:
    judge, gone = Judge(), told(VOTE, "Herald")
    first, copy = told(FIRE, "Gazette"), told(FIRE, "Star")
    see(judge, first)
    rulings = [
        rule("merge", first, gone),
        rule("never", gone, copy),
        rule("never", first, gone),
    ]
    judge.obey(rulings)
    judge.obey(rulings)
    assert lead(see(judge, copy)[0]) == first.id


def test_what_a_ruling_moved_and_is_gone_since_is_left_alone(told: Tell) -> None:
    judge, first, later = Judge(), told(FIRE, "Gazette"), told(VOTE, "Herald")
    see(judge, first)
    see(judge, later)
    judge.obey([rule("merge", later, first)])
    judge.withdraw([later.id])
    judge.obey([])
    assert lead(see(judge, told(VOTE, "Star"))[0]) is None


def test_what_the_store_says_of_a_lead_is_taken_over(told: Tell) -> None:
    judge, first, later = Judge(), told(FIRE, "Gazette"), told(VOTE, "Herald")
    see(judge, first)
    see(judge, later)
    judge.recall([Held(post=later, first_seen=NOON, lead=first.id)])
    judge.recall([Held(post=later, first_seen=NOON, lead=first.id)])
    judge.withdraw([first.id])
    assert lead(see(judge, told(VOTE, "Star"))[0]) is None


def test_what_is_apart_stays_where_it_is_when_that_is_ruled(told: Tell) -> None:
    judge, first, later = Judge(), told(FIRE, "Gazette"), told(VOTE, "Herald")
    see(judge, first)
    see(judge, later)
    judge.obey([rule("never", first, later)])
    assert lead(see(judge, told(VOTE, "Star"))[0]) == later.id
