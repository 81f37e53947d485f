"""Rulings as they come from a page: by whatever name a person has for a post."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreError
from aggregator.looks.by_hand import ByHand, rule
from aggregator.model import Echo, New, Post

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from datetime import datetime

    from aggregator.evidence import Override
    from aggregator.store.unit import Store


@dataclass(frozen=True)
class Two:
    """Two entries, the first of them with an echo."""

    store: Store
    now: datetime
    lead: Post
    echo: Post
    other: Post
    entry: str  # the UUID of the first
    others: str  # and of the second

    def rules(self, **fields: str) -> Override:
        with self.store.begin() as unit:
            return rule(unit, fields, self.now)

    @property
    def entries(self) -> int:
        with self.store.reading() as unit:
            return len(unit.entries.latest(limit=9).entries)


@pytest.fixture
def two(store: Store, make_post: Callable[..., Post], noon: datetime) -> Two:
    lead = make_post(url="https://gazette.example/1")
    echo = make_post(source="post", url="https://post.example/live")
    other = make_post(source="herald", url="https://herald.example/live")
    with store.begin() as unit:
        unit.posts.save([New(post=lead)], now=noon)
        unit.posts.save([Echo(post=echo, lead=lead.id, likeness=0.9)], now=noon)
        unit.posts.save([New(post=other)], now=noon + timedelta(minutes=1))
        second, first = unit.entries.latest(limit=9).entries
    return Two(
        store=store,
        now=noon + timedelta(minutes=2),
        lead=lead,
        echo=echo,
        other=other,
        entry=first.id.rpartition(":")[2],
        others=second.id.rpartition(":")[2],
    )


@pytest.mark.parametrize(
    "name",
    [
        "https://herald.example/live",
        " {0.other.id} ",
        "{0.others}",
        "urn:uuid:{0.others}",
        "https://news.example/x/entry/{0.others}#voices",
        "http://localhost:8080/entry/urn:uuid:{0.others}",
        "{0.others}\0",
    ],
)
def test_the_other_entry_goes_by_whatever_a_person_can_copy(
    two: Two, name: str
) -> None:
    made = two.rules(entry=two.entry, ruling="merge", other=name.format(two))
    assert (made.post, made.other) == (two.lead.id, two.other.id)
    assert two.entries == 1


def test_an_echo_is_split_off_by_its_id(two: Two) -> None:
    made = two.rules(entry=two.entry, ruling="split", post=two.echo.id)
    assert (made.post, made.other) == (two.echo.id, two.lead.id)
    assert two.entries == 3


def test_two_entries_are_kept_apart(two: Two) -> None:
    made = two.rules(entry=two.entry, ruling="never", other=two.others.upper())
    assert (made.ruling, two.entries) == ("never", 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "a ruling is one of merge, split, never"),
        ({"ruling": "drop"}, "a ruling is one of"),
        ({"ruling": "merge"}, "there is no post or entry ''"),
        ({"ruling": "merge", "other": "https://x.example"}, "'https://x.example'"),
        ({"ruling": "merge", "other": "{0.entry}"}, "is about two posts"),
        ({"ruling": "split"}, "leads its entry"),
        ({"ruling": "split", "post": "nobody#1"}, "'nobody#1'"),
    ],
)
def test_what_cannot_be_ruled_is_told_and_changes_nothing(
    two: Two, fields: dict[str, str], words: str
) -> None:
    told = {name: value.format(two) for name, value in fields.items()}
    with pytest.raises(StoreError, match=words):
        two.rules(entry=two.entry, **told)
    assert two.entries == 2


def test_an_address_that_several_posts_share_names_none(
    two: Two, make_post: Callable[..., Post]
) -> None:
    with two.store.begin() as unit:
        unit.posts.save([New(post=make_post(url=two.other.url))], now=two.now)
    with pytest.raises(StoreError, match="2 posts share the address"):
        two.rules(entry=two.entry, ruling="merge", other=two.other.url)


def test_a_ruling_is_kept_on_the_lane_and_leads_back_to_the_page(
    two: Two, lane: Executor
) -> None:
    seen: list[int] = []

    async def done() -> None:
        seen.append(two.entries)

    by_hand = ByHand(two.store, lane, clock=lambda: two.now, done=done)
    fields = {"entry": two.entry, "ruling": "merge", "other": two.others}
    assert asyncio.run(by_hand.take(fields)) == f"../{two.entry}#rulings"
    assert seen == [1]
    with pytest.raises(StoreError):
        asyncio.run(by_hand.take({"entry": two.entry}))
    assert seen == [1]
