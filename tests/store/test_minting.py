from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.model import Echo, Entry, New, Post, Revision, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.store.unit import Store, Unit

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]


class Undo(Exception):  # noqa: N818  (no error: what was written is taken back)
    pass


def mint_all(store: Store, posts: list[Post], now: datetime) -> dict[str, str]:
    """Save `posts` one by one into the empty store, and leave it empty again."""
    minted = {}
    with suppress(Undo), store.begin() as unit:
        for each in posts:
            unit.posts.save([New(post=each)], now=now)
        for entry in unit.entries.latest(limit=len(posts)).entries:
            minted[entry.post.id] = entry.id
        raise Undo
    return minted


def test_a_database_that_is_filled_again_mints_the_same_ids_in_any_order(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    posts = [make_post(source=name) for name in ("gazette", "herald") for _ in "abcde"]
    first = mint_all(store, posts, noon)
    shuffled = random.Random(7)  # noqa: S311  (no secret: it must repeat)
    for days in range(20):
        shuffled.shuffle(posts)
        edited = [replace(each, text=f"day {days}") for each in posts]
        assert mint_all(store, edited, noon + timedelta(days=days)) == first


def test_an_id_is_a_urn_and_never_changes(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    post = make_post(source="gazette", key="42")
    look(New(post=post))
    look(Revision(post=replace(post, url="https://moved.example/", title="Moved")))
    look(Echo(post=make_post(source="herald"), lead=post.id, likeness=1.0))
    (entry,) = timeline()
    # Written out: whoever changes how ids are derived breaks every reader's memory.
    assert entry.id == "urn:uuid:c6ac0437-d013-5327-9ec1-01bb96898d89"


def test_an_id_that_is_taken_is_not_given_twice(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    alike = [make_post(source="a", key="b\nc"), make_post(source="a\nb", key="c")]
    look(*(New(post=each) for each in alike))
    look(New(post=make_post(source="a\nb\nc", key="")))
    look(New(post=make_post(source="a", key="b\nc\n")))
    ids = {each.id for each in timeline()}
    assert len(ids) == 4
    assert all(each.startswith("urn:uuid:") for each in ids)


def test_times_are_clamped_to_what_can_be(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    hour = timedelta(hours=1)
    look(
        New(post=make_post(published=noon + hour, updated=noon + hour)),
        New(post=make_post(published=None, updated=None)),
        New(post=make_post(published=noon - hour, updated=noon - 2 * hour)),
        New(post=make_post(published=noon - 2 * hour, updated=noon - hour)),
        milliseconds=900,
    )
    assert [(each.published - noon, each.updated - noon) for each in timeline()] == [
        (timedelta(), timedelta()),
        (timedelta(), timedelta()),
        (-hour, -hour),
        (-2 * hour, -hour),
    ]


def test_times_of_entries_are_whole_seconds(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    odd = timedelta(milliseconds=1700)
    look(New(post=make_post(published=noon - odd)), milliseconds=900)
    (entry,) = timeline()
    times = (entry.published, entry.updated, entry.first_seen, entry.surfaced)
    assert [each.microsecond for each in times] == [0, 0, 0, 0]


STEPS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),  # whose turn it is
        st.booleans(),  # whether it echoes what leads, or leads itself
        st.integers(-3_600, 3_600),  # seconds from noon: the clock may be set back
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(
    max_examples=30,
    # What an example writes is taken back, so all may share one database.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_happens_an_entry_stays_and_its_updated_never_goes_back(
    steps: list[tuple[str, bool, int]], store: Store, noon: datetime
) -> None:
    with suppress(Undo), store.begin() as unit:
        before: dict[str, Entry] = {}
        for key, echoes, seconds in steps:
            now = noon + timedelta(seconds=seconds)
            unit.posts.save([verdict(unit, key, now, echoes=echoes)], now=now)
            entries = unit.entries.latest(limit=9).entries
            after = {each.post.key: each for each in entries}
            assert before.keys() <= after.keys()
            for old in before.values():
                same_entry_or_later(old, after[old.post.key])
            before = after
        raise Undo


def verdict(unit: Unit, key: str, now: datetime, *, echoes: bool) -> Verdict:
    """Return what a judge could say of `key` next."""
    post = Post(
        source="gazette",
        outlet="The Gazette",
        key=key,
        url="https://gazette.example/",
        title=None,
        html="",
        text=now.isoformat(),
        published=now,
        updated=now,
    )
    leads = [each.post.id for each in unit.entries.latest(limit=9).entries]
    held = unit.posts.held([post.id]).get(post.id)
    if held is not None:
        return Revision(post=post, parted_from=None if echoes else held.lead)
    return (
        Echo(post=post, lead=leads[0], likeness=1)
        if echoes and leads
        else New(post=post)
    )


def same_entry_or_later(old: Entry, new: Entry) -> None:
    assert (new.id, new.published, new.surfaced) == (
        old.id,
        old.published,
        old.surfaced,
    )
    assert new.updated >= old.updated
    assert new.updated >= new.published


def test_what_is_said_only_now_is_not_dated_half_a_year_back(
    store: Store, make_post: Callable[..., Post], noon: datetime
) -> None:
    half_a_year = timedelta(days=180)
    for age, shown in ((half_a_year, noon - half_a_year), (half_a_year * 2, noon)):
        post = make_post(published=noon - age)
        with store.begin() as unit:
            unit.posts.save([New(post=post)], now=noon)
            found = unit.entries.latest(limit=9).entries
        (entry,) = (each for each in found if each.post.key == post.key)
        assert (entry.surfaced, entry.published) == (noon, shown)
