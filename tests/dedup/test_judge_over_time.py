"""What becomes of posts that are edited, taken back, or shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from aggregator.dedup import memory
from aggregator.dedup.judge import Judge
from aggregator.evidence import Override
from aggregator.model import Echo, Held, New, Post, Revision, Same
from tests.dedup.seen import (
    FIRE,
    NOON,
    RETOLD,
    TEXTS,
    bare,
    edit,
    hold,
    see,
)

if TYPE_CHECKING:
    from aggregator.liveblog import Change

Tell: TypeAlias = Callable[..., Post]


def test_typography_and_claimed_times_make_no_revision(told: Tell) -> None:
    post = told("“Six” dead, it\u2019s said", title="Fire…")
    for edited in (
        replace(post, html="<p>else</p>", updated=NOON),
        replace(post, text='"Six"  dead,\nit\'s said', title="Fire..."),
    ):
        assert edit(Judge(), edited, hold(post)) == Same(post=edited)


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        ({"text": "Costs $6"}, "correction"),
        ({"text": "Costs €5"}, "correction"),
        ({"title": "T"}, "addition"),
        ({"author": "A. B."}, "rewording"),
    ],
)
def test_other_words_signs_titles_and_authors_make_a_revision(
    told: Tell, fields: dict[str, str], change: Change
) -> None:
    post = told("Costs $5")
    edited = replace(post, **fields)  # type: ignore[arg-type]  # of one kind each
    assert edit(Judge(), edited, hold(post)) == Revision(post=edited, change=change)


def test_what_changes_by_itself_makes_no_revision(told: Tell) -> None:
    post = told(f"{FIRE}\n2 minutes ago\n34 comments")
    later = replace(post, text=f"{FIRE}\n9 minutes ago\n41 comments")
    assert edit(Judge(), later, hold(post)) == Same(post=later)
    edited = replace(post, text=f"{RETOLD}\n9 minutes ago\n41 comments")
    assert edit(Judge(), edited, hold(post)) == Revision(post=edited)


def test_an_edited_echo_that_still_agrees_stays_with_its_lead(told: Tell) -> None:
    judge, lead, echo = Judge(), told(FIRE, "Gazette"), told(FIRE, "Herald")
    see(judge, lead, now=NOON)
    see(judge, echo)
    edited = replace(echo, text=RETOLD)
    assert edit(judge, edited, hold(echo, lead)) == Revision(post=edited)


def test_a_correction_parts_an_echo_from_its_lead(told: Tell) -> None:
    judge, lead, echo = Judge(), told(FIRE, "Gazette"), told(FIRE, "Herald")
    see(judge, lead)
    see(judge, echo)
    edited = replace(echo, text=FIRE.replace("six", "nine"))
    assert edit(judge, edited, hold(echo, lead)) == Revision(
        post=edited,
        parted_from=lead.id,
        reasons=("six → nine",),
        change="correction",
    )
    (later,) = see(judge, told(edited.text, "Observer"))
    assert isinstance(later, Echo)
    assert later.lead == edited.id


def test_an_echo_edited_into_another_matter_parts_as_well(told: Tell) -> None:
    judge, lead, echo = Judge(), told(FIRE, "Gazette"), told(FIRE, "Herald")
    see(judge, lead)
    edited = replace(echo, text="Parliament will elect a new speaker on Tuesday.")
    assert edit(judge, edited, hold(echo, lead)) == Revision(
        post=edited, parted_from=lead.id, reasons=("says more",)
    )


def test_an_edited_echo_whose_lead_is_gone_stays(told: Tell) -> None:
    echo = told(FIRE)
    edited = replace(echo, text="Parliament will elect a new speaker on Tuesday.")
    gone = {echo.id: Held(post=echo, first_seen=NOON, lead="gone#1")}
    assert edit(Judge(), edited, gone) == Revision(post=edited)


def test_the_edited_words_are_what_counts(told: Tell) -> None:
    judge, lead = Judge(), told("Nothing is known of the noise in the harbour yet.")
    see(judge, lead)
    edit(judge, replace(lead, text=FIRE), hold(lead))
    (echo,) = see(judge, told(FIRE, "Herald"))
    assert isinstance(echo, Echo)
    assert echo.lead == lead.id


CORRECTED = FIRE.replace("six", "nine")


def six_and_then_nine(judge: Judge, told: Tell) -> Post:
    """Let a lead of which there is an echo be edited; return the lead."""
    lead, echo = told(FIRE, "Gazette"), told(RETOLD, "Herald")
    see(judge, lead)
    see(judge, echo)
    edited = replace(lead, text=CORRECTED)
    edit(judge, edited, hold(lead))
    return edited


def test_a_lead_edited_into_other_news_gathers_none_of_it_under_its_echoes(
    told: Tell,
) -> None:
    judge = Judge()
    lead = six_and_then_nine(judge, told)
    (verdict,) = see(judge, told(CORRECTED, "Star"))
    assert isinstance(verdict, New)
    assert (verdict.follows, verdict.eager) == (lead.id, None)
    assert verdict.reasons == ("six → nine",)
    assert verdict.decision.rule == "something speaks against it in an echo"
    (echo,) = see(judge, told(CORRECTED, "Observer"))
    assert isinstance(echo, Echo)
    assert echo.lead == verdict.post.id


def test_nor_does_it_in_eager_mode(told: Tell) -> None:
    judge = Judge()
    six_and_then_nine(judge, told)
    found = judge.judgement(told(CORRECTED, "Star"), now=NOON, mode="eager")
    assert (found.relation, found.eager) == ("update", None)


def test_a_restart_knows_that_an_echo_denies_its_lead(told: Tell) -> None:
    judge, lead, echo = Judge(), told(CORRECTED, "Gazette"), told(RETOLD, "Herald")
    judge.recall(hold(echo, lead).values())
    (verdict,) = see(judge, told(CORRECTED, "Star"))
    assert isinstance(verdict, New)


def test_an_entry_made_by_hand_is_joined_though_its_posts_differ(told: Tell) -> None:
    judge, lead, other = Judge(), told(FIRE, "Gazette"), told(CORRECTED, "Herald")
    see(judge, lead)
    see(judge, other)
    see(judge, told(CORRECTED, "Observer"))
    judge.obey([Override(ruling="merge", post=other.id, other=lead.id, made=NOON)])
    (echo,) = see(judge, told(RETOLD, "Star"))
    assert isinstance(echo, Echo)
    assert echo.lead == lead.id


def test_what_was_taken_back_is_echoed_no_more(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE)
    see(judge, lead)
    judge.withdraw([lead.id, "unknown#1"])
    judge.recall([Held(post=lead, first_seen=NOON, withdrawn=NOON)])
    later = told(FIRE, "Herald")
    assert bare(see(judge, later)) == [New(post=later)]


def test_what_was_taken_back_elsewhere_is_dropped(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE)
    see(judge, lead)
    judge.recall([Held(post=lead, first_seen=NOON, withdrawn=NOON)])
    assert judge.judgement(told(FIRE, "Herald"), now=NOON).lead is None


def test_a_revision_of_what_is_not_kept_is_passed_over(told: Tell) -> None:
    judge, post = Judge(), told(FIRE)
    judge.remember([Revision(post=post)], now=NOON)
    assert judge.judgement(told(FIRE, "Herald"), now=NOON).lead is None


def test_what_was_taken_back_and_is_shown_again_stands_as_before(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE)
    see(judge, lead)
    for shown in (Same(post=lead), Revision(post=lead)):
        judge.withdraw([lead.id])
        judge.remember([shown], now=NOON)
        assert judge.judgement(told(FIRE, "Herald"), now=NOON).lead == lead.id
    judge.withdraw([lead.id])
    judge.recall([Held(post=lead, first_seen=NOON)])
    assert judge.judgement(told(FIRE, "Herald"), now=NOON).lead == lead.id


def test_only_so_many_posts_taken_back_are_remembered(
    told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_AWAY", 1)
    judge, lead = Judge(), told(FIRE)
    see(judge, lead)
    see(judge, told(TEXTS[4]))
    judge.withdraw([lead.id])
    judge.withdraw(list(judge._kept._serials))
    judge.remember([Same(post=lead)], now=NOON)
    assert judge.judgement(told(FIRE, "Herald"), now=NOON).lead is None


def test_what_a_post_was_long_ago_says_nothing_of_it_now(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE)
    see(judge, lead)
    judge.withdraw([lead.id])
    later = NOON + timedelta(hours=50)
    judge.remember([New(post=lead)], now=later)
    assert judge.judgement(told(FIRE, "Herald"), now=later).lead == lead.id
