"""What becomes of posts, one look after another."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from aggregator.dedup.judge import Judge, compare
from aggregator.model import Echo, Held, New, Post, Same
from tests.dedup.seen import (
    FIRE,
    LONGER,
    MINUTE,
    NOON,
    RETOLD,
    bare,
    see,
)

if TYPE_CHECKING:
    from types import FrameType


Tell: TypeAlias = Callable[..., Post]


def test_the_first_to_say_something_leads(told: Tell) -> None:
    post = told(FIRE)
    assert bare(see(Judge(), post)) == [New(post=post)]


def test_another_outlet_with_the_same_news_is_an_echo(told: Tell) -> None:
    judge, lead, later = Judge(), told(FIRE, "Gazette"), told(RETOLD, "Herald")
    see(judge, lead)
    (echo,) = see(judge, later)
    assert isinstance(echo, Echo)
    assert echo.lead == lead.id
    assert echo.likeness > 0.9


def test_an_outlet_never_echoes_itself(told: Tell) -> None:
    judge, post = Judge(), told(FIRE)
    see(judge, post)
    again = told(FIRE)
    assert bare(see(judge, again)) == [New(post=again)]


def test_nor_by_way_of_another_outlet(told: Tell) -> None:
    judge = Judge()
    see(judge, told(FIRE, "Gazette"))
    see(judge, told(LONGER, "Herald"))
    again = told(LONGER, "Gazette")
    assert bare(see(judge, again)) == [New(post=again)]


def test_one_article_in_two_feeds_of_one_outlet_is_an_echo(told: Tell) -> None:
    judge, item = Judge(), told(FIRE, url="https://gazette.example/fire")
    see(judge, item)
    for other, verdict in (
        (replace(item, source="gazette-uk"), Echo),
        (replace(item, source="gazette-uk", url="https://gazette.example/2"), New),
        (replace(item, source="gazette-uk", text=RETOLD), New),
        (replace(item, key="another"), New),
    ):
        assert isinstance(judge.consider([other], {}, now=NOON)[0], verdict)


def test_an_echo_of_an_echo_echoes_the_lead(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE, "Gazette")
    see(judge, lead)
    see(judge, told(LONGER, "Herald"))
    (echo,) = see(judge, told(LONGER.replace("Monday", "Monday"), "Observer"))
    assert isinstance(echo, Echo)
    assert echo.lead == lead.id


def test_what_echoes_an_echo_joins_though_the_lead_says_less(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE, "Gazette")
    owner = "The owner has shown them the plans of the building. "
    list_of = "He gave the police a list of everyone who worked there that evening."
    see(judge, lead)
    middle = told(f"{RETOLD} {owner}{list_of}", "Herald")
    judge.remember([Echo(post=middle, lead=lead.id, likeness=0.8)], now=NOON)
    last = told(f"{RETOLD} {owner}{list_of} He has owned it for years.", "Observer")
    assert compare(lead, last).relation != "echo"
    (echo,) = see(judge, last)
    assert isinstance(echo, Echo)
    assert echo.lead == lead.id


def test_chains_of_resemblance_do_not_grow(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE, "Gazette")
    see(judge, lead)
    nine = told(FIRE.replace("six", "nine"), "Herald")
    judge.remember([Echo(post=nine, lead=lead.id, likeness=1.0)], now=NOON)
    (verdict,) = see(judge, told(nine.text, "Observer"))
    assert isinstance(verdict, New)
    assert (verdict.follows, verdict.reasons) == (lead.id, ("six → nine",))


def test_an_echo_whose_lead_is_gone_is_not_joined(told: Tell) -> None:
    judge = Judge()
    judge.remember([Echo(post=told(FIRE), lead="gone#1", likeness=1.0)], now=NOON)
    post = told(FIRE, "Herald")
    assert bare(see(judge, post)) == [New(post=post)]


def test_a_lead_may_be_taken_back_before_its_echo_is_saved(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE, "Gazette")
    see(judge, lead)
    verdicts = judge.consider([told(RETOLD, "Herald")], {}, now=NOON)
    judge.withdraw([lead.id])
    judge.remember(verdicts, now=NOON)
    post = told(FIRE, "Observer")
    assert bare(see(judge, post)) == [New(post=post)]


def test_what_contradicts_a_lead_follows_it_and_tells_why(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE, "Gazette")
    see(judge, lead)
    (verdict,) = see(judge, told(FIRE.replace("six", "nine"), "Herald"))
    assert isinstance(verdict, New)
    assert (verdict.follows, verdict.reasons) == (lead.id, ("six → nine",))


def test_what_goes_on_where_a_lead_ended_says_more(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE, "Gazette")
    see(judge, lead)
    more = (
        "Two men were arrested at Manchester airport this afternoon. Both worked as "
        "guards until last week, when the owner dismissed them over missing keys."
    )
    (verdict,) = see(
        judge, told(f"{FIRE.split('. ', maxsplit=1)[0]}. {more}", "Herald")
    )
    assert isinstance(verdict, New)
    assert (verdict.follows, verdict.reasons) == (lead.id, ("says more",))


def test_what_is_only_related_stands_alone(told: Tell) -> None:
    judge = Judge()
    see(judge, told(FIRE))
    post = told("The furniture warehouse in Leeds had been sold last year.", "Herald")
    assert bare(see(judge, post)) == [New(post=post)]


def test_what_shares_no_more_than_words_stands_alone(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE)
    see(judge, lead)
    post = told(
        "Leeds Museum opens its exhibition of furniture on Saturday. Chairs of four "
        "centuries came out of the warehouse in Hull where the city keeps them, and "
        "visitors may sit on one of them.",
        "Herald",
    )
    near = judge.judgement(post, now=NOON)
    assert (near.relation, near.lead) == ("distinct", None)
    assert bare(see(judge, post)) == [New(post=post)]


def test_two_posts_that_say_nothing_are_two_posts(told: Tell) -> None:
    judge = Judge()
    for text in ("", "Goal!"):
        for outlet in ("Gazette", "Herald"):
            post = told(text, outlet)
            assert bare(see(judge, post)) == [New(post=post)]


def test_a_post_met_again_is_kept_once(told: Tell) -> None:
    judge, post = Judge(), told(FIRE)
    judge.recall([Held(post=post, first_seen=NOON)])
    judge.remember([Same(post=post), New(post=post)], now=NOON)
    judge.forget(NOON + MINUTE)
    later = told(FIRE, "Herald")
    assert bare(see(judge, later)) == [New(post=later)]


def test_a_post_does_not_meet_itself(told: Tell) -> None:
    judge, post = Judge(), told(FIRE)
    see(judge, post)
    assert judge.judgement(post, now=NOON).relation == "related"


def test_after_the_window_it_is_news_again(told: Tell) -> None:
    judge = Judge(window=timedelta(hours=1))
    see(judge, told(FIRE))
    post = told(FIRE, "Herald")
    late = NOON + timedelta(minutes=61)
    assert bare(judge.consider([post], {}, now=late)) == [New(post=post)]
    assert bare(see(judge, post, now=late)) == [New(post=post)]


def test_the_window_is_bounded_in_posts_too(told: Tell) -> None:
    judge = Judge(most=1)
    see(judge, told(FIRE))
    see(judge, told("Parliament will elect a new speaker on Tuesday."))
    post = told(FIRE, "Herald")
    assert bare(see(judge, post)) == [New(post=post)]


def test_work_is_bounded_however_long_posts_share_their_sentences(told: Tell) -> None:
    """Some 150 posts of 6,000 characters, of sentences that differ in one word."""
    common = (
        "the minister told the northern assembly about water and trains and schools"
    )
    said = [
        f"{common} of town{n} in county{n % 7} and valley{n % 5}" for n in range(60)
    ]
    judge, calls = Judge(), Counter[str]()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls[frame.f_code.co_name] += 1

    posts = [
        told(
            ". ".join(
                f"{said[(n * 7 + m * 11) % 60]} with guest{n * m % 13}"
                for m in range(60)
            ),
            f"Outlet {n % 3}",
        )
        for n in range(150)
    ]
    see(judge, *posts[:-1])
    sys.setprofile(count)
    try:
        judge.judgement(posts[-1], now=NOON)
    finally:
        sys.setprofile(None)
    assert 0 < calls["compare_readings"] <= 24
    assert 0 < calls["differences"] <= 500
    assert calls["weigh"] <= 5_000


def test_what_is_held_already_is_not_taken_in(told: Tell) -> None:
    judge, post = Judge(), told(FIRE, "Gazette")
    judge.remember([Same(post=post)], now=NOON)
    assert judge.judgement(told(FIRE, "Herald"), now=NOON).lead is None


def test_what_is_known_is_not_recalled_in_other_words(told: Tell) -> None:
    judge, post = Judge(), told(FIRE, "Gazette")
    see(judge, post)
    older = replace(post, text="Parliament will elect a new speaker on Tuesday.")
    judge.recall([Held(post=older, first_seen=NOON)])
    assert judge.judgement(told(FIRE, "Herald"), now=NOON).relation == "echo"


def test_six_leads_are_compared_at_most_and_one_if_they_are_long(told: Tell) -> None:
    judge = Judge()
    texts = [FIRE.replace("six", str(number)) for number in range(20, 40)]
    for number, text in enumerate(texts):
        judge.remember([New(post=told(text, f"outlet {number}"))], now=NOON)
    found = judge.judgement(told(FIRE, "Herald"), now=NOON)
    assert len(found.decision.weighed) == 5
    long = " ".join(f"word{number}x" for number in range(700))
    judge = Judge()
    for number in range(5):
        judge.remember([New(post=told(f"{long} {number}", str(number)))], now=NOON)
    found = judge.judgement(told(long, "Herald"), now=NOON)
    assert len(found.decision.weighed) <= 3


def test_what_is_not_compared_would_be_distinct(told: Tell) -> None:
    """The sum of shared stems that spares a comparison never errs."""
    texts = [text for _, text in zip(range(60), _texts_of_pairs(), strict=False)]
    for a, b in pairwise(texts):
        judge, lead = Judge(most=2), told(a, "Gazette")
        see(judge, lead)
        post = told(b, "Herald")
        if not judge.judgement(post, now=NOON).decision.weighed:
            compared = compare(lead, post).relation
            assert compared in ("distinct", "related")


def _texts_of_pairs() -> Iterator[str]:
    pairs = json.loads((Path(__file__).parent / "pairs.json").read_text("utf-8"))
    for pair in pairs:
        yield from (pair["a"]["text"], pair["b"]["text"])
