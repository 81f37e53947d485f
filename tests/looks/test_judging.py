"""The judge beside a store in which others write."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.dedup.judge import Judge
from aggregator.looks.judging import Judging
from aggregator.looks.look import Kept
from aggregator.looks.rulings import decide, undo
from aggregator.model import Echo, New, Report

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.evidence import Override
    from aggregator.model import Post, PostId
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]

ROOF = (
    "The roof of the old grain hall in Velden collapsed early on Tuesday, "
    "the fire service said, and four people were taken to hospital."
)
FERRY = (
    "The night ferry from Marhaven to Oster turned back in heavy seas on Tuesday, "
    "the operator said, and three hundred passengers are ashore again."
)


class Desk:
    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.now = now
        self.judging = Judging(Judge(window=timedelta(hours=48)))

    def saves(self, *verdicts: New | Echo) -> None:
        """Save as another process does."""
        with self.store.begin() as unit:
            unit.posts.save(verdicts, now=self.now)

    def joins(self, post: Post) -> PostId | None:
        """Return the lead that `post` would echo now."""
        self.now += timedelta(minutes=1)
        with self.store.reading() as unit:
            self.judging.catch_up(unit, self.now)
        (verdict,) = self.judging.judge.consider([post], {}, now=self.now)
        return verdict.lead if isinstance(verdict, Echo) else None

    def merges(self, post: Post, other: Post) -> Override:
        with self.store.begin() as unit:
            return decide(unit, "merge", post.id, other.id, self.now)


@pytest.fixture
def desk(store: Store, noon: datetime) -> Desk:
    return Desk(store, noon)


@pytest.fixture
def roof(desk: Desk, make_post: MakePost) -> Post:
    post = make_post(source="gazette", outlet="The Gazette", text=ROOF)
    desk.saves(New(post=post))
    return post


@pytest.fixture
def ferry(desk: Desk, make_post: MakePost) -> Post:
    post = make_post(source="herald", outlet="The Herald", text=FERRY)
    desk.saves(New(post=post))
    return post


def another(post: Post) -> Post:
    return replace(post, source="courier", outlet="The Courier")


def test_the_judge_knows_what_another_process_saved(desk: Desk, roof: Post) -> None:
    assert desk.joins(another(roof)) == roof.id


def test_a_running_judge_obeys_what_is_ruled_elsewhere(
    desk: Desk, roof: Post, ferry: Post
) -> None:
    assert desk.joins(another(ferry)) == ferry.id
    ruling = desk.merges(roof, ferry)
    with desk.store.reading() as unit:
        desk.judging.catch_up(unit, desk.now)
    assert desk.joins(another(roof)) == roof.id
    with desk.store.begin() as unit:
        undo(unit, ruling.number, desk.now)
    assert desk.joins(another(ferry)) == ferry.id


def test_what_is_split_off_is_a_lead_for_those_that_come(
    desk: Desk, roof: Post, make_post: MakePost
) -> None:
    words = "Four hurt as hall roof falls in Velden: the fire service is on the spot."
    echo = make_post(source="post", outlet="The Post", text=words)
    desk.saves(Echo(post=echo, lead=roof.id, likeness=0.7))
    desk.joins(another(roof))
    with desk.store.begin() as unit:
        decide(unit, "split", echo.id, echo.id, desk.now)
    assert desk.joins(another(echo)) == echo.id


def test_a_judge_that_starts_anew_judges_like_one_that_went_on(
    desk: Desk, roof: Post, ferry: Post
) -> None:
    desk.joins(roof)
    desk.merges(roof, ferry)
    went_on = desk.joins(another(ferry))
    anew = Desk(desk.store, desk.now)
    assert anew.joins(another(ferry)) == went_on


def test_what_was_saved_is_remembered_and_what_is_old_forgotten(
    desk: Desk, make_post: MakePost
) -> None:
    post = make_post(source="herald", outlet="The Herald", text=ROOF)
    report = Report(source="herald")
    desk.judging.remember(Kept(report=report, verdicts=[New(post=post)]), desk.now)
    assert desk.joins(another(post)) == post.id
    desk.now += timedelta(days=3)
    desk.judging.forget(desk.now)
    assert desk.joins(another(post)) is None
