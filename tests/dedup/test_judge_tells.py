"""What verdicts tell, and what the modes make of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from aggregator.dedup.judge import Judge, Judgement
from aggregator.model import Echo, New, Post, Revision, Source
from tests.dedup.seen import (
    FIRE,
    NOON,
    RETOLD,
    hold,
    see,
)

if TYPE_CHECKING:
    from aggregator.evidence import Mode


Tell: TypeAlias = Callable[..., Post]


def test_a_verdict_tells_what_was_weighed_and_which_rule_decided(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE, "Gazette")
    see(judge, lead, told(FIRE.replace("six", "nine"), "Star"))
    (echo,) = see(judge, told(RETOLD, "Herald"))
    assert isinstance(echo, Echo)
    best, miss = echo.decision.weighed
    assert (best.lead, best.relation, best.rule) == (
        lead.id,
        "echo",
        echo.decision.rule,
    )
    assert miss.reasons == ("nine → six",)
    assert len(echo.decision.configuration) == 12


def test_what_is_like_nothing_says_so(told: Tell) -> None:
    (verdict,) = see(Judge(), told(FIRE))
    assert isinstance(verdict, New)
    assert verdict.decision.rule == "nothing like it"
    assert verdict.decision.weighed == ()


def test_the_configuration_is_told_apart_by_mode_window_and_model(told: Tell) -> None:
    judges = (
        Judge(),
        Judge(window=timedelta(hours=1)),
        Judge(meaning=lambda _, __: 0.0),
    )
    modes: tuple[Mode, ...] = ("off", "conservative", "eager")
    found = {
        judge.judgement(told(FIRE), now=NOON, mode=mode).decision.configuration
        for judge in judges
        for mode in modes
    }
    assert len(found) == 9


def test_a_parting_edit_tells_why(told: Tell) -> None:
    lead, echo = told(FIRE, "Gazette"), told(FIRE, "Herald")
    edited = replace(echo, text=FIRE.replace("six", "nine"))
    (verdict,) = Judge().consider([edited], hold(echo, lead), now=NOON)
    assert isinstance(verdict, Revision)
    assert verdict.decision
    assert [each.lead for each in verdict.decision.weighed] == [lead.id]


def test_the_voice_is_told_with_the_publisher_that_the_operator_names(
    told: Tell, make_source: Callable[..., Source]
) -> None:
    source = make_source(publisher="The House")
    post = told(FIRE)
    (verdict,) = Judge().consider([post], {}, now=NOON, source=source)
    assert isinstance(verdict, New)
    assert verdict.voice.publisher == "The House"


def test_posts_of_a_source_that_is_off_join_nothing_and_others_join_them(
    told: Tell, make_source: Callable[..., Source]
) -> None:
    judge, lead, alone = Judge(), told(FIRE, "Gazette"), told(RETOLD, "Herald")
    see(judge, lead)
    (verdict,) = judge.consider([alone], {}, now=NOON, source=make_source(dedup="off"))
    assert isinstance(verdict, New)
    assert (verdict.follows, verdict.eager) == (None, None)
    assert verdict.decision.rule == "its source joins no other"
    fresh = Judge()
    fresh.remember([verdict], now=NOON)
    (echo,) = see(fresh, told(FIRE, "Star"))
    assert isinstance(echo, Echo)


PLAIN = FIRE.replace("Forty firefighters", "Firefighters")


EAGER = (
    "A fire at a furniture warehouse in Leeds has killed six people, police said on "
    "Monday. Neighbours heard a loud bang before the flames came out of the windows."
)


def eager(judge: Judge, post: Post, mode: Mode) -> Judgement:
    return judge.judgement(post, now=NOON, mode=mode)


def test_eager_joins_what_conservative_only_notes(told: Tell) -> None:
    judge, lead, post = Judge(), told(PLAIN, "Gazette"), told(EAGER, "Herald")
    see(judge, lead)
    plain = eager(judge, post, "conservative")
    assert (plain.relation == "echo", plain.eager) == (False, lead.id)
    assert eager(judge, post, "eager").relation == "echo"
    (verdict,) = judge.consider([post], {}, now=NOON)
    assert isinstance(verdict, New)
    assert verdict.eager == lead.id


def test_an_outlet_joins_itself_in_no_mode(told: Tell) -> None:
    judge, lead, post = Judge(), told(PLAIN, "Gazette"), told(EAGER, "Gazette")
    see(judge, lead)
    found = eager(judge, post, "eager")
    assert (found.relation == "echo", found.eager) == (False, None)


def test_an_edit_keeps_to_the_mode_of_its_source(
    told: Tell, make_source: Callable[..., Source]
) -> None:
    lead, echo = told(PLAIN, "Gazette"), told(PLAIN, "Herald")
    edited = replace(echo, text=EAGER)
    for mode, parted in (("eager", None), ("conservative", lead.id)):
        source = make_source(dedup=mode)
        held = hold(echo, lead)
        (verdict,) = Judge().consider([edited], held, now=NOON, source=source)
        assert isinstance(verdict, Revision)
        assert verdict.parted_from == parted
