"""What people rule: posts move, and no id dies."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.errors import StoreError
from aggregator.evidence import Override
from aggregator.looks.rulings import belonging, decide, undo
from aggregator.model import Echo, New, Post, Revision
from aggregator.store.overrides import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.evidence import Ruling
    from aggregator.model import Entry, Verdict
    from aggregator.store.unit import Store, Unit

    MakePost = Callable[..., Post]


class Newsroom:
    """A store, and the person who rules over it, a minute after each other."""

    def __init__(self, store: Store, noon: datetime) -> None:
        self.store = store
        self.now = noon

    def saves(self, *verdicts: Verdict) -> None:
        self.now += timedelta(minutes=1)
        with self.store.begin() as unit:
            unit.posts.save(verdicts, now=self.now)

    def rules(self, ruling: Ruling, post: Post, other: Post | None = None) -> Override:
        self.now += timedelta(minutes=1)
        with self.store.begin() as unit:
            return decide(unit, ruling, post.id, (other or post).id, self.now)

    def undoes(self, ruling: Override) -> None:
        self.now += timedelta(minutes=1)
        with self.store.begin() as unit:
            undo(unit, ruling.number, self.now)

    def in_force(self) -> list[int]:
        with self.store.reading() as unit:
            return [each.number for each in unit.overrides.all()]

    def stamp(self) -> str:
        with self.store.reading() as unit:
            return unit.entries.stamp()

    @property
    def timeline(self) -> tuple[Entry, ...]:
        with self.store.reading() as unit:
            return unit.entries.latest(limit=99).entries

    @property
    def stories(self) -> list[list[str]]:
        """The keys of the posts of each entry, the lead first; sorted."""
        return sorted(
            [each.post.key, *sorted(echo.post.key for echo in each.echoes)]
            for each in self.timeline
        )


@pytest.fixture
def room(store: Store, noon: datetime) -> Newsroom:
    return Newsroom(store, noon)


@pytest.fixture
def posts(room: Newsroom, make_post: MakePost) -> dict[str, Post]:
    """Return two stories: a, with the echo a1, and b, with b1; and c alone."""
    made = {
        key: make_post(key=key, source=f"s-{key}")
        for key in ("a", "a1", "b", "b1", "c")
    }
    room.saves(New(post=made["a"]))
    room.saves(New(post=made["b"]))
    for key in ("a1", "b1"):
        lead = made[key[0]].id
        room.saves(Echo(post=made[key], lead=lead, likeness=0.9, reasons=("alike",)))
    room.saves(New(post=made["c"]))
    return made


def test_what_is_merged_joins_the_earlier_entry(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    before = {each.post.key: each for each in room.timeline}
    room.rules("merge", posts["b"], posts["a"])
    assert room.stories == [["a", "a1", "b", "b1"], ["c"]]
    (entry,) = (each for each in room.timeline if each.post.key == "a")
    (*_, b, b1) = entry.carriers
    assert {b.outlet, b1.outlet} == {posts["b"].outlet, posts["b1"].outlet}
    alone = before["a"]
    unjoined = replace(entry, echoes=alone.echoes, carriers=alone.carriers)
    assert unjoined == before["a"]  # but for who joined, nothing of it has changed
    joined = {each.post.key: each for each in entry.echoes}
    assert joined["b"].reasons == ("a person ruled so",)
    assert joined["a1"].reasons == ("alike",)


def test_a_merged_entry_is_not_listed_and_its_id_does_not_die(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    (b,) = (each for each in room.timeline if each.post.key == "b")
    room.rules("merge", posts["a1"], posts["b1"])
    with room.store.reading() as unit:
        assert unit.entries.get(b.id) == replace(b, echoes=())
        now_in = unit.entries.now_in(b.id)
    (a,) = (each for each in room.timeline if each.post.key == "a")
    assert now_in is not None
    assert now_in.id == a.id


def test_what_is_split_again_is_the_very_same_entry(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    before = room.timeline
    room.rules("merge", posts["a"], posts["b"])
    room.rules("split", posts["b"])
    after = room.timeline
    assert [replace(each, updated=room.now, carriers=()) for each in after] == [
        replace(each, updated=room.now, carriers=()) for each in before
    ]
    assert [each.updated == room.now for each in after] == [
        each.post.key == "b" for each in after
    ]


def test_a_ruling_that_is_undone_leaves_nothing_moved(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    before = room.stories
    for ruling, one, other in (
        ("merge", "a", "b"),
        ("split", "a1", "a1"),
        ("never", "a", "a1"),
    ):
        made = room.rules(ruling, posts[one], posts[other])  # type: ignore[arg-type]  # (mypy widens the literals)
        assert room.stories != before
        room.undoes(made)
        assert room.stories == before
    (entry,) = (each for each in room.timeline if each.post.key == "a")
    assert [each.reasons for each in entry.echoes] == [("alike",)]
    assert room.in_force() == []


def test_a_post_that_is_split_off_is_listed_at_the_top_as_it_is_new_there(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    made = room.rules("split", posts["a1"])
    assert made.other == posts["a"].id
    top = room.timeline[0]
    assert (top.post, top.surfaced, top.updated) == (posts["a1"], room.now, room.now)
    assert top.first_seen < room.now


def test_what_may_never_share_an_entry_is_taken_apart(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    room.rules("never", posts["b1"], posts["b"])
    room.rules("never", posts["a"], posts["c"])  # they never did
    assert room.stories == [["a", "a1"], ["b"], ["b1"], ["c"]]


def test_the_last_word_about_two_posts_counts(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    one = room.rules("merge", posts["a"], posts["c"])
    two = room.rules("never", posts["c"], posts["a"])
    assert room.in_force() == [two.number]
    three = room.rules("merge", posts["a"], posts["c"])
    assert room.stories == [["a", "a1", "c"], ["b", "b1"]]
    assert room.in_force() == [one.number, three.number]
    room.undoes(three)
    assert room.in_force() == [two.number]
    assert room.stories == [["a", "a1"], ["b", "b1"], ["c"]]
    room.undoes(two)
    assert room.stories == [["a", "a1", "c"], ["b", "b1"]]


def test_the_same_is_ruled_once(room: Newsroom, posts: dict[str, Post]) -> None:
    made = room.rules("merge", posts["a"], posts["b"])
    stamp = room.stamp()
    assert room.rules("merge", posts["b"], posts["a"]) == made
    assert room.stamp() == stamp


def test_a_page_is_told_of_each_ruling(room: Newsroom, posts: dict[str, Post]) -> None:
    stamps = [room.stamp()]
    made = room.rules("never", posts["a"], posts["b"])
    stamps.append(room.stamp())
    room.undoes(made)
    stamps.append(room.stamp())
    assert len(set(stamps)) == 3


def test_a_merge_does_not_join_what_was_ruled_apart(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    room.rules("never", posts["a1"], posts["b1"])
    with pytest.raises(StoreError, match="ruling 1 keeps s-a1#a1 and s-b1#b1 apart"):
        room.rules("merge", posts["a"], posts["b"])
    assert room.stories == [["a", "a1"], ["b", "b1"], ["c"]]
    assert room.in_force() == [1]


def test_a_merge_does_not_care_for_what_is_apart_elsewhere(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    room.rules("never", posts["b1"], posts["c"])
    room.rules("merge", posts["a"], posts["b"])
    assert room.stories == [["a", "a1", "b", "b1"], ["c"]]


def test_a_ruling_over_a_post_that_is_gone_moves_nothing(noon: datetime) -> None:
    place = Place(post="a#1", lead="a#1", home="a#1", age=(noon, 1))
    ruling = Override(ruling="merge", post="a#1", other="gone#1", made=noon)
    assert belonging([place], [ruling]) == {"a#1": "a#1"}


@pytest.mark.parametrize(
    ("ruling", "says"),
    [
        (("merge", "a", "a"), "about two posts"),
        (("split", "a", "a"), "leads its entry"),
        (("split", "stranger", "a"), "no post is held under s-stranger#stranger"),
        (("merge", "a", "stranger"), "no post is held under s-stranger#stranger"),
        (("never", "stranger", "a"), "no post is held under s-stranger#stranger"),
    ],
)
def test_what_cannot_be_ruled_is_told_in_plain_words(
    room: Newsroom,
    posts: dict[str, Post],
    make_post: MakePost,
    ruling: tuple[Ruling, str, str],
    says: str,
) -> None:
    posts["stranger"] = make_post(key="stranger", source="s-stranger")
    what, one, other = ruling
    with pytest.raises(StoreError, match=says):
        room.rules(what, posts[one], posts[other])
    assert room.in_force() == []


def test_what_was_never_ruled_cannot_be_undone(room: Newsroom) -> None:
    with room.store.begin() as unit, pytest.raises(StoreError, match="no ruling 7"):
        undo(unit, 7, room.now)


def test_an_echo_that_was_merged_and_parts_by_an_edit_stays_where_it_went(
    room: Newsroom, posts: dict[str, Post]
) -> None:
    made = room.rules("merge", posts["a"], posts["b"])
    edited = replace(posts["b1"], text="Polls have not closed.")
    room.saves(Revision(post=edited, parted_from=posts["a"].id))
    assert room.stories == [["a", "a1", "b"], ["b1"], ["c"]]
    room.undoes(made)
    assert room.stories == [["a", "a1"], ["b"], ["b1"], ["c"]]


def test_who_followed_a_merged_entry_follows_the_one_that_it_is_in(
    room: Newsroom, posts: dict[str, Post], make_post: MakePost
) -> None:
    update = make_post(key="update")
    room.saves(New(post=update, follows=posts["b"].id))
    before = room.timeline[0]
    room.rules("merge", posts["a"], posts["b"])
    assert room.timeline[0] == before  # as it was published
    (a,) = (each for each in room.timeline if each.post.key == "a")
    with room.store.reading() as unit:
        assert [each.id for each in unit.entries.following(a.id)] == [before.id]


KEYS = "abcdef"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "merge", "split", "never", "undo"]),
        st.sampled_from(KEYS),
        st.sampled_from(KEYS),
    ),
    max_size=20,
)


class Undo(Exception):  # noqa: N818  (no error: what was written is taken back)
    pass


@given(steps=STEPS)
@settings(
    max_examples=40,
    # What an example writes is taken back, so all may share one database.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_ruled_ids_stay_and_each_post_is_in_one_entry(
    steps: list[tuple[str, str, str]], store: Store, noon: datetime
) -> None:
    with suppress(Undo), store.begin() as unit:
        before: dict[str, Entry] = {}
        for minute, (step, one, other) in enumerate(steps):
            take(unit, step, (one, other), noon + timedelta(minutes=minute))
            after = {
                each.post.key: each
                for each in unit.entries.latest(limit=99, mode="off").entries
            }
            assert len({each.id for each in after.values()}) == len(after)
            assert_that_nothing_published_was_moved(before, after)
            assert_that_each_is_in_one_entry(unit, set(after))
            assert_that_rulings_hold(unit)
            before = after
        while rulings := unit.overrides.every():
            undo(unit, rulings[-1].number, noon + timedelta(hours=1))
        natural = {each: each for each in before if each not in "def"}
        for entry in unit.entries.latest(limit=99).entries:
            for echo in entry.echoes:
                assert natural.get(echo.post.key) is None  # only these were ever echoes
                assert echo.reasons == ("alike",)
        raise Undo


def take(unit: Unit, step: str, keys: tuple[str, str], now: datetime) -> None:
    one, other = (f"s-{key}#{key}" for key in keys)
    with suppress(StoreError):
        if step == "undo":
            rulings = unit.overrides.every()
            undo(
                unit, rulings[ord(keys[0]) % len(rulings)].number if rulings else 0, now
            )
        elif step != "save":
            decide(unit, step, one, other, now)  # type: ignore[arg-type]  # (see STEPS)
        elif not unit.posts.held([one]):
            unit.posts.save([verdict(unit, keys[0], other, now)], now=now)


def verdict(unit: Unit, key: str, other: str, now: datetime) -> Verdict:
    post = Post(
        source=f"s-{key}",
        outlet=key,
        key=key,
        url="https://gazette.example/",
        title=None,
        html="",
        text=key,
        published=now,
    )
    if key in "def" and unit.posts.held([other]):
        return Echo(post=post, lead=other, likeness=0.9, reasons=("alike",))
    return New(post=post)


def assert_that_nothing_published_was_moved(
    before: dict[str, Entry], after: dict[str, Entry]
) -> None:
    assert before.keys() <= after.keys()
    for key, old in before.items():
        new = after[key]
        assert (new.id, new.published) == (old.id, old.published)
        assert new.updated >= old.updated


def assert_that_each_is_in_one_entry(unit: Unit, keys: set[str]) -> None:
    shown = [
        post.key
        for each in unit.entries.latest(limit=99).entries
        for post in (each.post, *(echo.post for echo in each.echoes))
    ]
    assert sorted(shown) == sorted(keys)


def assert_that_rulings_hold(unit: Unit) -> None:
    for each in unit.overrides.all():
        one, other = (unit.posts.held([end])[end] for end in (each.post, each.other))
        together = (one.lead or one.post.id) == (other.lead or other.post.id)
        assert together == (each.ruling == "merge")
