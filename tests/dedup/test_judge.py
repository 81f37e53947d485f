"""What becomes of posts, one look after another."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.dedup import judge as module
from aggregator.dedup.judge import Judge, compare
from aggregator.model import Echo, Held, New, Post, Revision, Same, Verdict

if TYPE_CHECKING:
    from types import FrameType

    from aggregator.liveblog import Change

Tell: TypeAlias = Callable[..., Post]

FIRE = (
    "A fire at a furniture warehouse in Leeds has killed six people, police said on "
    "Monday. Forty firefighters fought the blaze through the night."
)
RETOLD = FIRE.replace("said", "announced")
LONGER = f"{RETOLD} The owner has shown them the plans of the building."
NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
MINUTE = timedelta(minutes=1)

shared_fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def see(judge: Judge, *posts: Post, now: datetime = NOON) -> list[Verdict]:
    """Judge and remember posts that nobody holds."""
    verdicts = judge.consider(posts, {}, now=now)
    judge.remember(verdicts, now=now)
    return verdicts


def hold(post: Post, lead: Post | None = None) -> dict[str, Held]:
    """Return what the store holds of a post, and of the lead that it echoes."""
    leads = {lead.id: Held(post=lead, first_seen=NOON)} if lead else {}
    mine = Held(post=post, first_seen=NOON, lead=lead.id if lead else None)
    return {**leads, post.id: mine}


def edit(judge: Judge, post: Post, held: dict[str, Held]) -> Verdict:
    (verdict,) = judge.consider([post], held, now=NOON)
    judge.remember([verdict], now=NOON)
    return verdict


def test_the_first_to_say_something_leads(told: Tell) -> None:
    post = told(FIRE)
    assert see(Judge(), post) == [New(post=post)]


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
    assert see(judge, again) == [New(post=again)]


def test_nor_by_way_of_another_outlet(told: Tell) -> None:
    judge = Judge()
    see(judge, told(FIRE, "Gazette"))
    see(judge, told(LONGER, "Herald"))
    again = told(LONGER, "Gazette")
    assert see(judge, again) == [New(post=again)]


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
    assert see(judge, post) == [New(post=post)]


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
    assert see(judge, post) == [New(post=post)]


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
    assert (near.relation, near.lead) == ("distinct", lead.id)
    assert see(judge, post) == [New(post=post)]


def test_two_posts_that_say_nothing_are_two_posts(told: Tell) -> None:
    judge = Judge()
    for text in ("", "Goal!"):
        for outlet in ("Gazette", "Herald"):
            post = told(text, outlet)
            assert see(judge, post) == [New(post=post)]


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


def test_what_was_taken_back_is_echoed_no_more(told: Tell) -> None:
    judge, lead = Judge(), told(FIRE)
    see(judge, lead)
    judge.withdraw([lead.id, "unknown#1"])
    judge.recall([Held(post=lead, first_seen=NOON, withdrawn=NOON)])
    later = told(FIRE, "Herald")
    assert see(judge, later) == [New(post=later)]


def test_a_post_met_again_is_kept_once(told: Tell) -> None:
    judge, post = Judge(), told(FIRE)
    judge.recall([Held(post=post, first_seen=NOON)])
    judge.remember([Same(post=post), New(post=post)], now=NOON)
    judge.forget(NOON + MINUTE)
    later = told(FIRE, "Herald")
    assert see(judge, later) == [New(post=later)]


def test_a_post_does_not_meet_itself(told: Tell) -> None:
    judge, post = Judge(), told(FIRE)
    see(judge, post)
    assert judge.judgement(post, now=NOON).relation == "related"


def test_after_the_window_it_is_news_again(told: Tell) -> None:
    judge = Judge(window=timedelta(hours=1))
    see(judge, told(FIRE))
    post = told(FIRE, "Herald")
    late = NOON + timedelta(minutes=61)
    assert judge.consider([post], {}, now=late) == [New(post=post)]
    assert see(judge, post, now=late) == [New(post=post)]


def test_the_window_is_bounded_in_posts_too(
    told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 1)
    judge = Judge()
    see(judge, told(FIRE), told("Parliament will elect a new speaker on Tuesday."))
    post = told(FIRE, "Herald")
    assert see(judge, post) == [New(post=post)]


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


TEXTS = (
    FIRE,
    RETOLD,
    LONGER,
    FIRE.replace("six", "nine"),
    "Parliament will elect a new speaker on Tuesday, its office said.",
    "Goal!",
    "",
)
posts = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(("Gazette", "Herald", "Star"))),
    max_size=8,
)


def made(seen: Sequence[tuple[str, str]]) -> list[Post]:
    return [
        Post(
            source=outlet,
            outlet=outlet,
            key=str(number),
            url=f"https://{outlet}.example/#{number}",
            title=None,
            html="",
            text=text,
        )
        for number, (text, outlet) in enumerate(seen)
    ]


@given(posts)
def test_no_outlet_ever_echoes_itself(seen: list[tuple[str, str]]) -> None:
    judge, outlets = Judge(), dict[str, str]()
    for post in made(seen):
        outlets[post.id] = post.outlet
        (verdict,) = see(judge, post)
        if isinstance(verdict, Echo):
            assert outlets[verdict.lead] != post.outlet


@given(posts)
def test_considering_changes_nothing(seen: list[tuple[str, str]]) -> None:
    judge, asked = Judge(), Judge()
    for post in made(seen):
        for _ in range(2):
            asked.consider(made(seen), {}, now=NOON)
        assert see(judge, post) == see(asked, post)


@given(posts, st.integers(0, 8))
def test_a_restart_changes_no_verdict(seen: list[tuple[str, str]], stop: int) -> None:
    judge, held = Judge(), list[Held]()
    for post in made(seen)[:stop]:
        (verdict,) = see(judge, post)
        lead = verdict.lead if isinstance(verdict, Echo) else None
        held.append(Held(post=post, first_seen=NOON, lead=lead))
    again = Judge()
    again.recall(held)
    for post in made(seen)[stop:]:
        assert see(judge, post) == see(again, post)


@given(st.sampled_from(TEXTS[:4]), st.permutations(("Gazette", "Herald", "Star")))
def test_across_outlets_every_text_echoes_itself(text: str, outlets: list[str]) -> None:
    judge = Judge()
    first, *others = made([(text, outlet) for outlet in outlets])
    see(judge, first)
    for other in others:
        (verdict,) = see(judge, other)
        assert isinstance(verdict, Echo)
        assert verdict.lead == first.id


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
