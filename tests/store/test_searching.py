"""However words are looked for, the answer is that of the plain question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from aggregator.model import Echo, New
from aggregator.store.fulltext import found
from aggregator.store.listing import LISTED, lead_of
from aggregator.store.tables import entries, posts
from aggregator.store.telling import with_followed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.model import EntryId, Post, Timeline
    from aggregator.store.listing import Withdrawn
    from aggregator.store.unit import Store, Unit

    MakePost = Callable[..., Post]
    Look = Callable[..., None]

WORDS = ("ferry", "ferries", "late", "東京", "quay")
ASKED = ("ferry", "ferr*", "late ferry", "東", "東京 ferr*", "nobody", "?")


@dataclass(frozen=True)
class Said:
    """A post, or what echoes one of the earlier ones."""

    words: tuple[str, ...]
    hours: int  # before it is seen
    joins: int | None
    withdrawn: bool


SAYINGS = st.lists(
    st.builds(
        Said,
        words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple),
        hours=st.integers(0, 3),
        joins=st.none() | st.integers(0, 9),
        withdrawn=st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


def plainly(
    unit: Unit, words: str, before: EntryId | None, withdrawn: Withdrawn
) -> Timeline:
    """Ask as one would who knows nothing of what it costs."""
    timeline, said = unit.entries, posts.alias("plainly_said")
    having = found(timeline._connection, said, words)
    it = entries.c.post_id.in_(select(lead_of(said)).where(having))
    window = [*timeline._below(before), it]
    query = with_followed().where(*window, *LISTED[None, withdrawn])
    return timeline._timeline(query, [*window, entries.c.shown])


def page_by_page(
    unit: Unit, words: str, *, limit: int, withdrawn: Withdrawn
) -> list[EntryId]:
    """Return what is found, and see that each page is dated as if all were on it."""
    ids: list[EntryId] = []
    while True:
        before = ids[-1] if ids else None
        page = unit.entries.search(
            words, limit=limit, before=before, withdrawn=withdrawn
        )
        assert page.updated == plainly(unit, words, before, withdrawn).updated
        if not page.entries:
            return ids
        ids += [each.id for each in page.entries]


@pytest.fixture
def say(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> Callable[[Sequence[Said]], None]:
    def save(sayings: Sequence[Said]) -> None:
        leads: list[Post] = []
        gone: list[Post] = []
        for minutes, said in enumerate(sayings):
            when = noon + timedelta(minutes=minutes, hours=-said.hours)
            post = make_post(text=" ".join(said.words), published=when)
            if said.joins is None or not leads:
                look(New(post=post), minutes=minutes)
                leads.append(post)
            else:
                lead = leads[said.joins % len(leads)]
                look(Echo(post=post, lead=lead.id, likeness=0.9), minutes=minutes)
            gone += [post] if said.withdrawn else []
        with store.begin() as unit:
            unit.posts.withdraw([each.id for each in gone], noon)

    return save


@pytest.mark.parametrize("few", [0, 2, 1_000])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sayings=SAYINGS, words=st.sampled_from(ASKED), limit=st.integers(1, 4))
def test_pages_hold_what_is_found_and_nothing_twice_be_it_much_or_little(  # noqa: PLR0913  (fixtures)
    store: Store,
    say: Callable[[Sequence[Said]], None],
    monkeypatch: pytest.MonkeyPatch,
    *,
    few: int,
    sayings: Sequence[Said],
    words: str,
    limit: int,
) -> None:
    monkeypatch.setattr("aggregator.store.searching._FEW", few)
    say(sayings)
    withdrawn: Withdrawn
    with store.reading() as unit:
        for withdrawn in ("shown", "left out"):
            every = plainly(unit, words, None, withdrawn).entries
            told = page_by_page(unit, words, limit=limit, withdrawn=withdrawn)
            assert told == [each.id for each in every]


@pytest.mark.parametrize("few", [0, 1_000])
def test_a_search_may_be_of_some_sources_and_what_they_led_to(
    store: Store,
    look: Look,
    make_post: MakePost,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
) -> None:
    monkeypatch.setattr("aggregator.store.searching._FEW", few)
    for number, source in enumerate(("gazette", "gazette/found", "gazettes")):
        look(New(post=make_post(source=source, text="ferry")), minutes=number)
    with store.reading() as unit:
        told = unit.entries.search("ferry", limit=9, sources=["gazette"])
        every = unit.entries.search("ferry", limit=9)
    assert [e.post.source for e in told.entries] == ["gazette/found", "gazette"]
    assert told.updated == every.updated
