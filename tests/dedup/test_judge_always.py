"""What holds of the judge whatever it sees: order, restarts, outlets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedup.judge import Judge
from aggregator.model import Echo, Held, New, Post, Revision, Verdict
from tests.dedup.seen import (
    FIRE,
    NOON,
    TEXTS,
    made,
    see,
)

Tell: TypeAlias = Callable[..., Post]

posts = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(("Gazette", "Herald", "Star"))),
    max_size=8,
)


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


class Story:
    """Posts, edits and withdrawals as a judge and a store live through them."""

    def __init__(self) -> None:
        self.judge = Judge(most=20)
        self.held: dict[str, Held] = {}
        self.told: list[Verdict] = []

    def restart(self, now: datetime) -> None:
        self.judge = Judge(most=20)
        recent = (h for h in self.held.values() if h.first_seen >= now - DAYS)
        self.judge.recall(recent)

    def live(self, post: Post, now: datetime, *, withdrawn: bool) -> None:
        if withdrawn and post.id in self.held:
            gone = replace(self.held[post.id], withdrawn=now)
            self.held[post.id] = gone
            self.judge.withdraw([post.id])
            return
        mine = self.held.get(post.id)
        known = {
            i: self.held[i] for i in (post.id, mine and mine.lead) if i in self.held
        }
        (verdict,) = self.judge.consider([post], known, now=now)
        self.judge.remember([verdict], now=now)
        self.told.append(verdict)
        self._save(verdict, mine, now)

    def _save(self, verdict: Verdict, mine: Held | None, now: datetime) -> None:
        post = verdict.post
        if isinstance(verdict, New | Echo):
            lead = verdict.lead if isinstance(verdict, Echo) else None
            self.held[post.id] = Held(
                post=post, first_seen=now, lead=lead, stems=verdict.stems
            )
        elif isinstance(verdict, Revision) and mine:
            lead = None if verdict.parted_from else mine.lead
            self.held[post.id] = replace(
                mine, post=post, lead=lead, stems=verdict.stems, withdrawn=None
            )
        elif mine:
            self.held[post.id] = replace(mine, withdrawn=None)


DAYS = timedelta(hours=48)


events = st.lists(
    st.tuples(
        st.sampled_from(TEXTS),
        st.sampled_from(("Gazette", "Herald", "Star")),
        st.integers(0, 12),  # key: a few come again, edited
        st.integers(0, 20),  # hours that have gone by
        st.sampled_from((False, False, False, True)),
    ),
    max_size=30,
)


@given(events, st.sets(st.integers(0, 30)))
def test_a_restart_at_any_post_changes_nothing(
    lived: list[tuple[str, str, int, int, bool]], stops: set[int]
) -> None:
    one, other, now = Story(), Story(), NOON
    for number, (text, outlet, key, hours, withdrawn) in enumerate(lived):
        now += timedelta(hours=hours)
        post = replace(made([(text, outlet)])[0], key=str(key))
        if number in stops:
            other.restart(now)
        for story in (one, other):
            story.live(post, now, withdrawn=withdrawn)
    assert one.told == other.told
    assert one.held == other.held


@given(st.lists(st.sampled_from(TEXTS[:4]), max_size=6), st.integers(0, 6))
def test_a_restart_needs_no_stems_that_were_kept(texts: list[str], stop: int) -> None:
    judge, again = Judge(), Judge()
    seen = made([(text, f"outlet {n}") for n, text in enumerate(texts)])
    for post in seen[:stop]:
        (verdict,) = see(judge, post)
        lead = verdict.lead if isinstance(verdict, Echo) else None
        again.recall([Held(post=post, first_seen=NOON, lead=lead, stems=b"old")])
    for post in seen[stop:]:
        assert see(judge, post) == see(again, post)


def test_of_two_leads_in_one_look_the_lower_is_older_and_a_restart_knows(
    told: Tell,
) -> None:
    judge, again = Judge(), Judge()
    upper, lower = told(FIRE), told(FIRE)
    see(judge, upper, lower)
    again.recall(Held(post=each, first_seen=NOON) for each in (lower, upper))
    for each in (judge, again):
        (echo,) = see(each, told(FIRE, "Herald"))
        assert isinstance(echo, Echo)
        assert echo.lead == lower.id


STORIES = (
    TEXTS[:4],
    (
        "The council of Porto sold its old theatre to a bank for two million euros.",
        "Porto: the council sold the old theatre it had to a bank for two million.",
        "The council of Porto sold its old theatre to a bank for nine million euros.",
    ),
    (
        "A whale stranded near Tromsø swam free at dawn, biologists there wrote.",
        "Near Tromsø a stranded whale swam free at dawn, wrote biologists there.",
    ),
    ("Goal!", ""),
)


orders = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=16).flatmap(
    lambda told: st.tuples(st.just(told), st.permutations([story for story, _ in told]))
)


@given(orders)
def test_the_order_of_posts_that_have_nothing_in_common_does_not_matter(
    told_in_order: tuple[list[tuple[int, int]], list[int]],
) -> None:
    told, order = told_in_order
    posts = made(
        [
            (STORIES[s][t % len(STORIES[s])], f"outlet {n}")
            for n, (s, t) in enumerate(told)
        ]
    )
    by_story = {
        story: iter([p for p, (s, _) in zip(posts, told, strict=True) if s == story])
        for story in range(4)
    }
    assert clusters(posts) == clusters([next(by_story[story]) for story in order])


def clusters(posts: list[Post]) -> dict[str, str]:
    """Return the lead of each post, as a judge finds them in this order."""
    judge = Judge()
    found = [see(judge, post)[0] for post in posts]
    return {
        each.post.id: each.lead if isinstance(each, Echo) else each.post.id
        for each in found
    }


@given(st.sampled_from(TEXTS[:4]), st.permutations(("Gazette", "Herald", "Star")))
def test_across_outlets_every_text_echoes_itself(text: str, outlets: list[str]) -> None:
    judge = Judge()
    first, *others = made([(text, outlet) for outlet in outlets])
    see(judge, first)
    for other in others:
        (verdict,) = see(judge, other)
        assert isinstance(verdict, Echo)
        assert verdict.lead == first.id
